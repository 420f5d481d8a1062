CREATE SCHEMA gps;
CREATE TABLE gps.tracks (
    track_id bigserial PRIMARY KEY,
    started timestamptz NOT NULL,
    line path,
    bounds box,
    centre circle,
    speeds float4[] CHECK (array_position(speeds, NULL) IS NULL)
);
CREATE TABLE gps.points (
    track_id bigint NOT NULL REFERENCES gps.tracks ON DELETE CASCADE,
    at timestamptz NOT NULL,
    position public.cube NOT NULL,
    PRIMARY KEY (track_id, at)
) WITH (autovacuum_vacuum_scale_factor = 0.01);
CREATE INDEX points_position ON gps.points USING gist (position);
CREATE VIEW gps.legs AS
SELECT track_id, at, position, lag(position) OVER w AS previous, at - lag(at) OVER w AS took
FROM gps.points WINDOW w AS (PARTITION BY track_id ORDER BY at);
