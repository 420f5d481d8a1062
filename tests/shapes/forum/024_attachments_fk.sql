alter table attachments add constraint fk_attachments_post foreign key (post_id) references posts (id) on delete cascade not valid;
