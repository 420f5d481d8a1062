"""Settings that anybody may make and that change how PostgreSQL prints, parses, plans or stores, by name.

`options` gives them to a session, `of_database` to all sessions of a database.
"""

from __future__ import annotations

from tests.chaos.database import Database, rows

SETTINGS = {
    "quote_all_identifiers": "on",
    "datestyle": "German",
    "intervalstyle": "iso_8601",
    "timezone": "Asia/Tokyo",
    "bytea_output": "escape",
    "extra_float_digits": "0",
    "standard_conforming_strings": "off",
    "escape_string_warning": "off",
    "backslash_quote": "on",
    "array_nulls": "off",
    "transform_null_equals": "on",
    "xmloption": "document",
    "xmlbinary": "hex",
    "client_encoding": "LATIN1",
    "client_min_messages": "error",
    "lc_messages": "C",
    "lc_monetary": "C",
    "lc_numeric": "C",
    "lc_time": "C",
    "search_path": "elsewhere,pg_temp,public,pg_catalog",
    "check_function_bodies": "off",
    "row_security": "off",
    "session_replication_role": "replica",
    "createrole_self_grant": "set,inherit",
    "default_table_access_method": "heap",
    "default_toast_compression": "pglz",
    "default_text_search_config": "simple",
    "default_transaction_isolation": "serializable",
    "default_transaction_deferrable": "on",
    "default_statistics_target": "1",
    "restrict_nonsystem_relation_kind": "view,foreign-table",
    "lo_compat_privileges": "on",
    "plpgsql.extra_errors": "all",
    "plpgsql.variable_conflict": "use_variable",
    "plpgsql.check_asserts": "off",
    "constraint_exclusion": "on",
    "plan_cache_mode": "force_custom_plan",
    "enable_seqscan": "off",
    "enable_indexscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "enable_nestloop": "off",
    "enable_material": "off",
    "from_collapse_limit": "1",
    "join_collapse_limit": "1",
    "geqo_threshold": "2",
    "debug_parallel_query": "regress",
    "force_parallel_mode": "regress",
    "jit": "on",
    "jit_above_cost": "0",
    "parallel_setup_cost": "0",
    "lock_timeout": "10min",
    "synchronous_commit": "off",
}


def known(database: Database) -> dict[str, str]:
    """Those that this server has."""
    there = {name for (name,) in database.sql("select name from pg_settings")}
    return {
        name: value
        for name, value in SETTINGS.items()
        if name in there or name.startswith("plpgsql")
    }


def options(settings: dict[str, str]) -> str:
    """Settings as libpq's ``options``."""
    return " ".join(f"-c {name}={value}" for name, value in settings.items())


def of_database(database: Database, settings: dict[str, str]) -> None:
    """Make settings the default of the sessions of a database."""
    with database.connect() as session:
        for name, value in settings.items():
            # A list has an element between each two quotation marks, but for settings that are one text.
            parts = value.split(",") if name == "search_path" else [value]
            quoted = ", ".join(f"'{part}'" for part in parts)
            rows(session, f"alter database {database.name} set {name} = {quoted}")


def reset(database: Database) -> None:
    """Take them away."""
    database.sql(f"alter database {database.name} reset all")
