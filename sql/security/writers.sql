-- Who is a writer of the version that is installed: whoever was granted all of its writing functions. Noted
-- before those functions are replaced, so that security/grants.sql can give them what this version adds.
do $$
begin
    perform set_config('pggit.writers', '[]', true);  -- whatever the session came with
    if to_regprocedure('pggit_internal.writing_functions()') is not null then
        perform set_config('pggit.writers', coalesce(jsonb_agg(writer.name), '[]')::text, true)
        from (
            select r.rolname as name
            from unnest(pggit_internal.writing_functions()) as f (signature)
            join pg_proc as p on p.oid = f.signature::regprocedure
            cross join lateral aclexplode(p.proacl) as a
            join pg_roles as r on r.oid = a.grantee and r.oid <> p.proowner
            group by r.rolname
            having count(distinct p.oid) = cardinality(pggit_internal.writing_functions())
        ) as writer;
    end if;
end
$$;
