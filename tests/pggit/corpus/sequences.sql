-- Sequences.
create schema seqs;
create sequence seqs.plain;
create sequence seqs.small as smallint increment 5 minvalue -10 maxvalue 1000 start 7 cache 3 cycle;
create sequence seqs.down increment -1;
create sequence seqs.integers as integer no cycle;
create sequence seqs.used;
select nextval('seqs.used');
comment on sequence seqs.plain is 'numbers';
create table seqs.owner (id integer, json integer);
create sequence seqs.owned owned by seqs.owner.json;
