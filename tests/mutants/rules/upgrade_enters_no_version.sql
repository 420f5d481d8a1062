-- promise: rules.upgrade
-- why: The next upgrade begins from the version before this one, and does its steps again.
do $$
begin
    update pggit_internal.repository set version = '0.2.0' where version = '9.0.0';
    if found then
        perform pggit_internal.seal_all();
    end if;
end
$$;
