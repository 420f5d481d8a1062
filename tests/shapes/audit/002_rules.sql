create rule patients_upd as on update to patients do also
    insert into audit_log (tab, op, at, who, old_row, new_row)
    values ('patients', 'U', new.updated_at, new.updated_by, to_jsonb(old.*), to_jsonb(new.*));
create rule patients_no_delete as on delete to patients do instead nothing;
create rule findings_del as on delete to findings where old.severity > 2 do instead
    update findings set note = coalesce(note, '') || ' (withdrawn)' where id = old.id;
create rule audit_is_for_ever as on update to audit_log do instead nothing;
create rule audit_is_kept as on delete to audit_log do instead nothing;
create rule findings_told as on insert to findings do also notify new_findings;
