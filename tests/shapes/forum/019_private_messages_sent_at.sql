alter table private_messages add column sent_at timestamptz default now();
alter table private_messages alter column sent_at set not null;
