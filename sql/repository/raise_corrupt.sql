-- Says that the record contradicts itself, where a function could only answer wrongly or make it worse.
create or replace function pggit_internal.raise_corrupt(p_what text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'the repository is corrupt: %', p_what
        using errcode = 'VC004',
            hint = 'pggit.fsck() says what is wrong with it. Restore a backup; after a dump without data, run'
                ' sql/install.sql again.';
end
$$;

-- VC004 where there is no such commit; null is none, and fine.
create or replace function pggit_internal.require_commit(p_commit text, p_ref text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if p_commit is not null and not exists (select from pggit.commits as c where c.hash = p_commit) then
        perform pggit_internal.raise_corrupt(
            format('%s stands at commit %s, which does not exist', quote_literal(p_ref), quote_literal(p_commit))
        );
    end if;
end
$$;
