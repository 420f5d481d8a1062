-- What pggit's own tables looked like when they were made: fsck holds them against it, so that a
-- constraint that somebody dropped is found.
create table if not exists pggit_internal.own_tables (
    table_name text collate "C" primary key,
    definition_hash text collate "C" not null
);
