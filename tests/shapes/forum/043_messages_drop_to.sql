alter table messages drop column to_id;
