CREATE SCHEMA geo;
ALTER TABLE regions SET SCHEMA geo;
ALTER TYPE timerange RENAME TO hours;
ALTER TYPE altitude_range SET SCHEMA geo;
ALTER EXTENSION hstore SET SCHEMA geo;
ALTER FUNCTION near(float8, float8, float8) SET SCHEMA geo;
ALTER TABLE places RENAME COLUMN altitude TO above_sea;
ALTER TABLE bookings RENAME CONSTRAINT no_double_booking TO one_party_a_seat;
COMMENT ON CONSTRAINT one_party_a_seat ON bookings IS 'Deferrable: parties swap seats';
