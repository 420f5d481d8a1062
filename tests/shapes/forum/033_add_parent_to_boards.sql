alter table boards add column parent_id integer references boards (id);
