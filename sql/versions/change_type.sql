-- What history calls the step from one definition to another under the same name: COMMENT where nothing
-- but comments differ, RENAME where columns only changed their names, else ALTER.
create or replace function pggit_internal.change_type(p_command_tag text, p_old jsonb, p_new jsonb)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select case
        when p_command_tag = 'COMMENT' then 'COMMENT'
        when p_old - 'columns' - 'constraints' - 'indexes' = p_new - 'columns' - 'constraints' - 'indexes'
            and p_old -> 'columns' is distinct from p_new -> 'columns'
            and (
                select jsonb_agg(c.value - 'name' order by c.ordinality)
                from jsonb_array_elements(p_old -> 'columns') with ordinality as c
            ) = (
                select jsonb_agg(c.value - 'name' order by c.ordinality)
                from jsonb_array_elements(p_new -> 'columns') with ordinality as c
            )
            then 'RENAME'
        else 'ALTER'
    end
$$;
