-- Return the options that say how an aggregate goes from state to state; p_prefix "m" in a moving window.
create or replace function pggit_internal.aggregate_options(p_facts jsonb, p_prefix text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if p_facts is null then
        return null;
    end if;
    return concat_ws(
        ', ',
        format('%ssfunc = %s', p_prefix, pggit_internal.mentionable(p_facts ->> 'transition')),
        p_prefix || 'stype = ' || pggit_internal.runnable(p_facts ->> 'state'),
        p_prefix || 'invfunc = ' || pggit_internal.mentionable(p_facts ->> 'inverse'),
        p_prefix || 'finalfunc = ' || pggit_internal.mentionable(p_facts ->> 'final'),
        case when p_facts ->> 'final_extra' = 'true' then p_prefix || 'finalfunc_extra' end,
        case when p_facts ? 'final' then format(
            '%sfinalfunc_modify = %s', p_prefix,
            case p_facts ->> 'final_modify'
                when 'r' then 'read_only' when 's' then 'shareable' else 'read_write'
            end
        ) end,
        p_prefix || 'initcond = ' || quote_literal(p_facts ->> 'initial')
    );
end
$$;

-- Return the statement that makes an aggregate.
create or replace function pggit_internal.aggregate_statement(p_identity text, p_facts jsonb)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set standard_conforming_strings = on
as $$
declare
    v_aggregate constant jsonb := p_facts -> 'aggregate';
begin
    return format(
        'create aggregate %s(%s) (%s)',
        pggit_internal.mentionable(p_identity),
        coalesce(nullif(pggit_internal.runnable(p_facts ->> 'arguments'), ''), '*'),
        concat_ws(
            ', ',
            pggit_internal.aggregate_options(v_aggregate, ''),
            'combinefunc = ' || pggit_internal.mentionable(v_aggregate ->> 'combine'),
            'serialfunc = ' || pggit_internal.mentionable(v_aggregate ->> 'serialize'),
            'deserialfunc = ' || pggit_internal.mentionable(v_aggregate ->> 'deserialize'),
            pggit_internal.aggregate_options(v_aggregate -> 'moving', 'm'),
            'sortop = operator(' || regexp_replace(v_aggregate ->> 'sort_operator', '\([^()]*\)$', '') || ')',
            'parallel = ' || case p_facts ->> 'parallel'
                when 's' then 'safe' when 'r' then 'restricted' else 'unsafe'
            end,
            case when v_aggregate ->> 'kind' = 'h' then 'hypothetical' end
        )
    );
end
$$;
