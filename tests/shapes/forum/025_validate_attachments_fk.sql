alter table attachments validate constraint fk_attachments_post;
