create function setting(p_name text, p_default jsonb default null) returns jsonb stable language sql as $$ select coalesce((select value from settings where name = p_name), p_default) $$;
