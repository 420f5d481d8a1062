-- promise: rules.errors
-- why: log takes a negative limit, and fails with an error of the server.
select pg_temp.edit('pggit.log', 'if p_limit is null or p_limit < 0 then', 'if false then');
