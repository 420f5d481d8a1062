alter table notifications alter column kind set default 'follow';
