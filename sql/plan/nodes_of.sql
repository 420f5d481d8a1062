-- List the nodes of an object with the definition of this hash; none for null.
create or replace function pggit_internal.nodes_of(p_object_type text, p_identity text, p_hash text)
returns setof pggit_internal.node
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if p_hash is not null then
        return query select n.* from pggit_internal.nodes(
            p_object_type, p_identity, pggit_internal.definition_of(p_object_type, p_identity, p_hash)
        ) as n;
    end if;
end
$$;

-- List the nodes of a new database, from which a plan starts whose first schema is null.
create or replace function pggit_internal.new_database()
returns setof pggit_internal.node
language sql
immutable
begin atomic
    select n.* from pggit_internal.nodes(
        'schema', 'public', '{"kind": "schema", "comment": "standard public schema"}'
    ) as n;
end;
