CREATE SCHEMA helpdesk;
SET search_path TO helpdesk, public;

CREATE TYPE helpdesk.priority AS ENUM ('low', 'normal', 'high', 'urgent');
CREATE TYPE helpdesk.channel AS ENUM ('email', 'phone', 'chat', 'web');

CREATE TABLE helpdesk.agents (
    agent_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login text NOT NULL UNIQUE,
    full_name text NOT NULL,
    team text,
    hired_on date
);

CREATE TABLE helpdesk.organisations (
    org_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    domain text UNIQUE,
    tier text NOT NULL DEFAULT 'free' CHECK (tier IN ('free', 'pro', 'enterprise'))
);

CREATE TABLE helpdesk.requesters (
    requester_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org_id integer REFERENCES helpdesk.organisations ON DELETE SET NULL,
    email text NOT NULL,
    CONSTRAINT requesters_email_key UNIQUE (email)
);
