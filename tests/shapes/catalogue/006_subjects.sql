create extension if not exists ltree with schema lib;
create table lib.subjects (
    path lib.ltree primary key,
    label text not null,
    notes text
);
create index subjects_gist on lib.subjects using gist (path);
insert into lib.subjects values ('fiction', 'Fiction'), ('fiction.novel', 'Novels'), ('fiction.epic', 'Epics');
create table lib.work_subjects (
    work_id int references lib.works on delete cascade,
    subject lib.ltree references lib.subjects on update cascade,
    unique nulls not distinct (work_id, subject)
);
create function lib.works_below(p_path lib.ltree) returns setof lib.works
language sql stable
begin atomic
    select w.* from lib.works w
    where exists (select from lib.work_subjects s where s.work_id = w.work_id and s.subject operator(lib.<@) p_path);
end;
