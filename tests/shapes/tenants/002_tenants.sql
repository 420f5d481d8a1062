create table app.tenants (
    id uuid primary key default gen_random_uuid(),
    slug text not null unique check (slug ~ '^[a-z][a-z0-9-]{2,30}$'),
    display_name text not null,
    plan text not null default 'trial',
    settings jsonb not null default '{"seats": 5}',
    created_at timestamptz not null default now()
);

create table app.users (
    id uuid primary key default gen_random_uuid(),
    email text not null,
    name text,
    created_at timestamptz not null default now()
);
create unique index users_email_key on app.users (lower(email));

create table app.memberships (
    tenant_id uuid not null references app.tenants on delete cascade,
    user_id uuid not null references app.users on delete cascade,
    role text not null default 'member' check (role = any (array['owner', 'admin', 'member', 'guest'])),
    invited_by uuid references app.users,
    primary key (tenant_id, user_id)
);
create index memberships_by_user on app.memberships (user_id);

create function app.current_tenant() returns uuid
language sql stable parallel safe
return nullif(current_setting('app.tenant', true), '')::uuid;

create function app.is_member(p_tenant uuid, p_role text default null) returns boolean
language sql stable security definer
set search_path = app, pg_temp
as $$
    select exists (
        select from memberships m
        where m.tenant_id = p_tenant
            and m.user_id = nullif(current_setting('app.user', true), '')::uuid
            and (p_role is null or m.role = p_role)
    )
$$;
