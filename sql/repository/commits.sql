-- Branches and commits refer to each other: the two tables come together.
create table if not exists pggit.branches (
    id integer primary key,
    name text collate "C" not null,
    parent_branch_id integer references pggit.branches,
    head_commit_hash text collate "C",
    status text not null default 'ACTIVE' check (status in ('ACTIVE', 'MERGED', 'DELETED')),
    created_at timestamptz not null default clock_timestamp(),
    created_by name not null
);

-- A deleted branch keeps its row, and its name can be used again.
create unique index if not exists branches_live_name
    on pggit.branches (name) where status <> 'DELETED';

create table if not exists pggit.commits (
    hash text collate "C" primary key,
    branch_id integer not null references pggit.branches,
    parent_commit_hash text collate "C" references pggit.commits,
    merge_parent_hash text collate "C" references pggit.commits,
    tree_hash text collate "C" not null references pggit_internal.tree_nodes,
    content_hash text collate "C" not null,
    message text not null,
    author name not null,
    committed_at timestamptz not null default clock_timestamp(),
    -- Commits on one branch form a single line.
    constraint commits_single_line unique nulls not distinct (branch_id, parent_commit_hash)
);

create index if not exists commits_parent on pggit.commits (parent_commit_hash);

do $$
begin
    if not exists (
        select from pg_constraint
        where conrelid = 'pggit.branches'::regclass and conname = 'branches_head_commit_hash_fkey'
    ) then
        alter table pggit.branches
            add constraint branches_head_commit_hash_fkey
            foreign key (head_commit_hash) references pggit.commits;
    end if;
end
$$;
