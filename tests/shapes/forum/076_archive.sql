create schema archive;
alter table follows set schema archive;
alter table archive.follows rename to follows_2019;
