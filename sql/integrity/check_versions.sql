-- fsck of tracked objects and their history: every object's steps are a chain that ends in the object.
create or replace function pggit_internal.check_versions()
returns table (severity text, check_name text, object text, detail text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with steps as (
        select
            h.*,
            row(h.major, h.minor, h.patch) as here,
            lag(row(h.major, h.minor, h.patch)) over line as before,
            row_number() over line as position,
            row_number() over (partition by h.object_id order by h.step desc) as from_end,
            o.id is not null as has_object,
            s.id is not null as has_statement,
            h.seal = pggit_internal.step_seal(
                lag(h.seal, 1, '') over line, h, o.object_type, s.hash
            ) as is_sound
        from pggit_internal.history as h
        left join pggit_internal.objects as o on o.id = h.object_id
        left join pggit_internal.statements as s on s.id = h.statement_id
        window line as (partition by h.object_id order by h.step)
    )
    select 'error', 'object_hash', o.identity, 'the definition does not match its hash'
    from pggit_internal.objects as o
    where o.definition_hash is distinct from pggit_internal.sha256_hex(o.definition::text)
        or o.parents is distinct from o.definition -> 'parents'
    union all
    select 'error', 'object_key', o.identity, 'the object is filed under the wrong key'
    from pggit_internal.objects as o
    where o.key is distinct from pggit_internal.identity_key(o.identity)
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
    where (s.position = 1) <> (s.change_type = 'CREATE')
    union all
    select 'error', 'history_gap', s.identity, format('history %s is step %s, not %s', s.id, s.step, s.position)
    from steps as s
    where s.step <> s.position
    union all
    select 'error', 'history_seal', s.identity,
        format('history %s is not what was recorded, or the step before it is not', s.id)
    from steps as s
    where s.is_sound is distinct from true or s.key <> pggit_internal.identity_key(s.identity)
    union all
    select 'error', 'history_without_object', s.identity, format('history %s is of an unknown object', s.id)
    from steps as s
    where not s.has_object
    union all
    select 'error', 'object_without_history', o.identity, 'the last step of its history does not lead to it'
    from pggit_internal.objects as o
    left join steps as s on s.object_id = o.id and s.from_end = 1
    where s.id is null
        or (s.seal, s.step, s.here, s.identity, s.definition_hash, s.change_type <> 'DROP') is distinct from (
            o.seal, o.steps, row(o.major, o.minor, o.patch), o.identity, o.definition_hash, o.is_live
        )
    union all
    select 'error', 'missing_statement', s.identity,
        format('history %s refers to statement %s', s.id, s.statement_id)
    from steps as s
    where not s.has_statement
    union all
    select 'error', 'statement_hash', s.id::text, 'the statement does not match its hash'
    from pggit_internal.statements as s
    where s.hash is distinct from pggit_internal.statement_hash(s.ddl, s.sent_at, s.process_id)
    union all
    select 'error', 'statement_hash', s.id::text, 'the statement is there twice'
    from pggit_internal.statements as s
    group by s.id
    having count(*) > 1
    union all
    select 'error', 'unused_statement', s.id::text, 'no step of history refers to it'
    from pggit_internal.statements as s
    where s.id not in (select h.statement_id from pggit_internal.history as h)
$$;
