-- pggit: what users call and read. pggit_internal: everything else, free to change between versions.
do $$
begin
    if not (select r.rolsuper from pg_roles as r where r.rolname = current_user) then
        raise exception 'role % cannot install pggit', quote_literal(current_user)
            using errcode = '42501', hint = 'Event triggers need a superuser: install as one.';
    end if;
end
$$;

create schema if not exists pggit;
create schema if not exists pggit_internal;
