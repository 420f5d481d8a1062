-- promise: data.ddl
-- why: A refusal is raised where it is found, with the way there as its context.
select pg_temp.edit(
    'pggit_internal.carry_over',
    'if v_refusal is not null then',
    $$if v_refusal is not null then
        raise exception '%', pggit_internal.refusal_message(p_command_tag, v_refusal)
            using errcode = '55006', hint = v_refusal ->> 'hint';$$
);
