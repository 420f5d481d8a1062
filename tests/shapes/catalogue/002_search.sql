create text search configuration lib.plain (copy = simple);
alter text search configuration lib.plain alter mapping for hword, hword_part, word with lib.unaccent, simple;

alter table lib.works add column search tsvector generated always as (
    setweight(to_tsvector('english', coalesce(title, '')), 'A')
    || setweight(to_tsvector('english', coalesce(subtitle, '')), 'B')
    || setweight(to_tsvector('english', coalesce(abstract, '')), 'D')
) stored;
create index works_search on lib.works using gin (search) with (fastupdate = off);
create index persons_search on lib.persons using gin (to_tsvector('lib.plain', name));

create function lib.find(p_query text, p_limit int default 20)
returns table (work_id int, title text, rank real, headline text)
language sql stable
as $$
    select w.work_id, w.title, ts_rank_cd(w.search, q), ts_headline('english', w.abstract, q, 'MaxFragments=2')
    from lib.works w, websearch_to_tsquery('english', p_query) q
    where w.search @@ q
    order by 3 desc
    limit p_limit
$$;
