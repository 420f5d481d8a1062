CREATE TABLE regions (
    path ltree PRIMARY KEY,
    name text NOT NULL,
    outline polygon,
    box cube
);
CREATE TABLE places (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    region ltree REFERENCES regions ON UPDATE CASCADE,
    name text NOT NULL,
    lat double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
    lon double precision NOT NULL CHECK (lon BETWEEN -180 AND 180),
    position point GENERATED ALWAYS AS (point(lon, lat)) STORED,
    altitude altitude_range,
    tags hstore NOT NULL DEFAULT ''::hstore
);
CREATE INDEX places_earth ON places USING gist (cube(ARRAY[lat, lon]));
CREATE INDEX places_position ON places USING spgist (position);
CREATE INDEX places_tags ON places USING gin (tags);
CREATE INDEX places_altitude ON places USING gist (altitude);
CREATE INDEX places_name_trgm ON places USING gist (name gist_trgm_ops (siglen = 32));
CREATE INDEX regions_path_gist ON regions USING gist (path);
CREATE INDEX places_region_tags ON places USING gist (region, name);
