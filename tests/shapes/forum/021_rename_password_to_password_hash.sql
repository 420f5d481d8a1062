alter table users rename column password to password_hash;
