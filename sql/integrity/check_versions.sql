-- fsck of tracked objects and their history.
create or replace function pggit_internal.check_versions()
returns table (severity text, check_name text, object text, detail text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with steps as (
        select
            h.*,
            lag(row(h.major, h.minor, h.patch)) over line as before,
            row(h.major, h.minor, h.patch) as here,
            row_number() over (partition by h.object_id order by h.id desc) as from_end,
            row_number() over line as from_start
        from pggit_internal.history as h
        window line as (partition by h.object_id order by h.id)
    )
    select 'error', 'object_hash', o.identity, 'the definition does not match its hash'
    from pggit_internal.objects as o
    where o.definition_hash <> pggit_internal.sha256_hex(o.definition::text)
    union all
    select 'error', 'object_prefix', o.identity, 'the object is filed under the wrong leaf'
    from pggit_internal.objects as o
    where o.prefix <> pggit_internal.tree_prefix(o.object_type, o.identity)
    union all
    select 'error', 'object_twice', min(o.identity), 'two live objects have this name'
    from pggit_internal.objects as o
    where o.is_live
    group by o.object_type, o.identity
    having count(*) > 1
    union all
    select 'error', 'version_goes_back', s.identity,
        format('history %s has %s.%s.%s after a later version', s.id, s.major, s.minor, s.patch)
    from steps as s
    where s.before >= s.here
    union all
    select 'error', 'history_start', s.identity, format('history %s does not begin with CREATE', s.id)
    from steps as s
    where (s.from_start = 1) <> (s.change_type = 'CREATE')
    union all
    select 'error', 'history_without_object', h.identity, format('history %s is of an unknown object', h.id)
    from pggit_internal.history as h
    where not exists (select from pggit_internal.objects as o where o.id = h.object_id)
    union all
    select 'error', 'object_without_history', o.identity, 'the last step of its history does not lead to it'
    from pggit_internal.objects as o
    left join steps as s on s.object_id = o.id and s.from_end = 1
    where s.id is null
        or s.here <> row(o.major, o.minor, o.patch)
        or s.identity <> o.identity
        or s.definition_hash <> o.definition_hash
        or (s.change_type = 'DROP') = o.is_live
$$;
