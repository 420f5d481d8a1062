-- Needs a unique index.
refresh materialized view concurrently lib.cheapest;
