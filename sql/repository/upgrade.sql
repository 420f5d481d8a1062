-- From an installed version to this one: history stays. Functions and views were replaced on the way
-- here, and the parts of data branches are made anew; what a later version changes in tables that exist
-- is written below, a step for each released version that needs one. On a first install, nothing happens.
do $$
declare
    v_installed text := (select r.version from pggit_internal.repository as r);
    v_from integer[] := string_to_array(v_installed, '.');
    v_to integer[] := string_to_array(pggit_internal.version(), '.');
begin
    if v_from > v_to then
        raise exception 'pggit % is installed, and this script is of %', v_installed, pggit_internal.version()
            using errcode = '55000', hint = 'Install a version that is not older; nothing was changed.';
    end if;
    -- The guard refuses DDL on parts of data branches to everybody.
    if exists (select from pggit.data_branches) then
        alter event trigger pggit_ddl_command_end disable;
        perform pggit_internal.remake_overlays();
        alter event trigger pggit_ddl_command_end enable always;
    end if;
    if v_installed is null or v_from = v_to then
        return;
    end if;

    if v_from < array[0, 2, 0] then
        alter table pggit_internal.history alter column id drop identity if exists;
        alter table pggit_internal.statements alter column id drop identity if exists;
        alter table pggit_internal.objects alter column id drop identity if exists;
        alter table pggit.branches alter column id drop identity if exists;
        alter table pggit.data_branches alter column id drop identity if exists;
        drop index if exists pggit_internal.history_key;
        drop sequence if exists pggit_internal.trinity_sequence;
        perform pggit_internal.note_policy_roles(o.id, pggit_internal.named_roles(to_regclass(o.identity)))
        from pggit_internal.objects as o
        where o.is_live and o.definition ? 'policies';
    end if;

    -- if v_from < array[0, 3, 0] then alter table ... end if;

    perform pggit_internal.lock_repository();
    update pggit_internal.repository set version = pggit_internal.version();
    perform pggit_internal.seal_all();
end
$$;
