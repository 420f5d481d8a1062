alter table attachments add column uuid uuid not null default gen_random_uuid();
alter table attachments drop constraint attachments_pkey;
alter table attachments add primary key (uuid);
alter table attachments drop column id;
