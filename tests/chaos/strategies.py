"""What Hypothesis draws inputs from."""

from __future__ import annotations

from hypothesis import strategies as st

# What the server or pggit keeps for itself, which Hypothesis finds: it also draws words of our own sources.
SYSTEM_COLUMNS = {"tableoid", "ctid", "xmin", "xmax", "cmin", "cmax"}
SYSTEM_SCHEMAS = {"information_schema", "pggit", "pggit_internal"}
RESERVED = ["select", "table", "user", "order", "group", "null", "a", "all", "end"]


def fits(text: str) -> bool:
    """Whether a text can be an identifier as it is: 1 to 63 bytes."""
    return 1 <= len(text.encode("utf-8")) <= 63


# Surrogates are no text, NUL is not allowed in PostgreSQL.
text = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"))

identifiers = st.one_of(
    st.sampled_from(RESERVED),
    st.sampled_from(
        [
            'quo"te',
            "semi;--",
            "it's",
            "UPPER",
            "Ünïcödé",
            "with space",
            "a.b",
            "x" * 63,
            "ü" * 31,
            "\\",
            "%I",
            "$$",
        ]
    ),
    st.text(
        alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20
    ).filter(fits),
).filter(lambda name: name not in SYSTEM_COLUMNS | SYSTEM_SCHEMAS and not name.startswith("pg_"))

messages = st.one_of(
    text, st.sampled_from(["", " ", "\n\n", "'; drop schema pggit; --", "\r\ntail ", "🚀 ü\t"])
)

versions = st.tuples(*[st.one_of(st.integers(0, 50), st.sampled_from([2**31 - 2, 2**31 - 1]))] * 3)

kinds = st.sampled_from(["major", "minor", "patch", "MAJOR", "Minor", "pAtCh"])

# Mostly names that are almost right: what slips through a check is one character off.
branch_names = st.one_of(
    st.text(alphabet="abz09-_/.@{}~^:?*[\\ü\t\x7f ", min_size=0, max_size=12),
    st.sampled_from(
        [
            "feature/x",
            "a..b",
            "x.lock",
            "x.lock/y",
            "@",
            "@{",
            "-x",
            "/x",
            "x/",
            "x.",
            ".x",
            "a//b",
            "ü" * 127,
            "ü" * 128,
        ]
    ),
    text.map(lambda drawn: drawn[:300]),
)

column_types = st.sampled_from(
    [
        "integer",
        "bigint",
        "text",
        "boolean",
        "numeric(10,2)",
        "timestamptz",
        "varchar(20)",
        "jsonb",
        "uuid[]",
        "date",
    ]
)

columns = st.lists(
    st.tuples(identifiers, column_types, st.booleans()),
    min_size=1,
    max_size=5,
    unique_by=lambda column: column[0],
)
