"""An ERP as its framework makes it: 300 tables of one style, written by a generator and not by hand."""

from __future__ import annotations

from itertools import pairwise

# A module with its models: 300 tables with those of many-to-many relations.
MODULES = {
    "base": ["company", "partner", "user", "group", "country", "currency", "bank", "sequence"],
    "sale": [
        "order",
        "order_line",
        "quotation",
        "team",
        "campaign",
        "discount",
        "target",
        "coupon",
    ],
    "purchase": [
        "order",
        "order_line",
        "tender",
        "vendor",
        "agreement",
        "receipt",
        "bill",
        "refund",
    ],
    "stock": ["warehouse", "location", "move", "move_line", "lot", "package", "route", "rule"],
    "account": ["account", "journal", "move", "move_line", "tax", "payment", "fiscal_year"],
    "product": ["template", "variant", "category", "attribute", "pricelist", "uom", "supplier"],
    "hr": ["employee", "department", "job", "contract", "leave", "leave_type", "skill"],
    "payroll": ["payslip", "payslip_line", "structure", "rule", "input", "run", "category"],
    "mrp": ["bom", "bom_line", "production", "workcenter", "routing", "workorder", "scrap"],
    "crm": ["lead", "stage", "tag", "activity", "lost_reason", "meeting", "source", "quota"],
    "project": ["project", "task", "milestone", "timesheet", "stage", "tag", "update", "risk"],
    "fleet": ["vehicle", "model", "brand", "service", "contract", "odometer", "fuel"],
    "quality": ["check", "point", "alert", "team", "reason", "tag", "measure"],
    "repair": ["order", "line", "fee", "tag", "warranty", "part", "diagnosis"],
    "website": ["page", "menu", "view", "redirect", "visitor", "track", "rewrite"],
    "event": ["event", "registration", "ticket", "type", "stage", "mail", "track"],
    "survey": ["survey", "question", "answer", "user_input", "line", "label", "page"],
    "mail": ["message", "thread", "follower", "template", "alias", "channel", "activity"],
    "helpdesk": ["ticket", "team", "stage", "sla", "tag", "type", "rating"],
    "maintenance": ["request", "equipment", "team", "category", "stage", "plan", "log"],
    "subscription": ["contract", "plan", "line", "close_reason", "stage", "alert", "log"],
}
RELATED = 7  # of a module's models, those that have tags, and so a table of pairs

FIELDS = [
    "code character varying(32)",
    "active boolean DEFAULT true",
    "sequence integer DEFAULT 10",
    "note text",
    "state character varying DEFAULT 'draft'::character varying",
    "amount numeric(16,2) DEFAULT 0.0",
    "date_planned date",
    "quantity double precision",
    "color integer",
    "email character varying(254)",
    "meta jsonb DEFAULT '{}'::jsonb NOT NULL",
]


def migrations() -> dict[str, str]:
    """Return each migration's text by its name, in order: a module each, then what came later."""
    texts = {
        f"{number:03}_{module}": "\n".join(
            [
                *(table(module, model, place) for place, model in enumerate(models)),
                *(
                    pairs(module, first, second)
                    for first, second in pairwise([*models, models[0]][: RELATED + 1])
                ),
                *(foreign_key(module, first, second) for first, second in pairwise(models)),
                report(module, models[0]),
            ]
        )
        for number, (module, models) in enumerate(MODULES.items(), start=1)
    }
    number = len(texts)
    texts[f"{number + 1:03}_fails"] = (
        f"{comment('sale_order', 'Renamed in the next release')}\n"
        "ALTER TABLE sale_order ADD COLUMN name text;"
    )
    return texts | {f"{number + 2:03}_upgrade": upgrade()}


def table(module: str, model: str, place: int) -> str:
    """Return the DDL of one model: each has other fields, by its place and its name's length."""
    name = f"{module}_{model}"
    own = [FIELDS[(place + len(name) + more * 3) % len(FIELDS)] for more in range(3 + place % 4)]
    columns = ["name character varying NOT NULL", *dict.fromkeys(own)]
    title = model.replace("_", " ")
    return f"""CREATE TABLE {name} (
    id serial NOT NULL,
    create_uid integer,
    write_uid integer,
    create_date timestamp without time zone,
    {", ".join(columns)},
    PRIMARY KEY (id)
);
CREATE INDEX {name}_name_index ON {name} USING btree (name);
{comment(name, f"{module.title()}: {title}")}"""


def pairs(module: str, first: str, second: str) -> str:
    """Return the DDL of the table that pairs two models."""
    name = f"{module}_{first}_{second}_rel"
    return f"""CREATE TABLE {name} (
    {first}_id integer NOT NULL REFERENCES {module}_{first} (id) ON DELETE CASCADE,
    {second}2_id integer NOT NULL REFERENCES {module}_{second} (id) ON DELETE CASCADE,
    UNIQUE ({first}_id, {second}2_id)
);
CREATE INDEX ON {name} ({second}2_id);"""


def foreign_key(module: str, first: str, second: str) -> str:
    """Return the DDL of a model's reference to the one after it."""
    name = f"{module}_{first}"
    return f"""ALTER TABLE {name} ADD COLUMN {second}_id integer;
ALTER TABLE {name} ADD CONSTRAINT {name}_{second}_id_fkey FOREIGN KEY ({second}_id) REFERENCES {module}_{second} (id) ON DELETE SET NULL;"""


def report(module: str, model: str) -> str:
    """Return the DDL of a module's report and of the function that its screen calls."""
    return f"""CREATE VIEW {module}_report AS
    SELECT min(m.id) AS id, m.name, count(*) AS nbr, max(m.create_date) AS last_date
    FROM {module}_{model} m GROUP BY m.name;
CREATE FUNCTION {module}_next_name(prefix text DEFAULT '{module.upper()}') RETURNS text LANGUAGE sql
    AS $$ SELECT prefix || '/' || lpad((count(*) + 1)::text, 5, '0') FROM {module}_{model} $$;"""


def comment(name: str, text: str) -> str:
    """Return the DDL of a table's comment."""
    return f"COMMENT ON TABLE {name} IS '{text}';"


def upgrade() -> str:
    """Return what a new release does to each module."""
    changes = [
        f"ALTER TABLE {module}_{models[1]} RENAME COLUMN create_date TO created;\n"
        f"ALTER TABLE {module}_{models[2]} ADD COLUMN company_id integer REFERENCES base_company (id);\n"
        f"ALTER TABLE {module}_{models[3]} DROP COLUMN write_uid;"
        for module, models in MODULES.items()
    ]
    return "\n".join([*changes, "ALTER TABLE maintenance_log RENAME TO maintenance_history;"])
