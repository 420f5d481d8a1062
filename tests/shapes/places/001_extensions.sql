CREATE EXTENSION IF NOT EXISTS cube;
CREATE EXTENSION IF NOT EXISTS earthdistance;
CREATE EXTENSION IF NOT EXISTS hstore;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS ltree;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TYPE altitude_range AS RANGE (subtype = float8, subtype_diff = float8mi, multirange_type_name = altitude_ranges);
CREATE FUNCTION time_minus(time, time) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT AS 'SELECT extract(epoch FROM ($1 - $2))::float8';
CREATE TYPE timerange AS RANGE (subtype = time, subtype_diff = time_minus);
