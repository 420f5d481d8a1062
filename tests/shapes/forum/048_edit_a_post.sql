update posts set body = 'Be kind.', edited_at = '2019-02-01' where id = 1;
