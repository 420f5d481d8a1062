-- Names of commits that do not move. A tag keeps its commit reachable.
create table if not exists pggit.tags (
    name text collate "C" primary key,
    commit_hash text collate "C" not null references pggit.commits,
    created_at timestamptz not null default clock_timestamp(),
    created_by name not null
);
