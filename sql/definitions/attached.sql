-- Return which of a partition's equal indexes is part of an index of the parent, and which of its equal
-- foreign keys of a foreign key, each by name with the parent's name. Null where no two are equal: then there
-- is but one that can be it, and it is not written down.
create or replace function pggit_internal.attached_parts(p_partition oid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select jsonb_object_agg(part.kind, part.parents)
        from (
            select 'indexes', jsonb_object_agg(c.relname, parent.relname)
            from pg_index as i
            join pg_class as c on c.oid = i.indexrelid and c.relispartition
            join pg_inherits as h on h.inhrelid = c.oid
            join pg_class as parent on parent.oid = h.inhparent
            where i.indrelid = p_partition
                and exists (
                    select
                    from pg_index as other
                    where other.indrelid = p_partition
                        and other.indexrelid <> i.indexrelid
                        and other.indkey::smallint[] = i.indkey::smallint[]
                        and (other.indisvalid or not i.indisvalid)
                        and pggit_internal.index_definition(other.indexrelid) - array['comment', 'invalid']
                            = pggit_internal.index_definition(i.indexrelid) - array['comment', 'invalid']
                )
            union all
            select 'foreign keys', jsonb_object_agg(k.conname, parent.conname)
            from pg_constraint as k
            join pg_constraint as parent on parent.oid = k.conparentid
            where k.conrelid = p_partition
                and k.contype = 'f'
                and parent.conrelid <> p_partition
                and exists (
                    select
                    from pg_constraint as other
                    where other.conrelid = p_partition
                        and other.contype = 'f'
                        and other.oid <> k.oid
                        and other.conkey = k.conkey
                        and pg_get_constraintdef(other.oid) = pg_get_constraintdef(k.oid)
                )
        ) as part (kind, parents)
        where part.parents is not null
    );
end
$$;
