-- What is tracked: one row for each object, with its definition and version as of the last DDL.
-- A dropped object keeps its row (is_live false), so that a later object of that name continues its
-- version. Written only by the event triggers, which lock an object's row before they look at the object;
-- sessions that change different objects never wait for each other. No checks and nothing generated: their
-- expressions would be read anew for each statement, and fsck looks.
create table if not exists pggit_internal.objects (
    id bigint primary key,  -- pggit_internal.new_id()
    -- Type and identity as pg_identify_object() gives them, the same on every server and after restore.
    object_type text collate "C" not null,
    identity text collate "C" not null,
    -- pggit_internal.identity_key(identity): what is indexed, as an identity may be too long for that. Its
    -- first two digits are the leaf of the tree that holds the object.
    key text collate "C" not null,
    major integer not null,
    minor integer not null,
    patch integer not null,
    definition jsonb not null,
    definition_hash text collate "C" not null,
    is_live boolean not null default true,
    -- How many steps its history has, and the seal of the last: one that is cut off the end is missed.
    steps integer not null,
    seal text collate "C" not null,
    -- definition -> 'parents': the tables that it inherits from, to find a partition after it was detached.
    -- A column of its own, because an index on definition would make every change of an object cost a row in
    -- every index.
    parents jsonb
);

create unique index if not exists objects_live_key
    on pggit_internal.objects (key, object_type) where is_live;
create index if not exists objects_dropped_key
    on pggit_internal.objects (key) where not is_live;
create index if not exists objects_parents
    on pggit_internal.objects using gin (parents) where parents is not null;

-- Steps of history that no commit holds yet. Only ever added to by DDL, so that two sessions that change
-- two objects never wait for each other; emptied by the next commit.
create table if not exists pggit_internal.pending (
    history_id bigint primary key
);
