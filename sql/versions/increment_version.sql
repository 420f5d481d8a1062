-- The version after a change of a kind (major, minor or patch, in any case). Plain arithmetic:
-- 1.4.2 and minor give 1.5.0. Past 2^31 - 1 the addition itself raises 22003.
create or replace function pggit.increment_version(
    p_major integer, p_minor integer, p_patch integer, p_type text
)
returns table (major integer, minor integer, patch integer, full_version text)
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if p_major is null or p_minor is null or p_patch is null or least(p_major, p_minor, p_patch) < 0 then
        raise exception 'invalid version %.%.%',
            coalesce(p_major::text, 'null'), coalesce(p_minor::text, 'null'), coalesce(p_patch::text, 'null')
            using errcode = '22023', hint = 'A version is three numbers that are not negative.';
    end if;
    case lower(p_type)
        when 'major' then
            major := p_major + 1; minor := 0; patch := 0;
        when 'minor' then
            major := p_major; minor := p_minor + 1; patch := 0;
        when 'patch' then
            major := p_major; minor := p_minor; patch := p_patch + 1;
        else
            raise exception 'unknown kind of change %', coalesce(quote_literal(p_type), 'null')
                using errcode = '22023', hint = 'The kinds are major, minor and patch.';
    end case;
    full_version := format('%s.%s.%s', major, minor, patch);
    return next;
end
$$;
