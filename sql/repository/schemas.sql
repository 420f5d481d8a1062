-- pggit: what users call and read. pggit_internal: everything else, free to change between versions.
create schema if not exists pggit;
create schema if not exists pggit_internal;
