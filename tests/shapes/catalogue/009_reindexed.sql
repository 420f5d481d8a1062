alter table lib.editions rename column price to list_price;
alter materialized view lib.shelf rename to catalogue;
alter materialized view lib.authors_by_decade rename column authors to n;
alter index lib.shelf_pk rename to catalogue_pk;
drop index lib.works_title_trgm;
create index works_title_trgm on lib.works using gist (title lib.gist_trgm_ops, subtitle lib.gist_trgm_ops);
cluster lib.catalogue using catalogue_pk;
alter table lib.works alter column abstract set statistics 500, alter column abstract set storage external;
alter text search configuration lib.plain rename to folded;
