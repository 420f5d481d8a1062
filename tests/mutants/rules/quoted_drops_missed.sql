-- promise: rules.session
-- why: With quote_all_identifiers on, what is dropped stays in the record.
select pg_temp.edit('pggit_internal.without_needless_quotes', $$if strpos(p_identity, '"') = 0 then$$, 'if true then');
