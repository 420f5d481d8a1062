-- Content-addressed storage. A definition is stored once, however many commits hold it.
create table if not exists pggit_internal.definitions (
    hash text collate "C" primary key,
    definition jsonb not null
);

-- A tree has three levels, so that one changed object costs three small nodes and not one large list:
-- the root maps a hex digit to a node, that maps two hex digits to a leaf, and the leaf maps an object
-- ("table public.orders") to its definition's hash. The hash of the root is commits.tree_hash.
create table if not exists pggit_internal.tree_nodes (
    hash text collate "C" primary key,
    entries jsonb not null
);

-- The tree of the live schema as of the last commit: prefix ('' root, 'a', 'a7') to node.
-- Written under the repository lock only.
create table if not exists pggit_internal.worktree (
    prefix text collate "C" primary key check (prefix ~ '^[0-9a-f]{0,2}$'),
    hash text collate "C" not null references pggit_internal.tree_nodes
);
