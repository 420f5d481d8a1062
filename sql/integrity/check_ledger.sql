-- fsck of what is sealed: the ledger's chain, and that every sealed row is as it was last entered.
create or replace function pggit_internal.check_ledger()
returns table (severity text, check_name text, object text, detail text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with chain as (
        select
            l.id,
            l.id - lag(l.id, 1, 0::bigint) over (order by l.id) as step,
            l.seal = pggit_internal.ledger_seal(lag(l.seal, 1, '') over (order by l.id), l) as is_sound
        from pggit_internal.ledger as l
    ),
    entered as (
        select distinct on (l.table_name, l.row_key) l.table_name, l.row_key, l.row_hash
        from pggit_internal.ledger as l
        order by l.table_name, l.row_key, l.id desc
    )
    select 'error', 'ledger', c.id::text, 'the entry does not follow from the one before it'
    from chain as c
    where c.step <> 1 or c.is_sound is distinct from true
    union all
    select 'error', 'ledger', r.ledger_id::text, 'the repository''s last entry is not the ledger''s'
    from pggit_internal.repository as r
    left join pggit_internal.ledger as l on l.id = (select max(m.id) from pggit_internal.ledger as m)
    where (coalesce(l.id, 0), coalesce(l.seal, '')) is distinct from (r.ledger_id, r.ledger_seal)
    union all
    select
        'error', 'sealed_row', coalesce(s.table_name, e.table_name) || ' ' || coalesce(s.row_key, e.row_key),
        case
            when s.table_name is null then 'the row is gone, and the ledger does not say so'
            when e.row_hash is null then 'the ledger does not know this row'
            else 'the row is not what the ledger says'
        end
    from pggit_internal.sealed_rows() as s
    full join entered as e on e.table_name = s.table_name and e.row_key = s.row_key
    where s.row_hash is distinct from e.row_hash
    union all
    select 'error', 'sealed_row', s.table_name || ' ' || s.row_key, 'the row is there twice'
    from pggit_internal.sealed_rows() as s
    group by s.table_name, s.row_key
    having count(*) > 1
$$;
