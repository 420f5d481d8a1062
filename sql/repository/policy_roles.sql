-- The roles that the policies of a live object name, each by the name that its definition has for it. No
-- event tells that a role is renamed: the record keeps the name, and compares the role. Written with the
-- object's row, by the session that has it locked. pg_dump writes the name that the role has then, and
-- pg_upgrade keeps its number.
create table if not exists pggit_internal.policy_roles (
    object_id bigint,
    name text collate "C",
    role regrole not null,
    primary key (object_id, name)
);

create index if not exists policy_roles_role on pggit_internal.policy_roles (role);
