-- Constraints: keys, foreign keys, checks, exclusions, in every form that they have.

-- pair: a primary key is added
-- from
create table t (a integer, b text);
-- to
create table t (a integer primary key, b text);
-- path
alter table t add primary key (a);
-- rows
insert into t values (1, 'x');
-- keeps: select a, b from t

-- pair: a primary key moves to other columns
-- from
create table t (a integer primary key, b integer not null, c integer not null);
-- to
create table t (a integer not null, b integer not null, c integer not null, constraint t_pkey primary key (b, c));
-- rows
insert into t values (1, 2, 3);
-- keeps: select * from t

-- pair: a primary key goes and leaves its columns null
-- from
create table t (a integer, b integer, constraint t_pkey primary key (a, b));
-- to
create table t (a integer, b integer not null);

-- pair: a primary key changes its name
-- from
create table t (a integer primary key);
create table u (a integer references t);
-- to
create table t (a integer constraint the_key primary key);
create table u (a integer references t);
-- path
alter table t rename constraint t_pkey to the_key;
-- rows
insert into t values (1);
insert into u values (1);
-- keeps: select a from u

-- pair: unique becomes the primary key under a foreign key
-- from
create table t (a integer not null, b integer, constraint t_key unique (a));
create table u (a integer references t (a));
-- to
create table t (a integer not null, b integer, constraint t_key primary key (a));
create table u (a integer references t (a));
-- rows
insert into t values (1, 2);
insert into u values (1);
-- keeps: select a from t join u using (a)

-- pair: the key under a foreign key is another
-- from
create table t (a integer primary key, b integer not null unique);
create table u (x integer, constraint to_t foreign key (x) references t (a));
-- to
create table t (a integer primary key, b integer not null unique);
create table u (x integer, constraint to_t foreign key (x) references t (b));
-- rows
insert into t values (1, 1);
insert into u values (1);
-- keeps: select x from u

-- pair: a foreign key onto a unique constraint of the same change
-- from
create table t (a integer);
create table u (a integer);
-- to
create table t (a integer, constraint a_unique unique (a));
create table u (a integer, constraint refers foreign key (a) references t (a));
-- path
alter table t add constraint a_unique unique (a);
alter table u add constraint refers foreign key (a) references t (a);
-- rows
insert into t values (1);
insert into u values (1);
-- keeps: select a from u

-- pair: a foreign key onto a unique index
-- from
create table t (a integer);
create unique index t_a on t (a);
create table u (a integer);
-- to
create table t (a integer);
create unique index t_a on t (a);
create table u (a integer references t (a));

-- pair: the index that a foreign key needs becomes a constraint
-- from
create table t (a integer not null);
create unique index t_a on t (a);
create table u (a integer references t (a));
-- to
create table t (a integer not null, constraint t_a unique (a));
create table u (a integer references t (a));

-- pair: two foreign keys' columns in another order
-- from
create table t (a integer, b integer, primary key (a, b));
create table u (x integer, y integer, constraint refers foreign key (x, y) references t (a, b));
-- to
create table t (a integer, b integer, primary key (a, b));
create table u (x integer, y integer, constraint refers foreign key (y, x) references t (a, b));

-- pair: the order of a composite foreign key follows its key
-- from
create table t (a integer, b integer, primary key (a, b));
create table u (x integer, y integer);
-- to
create table t (a integer, b integer, constraint t_pkey primary key (b, a));
create table u (x integer, y integer, foreign key (x, y) references t);

-- pair: what a foreign key does on delete and update
-- from
create table t (a integer primary key);
create table u (
    a integer constraint k1 references t, b integer constraint k2 references t on delete cascade,
    c integer constraint k3 references t on update set null
);
-- to
create table t (a integer primary key);
create table u (
    a integer constraint k1 references t on delete restrict, b integer constraint k2 references t on delete set null,
    c integer constraint k3 references t on update set default
);

-- pair: on delete sets some columns only
-- from
create table t (a integer, b integer, primary key (a, b));
create table u (x integer, y integer, constraint refers foreign key (x, y) references t on delete set null);
-- to
create table t (a integer, b integer, primary key (a, b));
create table u (x integer, y integer, constraint refers foreign key (x, y) references t on delete set null (y));

-- pair: match simple becomes full
-- from
create table t (a integer, b integer, primary key (a, b));
create table u (x integer, y integer, constraint refers foreign key (x, y) references t);
-- to
create table t (a integer, b integer, primary key (a, b));
create table u (x integer, y integer, constraint refers foreign key (x, y) references t match full);

-- pair: deferrable or not
-- from
create table t (a integer primary key, b integer, constraint b_once unique (b));
create table u (
    a integer constraint k1 references t, b integer constraint k2 references t deferrable,
    c integer constraint k3 references t deferrable initially deferred
);
-- to
create table t (a integer primary key, b integer, constraint b_once unique (b) deferrable initially deferred);
create table u (
    a integer constraint k1 references t deferrable initially deferred, b integer constraint k2 references t,
    c integer constraint k3 references t deferrable
);

-- pair: a foreign key is validated
-- from
create table t (a integer primary key);
create table u (a integer);
alter table u add constraint refers foreign key (a) references t not valid;
alter table u add constraint positive check (a > 0) not valid;
-- to
create table t (a integer primary key);
create table u (a integer constraint refers references t constraint positive check (a > 0));
-- path
alter table u validate constraint refers;
alter table u validate constraint positive;
-- rows
insert into t values (1);
insert into u values (1);
-- keeps: select a from u

-- pair: a table that refers to itself
-- from
create table t (id integer primary key, boss integer);
-- to
create table t (id integer primary key, boss integer references t);
-- path
alter table t add foreign key (boss) references t;
-- rows
insert into t values (1, null), (2, 1);
-- keeps: select id, boss from t order by id

-- pair: the type changes on both sides of a foreign key
-- from
create table t (a integer primary key);
create table u (a integer not null references t on delete cascade);
create table w (a integer primary key references t);
-- to
create table t (a bigint primary key);
create table u (a bigint not null references t on delete cascade);
create table w (a bigint primary key references t);
-- rows
insert into t values (1), (2);
insert into u values (2);
insert into w values (1);
-- keeps: select t.a::text from t join u using (a)

-- pair: the type changes from text to uuid on both sides of a foreign key
-- from
create table t (id text primary key);
create table u (t_id text references t, n integer);
-- to
create table t (id uuid primary key);
create table u (t_id uuid references t, n integer);
-- rows
insert into t values ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11');
insert into u values ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 3);
-- keeps: select id::text, n from t join u on t.id = u.t_id

-- pair: a check changes under its name
-- from
create table t (a integer constraint range check (a > 0));
-- to
create table t (a integer constraint range check (a > 0 and a < 100));
-- rows
insert into t values (5);
-- keeps: select a from t

-- pair: checks come and go beside others
-- from
create table t (a integer, b integer, constraint one check (a > 1), constraint two check (b > 2));
-- to
create table t (a integer, b integer, constraint two check (b > 2), constraint three check (a + b < 100));
-- path
alter table t drop constraint one, add constraint three check (a + b < 100);

-- pair: a check is no longer inherited
-- from
create table t (a integer, constraint positive check (a > 0));
-- to
create table t (a integer, constraint positive check (a > 0) no inherit);

-- pair: a check is renamed
-- from
create table t (a integer constraint old_name check (a > 0));
comment on constraint old_name on t is 'positive';
-- to
create table t (a integer constraint new_name check (a > 0));
comment on constraint new_name on t is 'positive';
-- path
alter table t rename constraint old_name to new_name;

-- pair: a check calls a function that changes its signature
-- from
create function fits(integer) returns boolean language sql immutable as 'select $1 > 0';
create table t (a integer constraint fitting check (fits(a)));
-- to
create function fits(integer, integer default 0) returns boolean language sql immutable as 'select $1 > $2';
create table t (a integer constraint fitting check (fits(a)));
-- rows
insert into t values (1);
-- keeps: select a from t

-- pair: a check of the whole row
-- from
create table t (a integer, b integer);
-- to
create table t (a integer, b integer, constraint filled check (t.* is not null));

-- pair: an exclusion constraint is added
-- from
create table t (room integer, during tsrange);
-- to
create table t (room integer, during tsrange, constraint no_overlap exclude using gist (during with &&));
-- path
alter table t add constraint no_overlap exclude using gist (during with &&);
-- rows
insert into t values (1, '[2024-01-01,2024-01-02)');
-- keeps: select room, during::text from t

-- pair: an exclusion constraint changes its operators and predicate
-- from
create table t (
    a int4range, b tsrange, c integer,
    constraint x exclude using gist (a with &&), constraint y exclude using gist (a with &&, b with &&) where (c > 0)
);
-- to
create table t (
    a int4range, b tsrange, c integer,
    constraint x exclude using gist (a with -|-), constraint y exclude using gist (a with &&, b with &&) where (c > 1) deferrable
);

-- pair: nulls distinct or not
-- from
create table t (a integer, b integer, constraint one unique (a), constraint two unique nulls not distinct (b));
-- to
create table t (a integer, b integer, constraint one unique nulls not distinct (a), constraint two unique (b));

-- pair: a key includes other columns
-- from
create table t (a integer primary key, b integer, c integer, constraint once unique (b));
-- to
create table t (a integer, b integer, c integer, constraint t_pkey primary key (a) include (c), constraint once unique (b) include (c));
-- rows
insert into t values (1, 2, 3);
-- keeps: select * from t

-- pair: a constraint is taken over from an index
-- from
create table t (a integer not null, b integer);
create unique index t_a_b on t (a, b);
-- to
create table t (a integer not null, b integer);
create unique index t_a_b on t (a, b);
alter table t add constraint t_a_b unique using index t_a_b;
-- path
alter table t add constraint t_a_b unique using index t_a_b;
-- rows
insert into t values (1, 2);
-- keeps: select a, b from t

-- pair: periods do not overlap
-- since: 18
-- from
create table t (id int4range, valid daterange);
create table u (id int4range, valid daterange);
-- to
create table t (id int4range, valid daterange, constraint t_key primary key (id, valid without overlaps));
create table u (id int4range, valid daterange, constraint in_time foreign key (id, period valid) references t (id, period valid));

-- pair: unique over time or for ever
-- since: 18
-- from
create table t (id int4range, valid daterange, constraint once unique (id, valid));
-- to
create table t (id int4range, valid daterange, constraint once unique (id, valid without overlaps));

-- pair: a constraint is enforced or not
-- since: 18
-- from
create table t (a integer primary key, b integer constraint positive check (b > 0) not enforced);
create table u (a integer constraint refers references t);
-- to
create table t (a integer primary key, b integer constraint positive check (b > 0));
create table u (a integer constraint refers references t not enforced);

-- pair: not null is known but not yet valid
-- since: 18
-- from
create table t (a integer, b integer);
-- to
create table t (a integer, b integer);
alter table t add constraint a_filled not null a not valid;
-- path
alter table t add constraint a_filled not null a not valid;
-- rows
insert into t values (null, 2);
-- keeps: select a, b from t

-- pair: not null becomes valid
-- since: 18
-- from
create table t (a integer);
alter table t add constraint a_filled not null a not valid;
comment on constraint a_filled on t is 'every row has one';
-- to
create table t (a integer constraint a_filled not null);
comment on constraint a_filled on t is 'every row has one';
-- path
alter table t validate constraint a_filled;
-- rows
insert into t values (1);
-- keeps: select a from t
