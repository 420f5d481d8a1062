alter table votes alter column post_id type bigint;
alter table post_revisions alter column post_id type bigint;
alter table attachments alter column post_id type bigint;
