create schema audit authorization current_user;

create function audit.write() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
    insert into public.audit_log (tab, op, at, old_row, new_row)
    values (tg_relid::regclass::text, left(tg_op, 1), case tg_op when 'DELETE' then old.noted_at else new.noted_at end,
        case when tg_op <> 'INSERT' then to_jsonb(old) end, case when tg_op <> 'DELETE' then to_jsonb(new) end);
    return coalesce(new, old);
end
$$;
create trigger zz_audit after insert or update or delete on findings for each row execute function audit.write();

create function audit.guard() returns trigger language plpgsql as $$
begin
    if new.at > localtimestamp + interval '1 day' then
        raise exception 'nothing is logged ahead of time';
    end if;
    return new;
end $$;
create trigger guard before insert on audit_log for each row execute function audit.guard();

create view audit.recent as select * from audit_log where at > timestamp '2024-01-01' order by id desc;
create view audit.changes as
select l.id, k.key, l.old_row -> k.key as before, l.new_row -> k.key as after
from audit_log l, jsonb_object_keys(coalesce(l.new_row, l.old_row)) as k (key)
where (l.old_row -> k.key) is distinct from (l.new_row -> k.key);
