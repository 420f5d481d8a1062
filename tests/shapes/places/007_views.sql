CREATE VIEW peaks AS
SELECT p.id, p.name, upper(p.altitude) AS metres, p.tags ? 'lift' AS has_lift, p.tags - 'kind'::text AS rest
FROM places p WHERE p.tags -> 'kind' = 'peak';
CREATE VIEW region_tree AS
SELECT r.path, nlevel(r.path) AS depth, subpath(r.path, 0, 1) AS top, count(p.id) AS places, hull(p.altitude) AS altitude
FROM regions r LEFT JOIN places p ON p.region <@ r.path
GROUP BY r.path;
CREATE MATERIALIZED VIEW place_distances AS
SELECT a.id AS from_id, b.id AS to_id, cube_distance(cube(ARRAY[a.lat, a.lon]), cube(ARRAY[b.lat, b.lon])) AS degrees
FROM places a CROSS JOIN places b WHERE a.id < b.id;
CREATE INDEX ON place_distances (from_id, to_id);
CREATE VIEW free_seats AS
SELECT b.place_id, range_agg(b.seats) AS taken, int4multirange(int4range(1, 100)) - range_agg(b.seats) AS free
FROM bookings b WHERE NOT b.cancelled GROUP BY b.place_id;
