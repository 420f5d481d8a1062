DROP SCHEMA gps CASCADE;
DROP INDEX places_name_trgm;
DROP EXTENSION pg_trgm;
ALTER TABLE places ADD COLUMN area geo.altitude_range[] DEFAULT ARRAY['[0,1]'::geo.altitude_range];
