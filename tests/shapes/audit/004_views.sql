create view current_findings as
    select f.id, p.name, f.code, f.severity, f.note, f.noted_at
    from findings f join patients p on p.id = f.patient_id
    where f.note not like '%(withdrawn)' or f.note is null;

create rule current_findings_ins as on insert to current_findings do instead
    insert into findings (patient_id, code, severity, noted_at)
    select p.id, new.code, coalesce(new.severity, 0), new.noted_at from patients p where p.name = new.name
    returning id, null::text, code, severity, note, noted_at;
create rule current_findings_upd as on update to current_findings
    where old.severity is distinct from new.severity
    do instead update findings set severity = new.severity where id = old.id;
create rule current_findings_nothing as on update to current_findings do instead nothing;
create rule current_findings_del as on delete to current_findings do instead (
    insert into audit_log (tab, op, at, old_row) values ('current_findings', 'D', old.noted_at, to_jsonb(old));
    delete from findings where id = old.id
);
comment on rule current_findings_del on current_findings is 'Told, then deleted';
