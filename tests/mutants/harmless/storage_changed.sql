-- why: Pages of the commits are filled to 90 %.
alter table pggit.commits set (fillfactor = 90);
