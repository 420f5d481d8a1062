alter table attachments drop column data, add column storage_key text;
alter table attachments rename column size to byte_size;
