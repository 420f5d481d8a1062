CREATE TABLE opening_hours (
    place_id bigint NOT NULL REFERENCES places ON DELETE CASCADE,
    weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    open timerange NOT NULL,
    EXCLUDE USING gist (place_id WITH =, weekday WITH =, open WITH &&)
);
CREATE TABLE closures (
    place_id bigint NOT NULL REFERENCES places,
    during datemultirange NOT NULL DEFAULT '{}',
    CONSTRAINT closures_uq EXCLUDE USING btree (place_id WITH =)
);
CREATE TABLE bookings (
    booking_id uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    place_id bigint NOT NULL REFERENCES places,
    during tstzrange NOT NULL,
    seats int4range CHECK (lower_inc(seats)),
    cancelled boolean NOT NULL DEFAULT false,
    CONSTRAINT no_double_booking EXCLUDE USING gist (place_id WITH =, seats WITH &&, during WITH &&) WHERE (NOT cancelled) DEFERRABLE
);
