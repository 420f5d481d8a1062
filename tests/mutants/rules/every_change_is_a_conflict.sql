-- promise: rules.no-waiting
-- why: Under REPEATABLE READ any step that the snapshot lacks is a conflict, whatever object it is of.
select pg_temp.edit(
    'pggit_internal.seen',
    $$where h.key = (
                select pggit_internal.identity_key(i.identity) from pg_identify_object(p_classid, p_objid, 0) as i
            )
            order by h.major desc, h.minor desc, h.patch desc, h.change_type = 'DROP'$$,
    $$order by h.changed_at desc$$
);
