alter table profiles drop column birthday;
