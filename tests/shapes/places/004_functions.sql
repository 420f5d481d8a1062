CREATE FUNCTION near(p_lat float8, p_lon float8, p_metres float8 DEFAULT 1000)
RETURNS TABLE (id bigint, name text, metres float8) STABLE LANGUAGE sql AS $$
    SELECT p.id, p.name, earth_distance(ll_to_earth(p_lat, p_lon), ll_to_earth(p.lat, p.lon)) AS d
    FROM places p
    WHERE earth_box(ll_to_earth(p_lat, p_lon), p_metres) @> ll_to_earth(p.lat, p.lon)
    ORDER BY d
$$;
CREATE FUNCTION is_open(p_place bigint, p_at timestamp) RETURNS boolean STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM opening_hours o
        WHERE o.place_id = p_place AND o.weekday = extract(isodow FROM p_at) AND o.open @> p_at::time
    ) AND NOT EXISTS (SELECT FROM closures c WHERE c.place_id = p_place AND c.during @> p_at::date);
END $$;
CREATE FUNCTION tag(places, text) RETURNS text IMMUTABLE LANGUAGE sql RETURN $1.tags -> $2;
CREATE AGGREGATE hull(altitude_range) (SFUNC = range_merge, STYPE = altitude_range);
