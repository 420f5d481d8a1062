-- promise: migrations.once
-- why: Another down script under an applied version is taken for the same.
create or replace function pggit_internal.migration_checksum(p_up text, p_down text)
returns text
language sql
stable
return case when p_up is not null then pggit_internal.sha256_hex(jsonb_build_array(p_up)::text) end;
