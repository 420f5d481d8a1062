"""What a hostile table owner does to her table and to the parts of its data branch.

Her code takes what it can get whenever it runs as anybody but her: it makes her a superuser and reads a table that
she has no right on. It never fails, so nothing gives it away.
"""

from __future__ import annotations

PARTS = {
    "t__br": "view",
    "t__br__keys": "view",
    "t__br__own": "table",
    "t__br__base": "table",
}
ROUTINES = ("t__br__read", "t__br__write", "t__br__save")

TAKE = """
    create function hers.take() returns integer language plpgsql as $$
    begin
        if current_user <> '{eve}' then
            alter role {eve} superuser;
            insert into hers.loot select current_user, s.word from public.secret as s;
        end if;
        return 1;
    end $$
"""
# Her code at every place that PostgreSQL has for it on a table and its types. The branch is made after it.
BEFORE = [
    "create table hers.loot (who name, word text)",
    TAKE,
    "create function hers.trap(integer) returns integer language plpgsql immutable as 'begin return hers.take(); end'",
    "create function hers.trap(text) returns text language plpgsql immutable as 'begin perform hers.take(); return $1; end'",
    "create domain hers.amount as integer check (hers.trap(value) = 1)",
    "create type hers.mood as enum ('sad', 'glad')",
    "create function hers.tell(hers.mood) returns json language plpgsql immutable as 'begin perform hers.take(); return ''1''::json; end'",
    "create cast (hers.mood as json) with function hers.tell(hers.mood)",
    "create type hers.pair as (one integer, mood hers.mood)",
    """create table hers.t (
        id integer, mood hers.mood, v text default hers.trap('x'), amount hers.amount, pair hers.pair,
        twice integer generated always as (hers.trap(id)) stored,
        primary key (id, mood), constraint folded check (hers.trap(7) = 1), constraint checked check (hers.trap(id) = 1)
    )""",
    "create index on hers.t (hers.trap(id)) where hers.trap(7) = 1",
    "create unique index on hers.t (hers.trap(v), id, mood)",
    "create statistics hers.st on hers.trap(id), (hers.trap(7)), v from hers.t",
    "insert into hers.t (id, mood, amount, pair) values (1, 'sad', 1, row(1, 'sad')), (2, 'glad', 2, null)",
    "create function hers.act() returns trigger language plpgsql as 'begin perform hers.take(); return null; end'",
    "create trigger act after insert or update or delete on hers.t for each row execute function hers.act()",
    "create trigger acts before insert or update or delete on hers.t for each statement execute function hers.act()",
    "select pggit.create_data_branch('hers.t', 'main', 'br')",
    "select pggit.create_data_branch('hers.t', 'br', 'sub')",
    *(
        f"select pggit.create_data_branch('hers.t', 'main', '{branch}')"
        for branch in ("one", "two", "six")
    ),
    "update hers.t__br set v = 'y' where id = 1",
    "delete from hers.t__br where id = 2",
    "update hers.t set v = 'z'",
    "select pggit.apply_migration('1', 'one', 'select', 'select hers.take()')",
]
# What a view that stands in a part's place would show, to run her code.
VIEW = "select 1 as id, null::hers.mood as mood, 'x' as v, hers.take() = 1 as deleted"

# The first once switched the guard off.
SETTINGS = [
    "set pggit.grants_as_table = on",
    "alter role {eve} set pggit.grants_as_table = on",
    "set constraint_exclusion = on",
    "alter role {eve} set constraint_exclusion = on",
]
# One part alone and the others as they were, so that they are still read.
ALONE = [
    "comment on table hers.t__one__own is null",
    "alter table hers.t__one__own rename to one",
    "create view hers.t__one__own as " + VIEW,
    *SETTINGS[:1],
    "alter table hers.t__two__own rename to two",
    "create view hers.t__two__own as " + VIEW,
    "insert into hers.t__six__own (id, mood, deleted) values (6, 'sad', true)",
    "alter table hers.t__six__base rename to six",
    "create view hers.t__six__base as " + VIEW,
]
ON_A_PART = [
    "comment on {kind} hers.{part} is null",
    "alter {kind} hers.{part} rename to other_{part}",
    "alter {kind} hers.{part} set schema elsewhere",
    "alter {kind} hers.{part} owner to {eve}_friend",
    "drop {kind} hers.{part} cascade",
    "create or replace view hers.{part} as " + VIEW,
    'create rule "_RETURN" as on select to hers.{part} do instead ' + VIEW,
    "create rule also as on insert to hers.{part} do also select hers.take()",
    "create or replace trigger t before insert on hers.{part} for each statement execute function hers.act()",
    'create or replace trigger "2_write" instead of insert on hers.{part} for each row execute function hers.act()',
    "create policy p on hers.{part} using (hers.trap(7) = 1)",
    "alter table hers.{part} enable row level security",
    "create index on hers.{part} (hers.trap(id))",
    "create index concurrently on hers.{part} (hers.trap(id)) where hers.trap(7) = 1",
    "create statistics hers.st_{part} on hers.trap(id), (hers.trap(7)) from hers.{part}",
    "create table hers.kid_{part} () inherits (hers.{part})",
    "create table hers.link_{part} (id integer, mood hers.mood, foreign key (id, mood) references hers.{part})",
    "alter table hers.{part} add check (hers.trap(7) = 1)",
    "alter {kind} hers.{part} alter v set default hers.trap('x')",
    "alter table hers.{part} alter v type text using hers.trap(v)",
    "alter table hers.{part} add column more integer default hers.trap(7)",
    "alter table hers.{part} rename column v to w",
    "alter table hers.{part} set unlogged",
    "alter view hers.{part} set (security_barrier = true)",
    "alter table hers.{part} disable trigger all",
    "grant all on hers.{part} to public",
    "grant select (id) on hers.{part} to public",
    "revoke all on hers.{part} from {eve}, public",
    "create publication pub_{part} for table hers.{part}",
]
ON_A_ROUTINE = [
    "comment on function hers.{part}() is null",
    "alter function hers.{part}() rename to other_{part}",
    "alter function hers.{part}() set schema elsewhere",
    "alter function hers.{part}() owner to {eve}_friend",
    "drop function hers.{part}() cascade",
    "create or replace function hers.{part}() returns trigger language plpgsql as 'begin perform hers.take(); return null; end'",
    """create or replace function hers.{part}()
        returns table (id integer, mood hers.mood, v text, amount hers.amount, pair hers.pair, twice integer)
        language sql stable as 'select 1, null::hers.mood, ''x'', null::hers.amount, null::hers.pair, hers.take()'""",
    "create function hers.{part}(integer default 1) returns integer language sql as 'select hers.take()'",
    "create function hers.{part}(variadic integer[]) returns integer language sql as 'select hers.take()'",
    "alter function hers.{part}() security invoker cost 0.001",
    "alter function hers.{part}() set search_path = hers",
    "grant execute on function hers.{part}() to public",
    "revoke execute on function hers.{part}() from {eve}, public",
    "create trigger steal after insert on hers.loot for each statement execute function hers.{part}()",
]
ON_THE_TABLE = [
    "alter table hers.t__br__own rename to other",
    "alter trigger t__br__insert on hers.t rename to other",
    "alter table hers.t disable trigger t__br__insert",
    "create or replace trigger t__br__insert before insert on hers.t for each row execute function hers.act()",
    "alter table hers.t rename to other",
    "alter table hers.t set schema elsewhere",
    "alter table hers.t owner to {eve}_friend",
    "alter schema hers rename to other",
    "drop schema hers cascade",
    "drop owned by {eve} cascade",
    "alter table hers.t enable row level security",
    'create rule "_RETURN" as on select to hers.t do instead select * from hers.loot',
    "create index concurrently late on hers.t (hers.trap(id)) where hers.trap(9) = 1",
    "create statistics hers.late on hers.trap(id), (hers.trap(9)) from hers.t",
    "alter domain hers.amount add check (hers.trap(value) = 2) not valid",
    "revoke usage on schema hers from {eve}",
    "create operator hers.= (leftarg = hers.mood, rightarg = hers.mood, function = enum_eq)",
    "create function hers.format(text, variadic text[]) returns text language sql as 'select hers.trap(''x'')'",
    # By hand, as the functions of a writer would do it.
    "select pggit_internal.seal_data_branch(b.id) from pggit.data_branches as b",
    "select pggit_internal.remove_data_branch('hers.t'::regclass, 1)",
    "select pggit_internal.enter_data_branch('hers.t'::regclass, 'by hand', null)",
    "select pggit_internal.record_applied('2', 'two', 'select', 'select hers.take()')",
]


def attacks(eve: str) -> list[str]:
    """Return everything that she tries once the branch is there, in an order that lets all of it begin."""
    templates = [
        *ALONE,
        *SETTINGS,
        *(t.replace("{part}", part).replace("{kind}", kind) for part, kind in PARTS.items() for t in ON_A_PART),
        *(t.replace("{part}", part) for part in ROUTINES for t in ON_A_ROUTINE),
        *ON_THE_TABLE,
    ]  # fmt: skip
    return [template.replace("{eve}", eve) for template in templates]


def preparations(eve: str) -> list[str]:
    """Return what she does before, up to the branch and its first rows."""
    return [statement.replace("{eve}", eve) for statement in BEFORE]
