-- promise: data.ddl
-- why: The table gets a check that is valid, and its branches hold rows that break it.
select pg_temp.edit('pggit_internal.is_additive', $$!~ '^CHECK .* NOT (VALID|ENFORCED)$'$$, $$!~ '^CHECK'$$);
