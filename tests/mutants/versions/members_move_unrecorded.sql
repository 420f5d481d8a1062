-- promise: versions.tracking
-- why: ALTER EXTENSION SET SCHEMA moves what definitions mention, and nothing is recorded.
select pg_temp.edit(
    'pggit_internal.record_membership',
    'and (case d.classid',
    'and false and (case d.classid'
);
