-- The branches of tables' rows. Each one is made of a view that is read and written like the table, and of
-- its overlay: a table of the branch's own rows (own_name), a table of the source's rows as they were at the
-- branch point (base_name), and three functions, all in the table's schema. Sealed; the lock of a
-- branch's writers is its row here.
create table if not exists pggit.data_branches (
    id integer primary key,  -- greater than that of the source
    schema_name name not null,
    table_name name not null,
    branch_name text collate "C" not null,
    source_id integer references pggit.data_branches,  -- null: the table itself, called main
    relation_name name not null,
    -- What the names of the overlay begin with: 53 bytes at most.
    stem text collate "C" not null,
    own_name text collate "C" not null generated always as (stem || '__own') stored,
    base_name text collate "C" not null generated always as (stem || '__base') stored,
    read_name text collate "C" not null generated always as (stem || '__read') stored,
    write_name text collate "C" not null generated always as (stem || '__write') stored,
    save_name text collate "C" not null generated always as (stem || '__save') stored,
    created_at timestamptz not null default clock_timestamp(),
    created_by name not null,
    unique (schema_name, table_name, branch_name),
    unique (schema_name, relation_name),
    unique (schema_name, stem)
);
