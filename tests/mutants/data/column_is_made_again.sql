-- promise: data.ddl
-- why: A column is dropped and made again in one statement, and its values are lost on the branches.
select pg_temp.edit('pggit_internal.refused_drop', $$d.object_type in ('table column', 'table constraint')$$, 'false');
