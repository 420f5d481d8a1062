"""The check of pggit's functions: planted bugs are found, and nothing is excused without need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import sql_lint
from scripts.binaries import Server
from scripts.sql_lint import EXCEPTIONS, Finding, findings, unexpected, unneeded

FUNCTION = """
create or replace function pggit.f() returns {returns} language plpgsql {kind} as $$
declare
    v_used integer;
    {declared}
begin
    {statement}
    raise debug '%', v_used;
    return null;
end
$$;
"""

Check = Callable[..., list[str]]


@pytest.fixture(scope="module")
def checking_server() -> Server:
    server = next(sql_lint.servers_with_check(), None)
    if server is None:
        pytest.skip(
            "no PostgreSQL that is installed here has plpgsql_check: apt-get install postgresql-15-plpgsql-check"
        )
    return server


@pytest.fixture
def check(checking_server: Server, open_folder: Path) -> Check:
    """What is found in a pggit of one function, without the function's name."""

    def run(
        statement: str,
        declared: str = "",
        kind: str = "volatile",
        returns: str = "integer",
        after: str = "",
    ) -> list[str]:
        function = FUNCTION.format(
            statement=statement, declared=declared, kind=kind, returns=returns
        )
        tables = "create schema pggit; create table pggit.t (a integer);"
        (open_folder / "install.sql").write_text(f"{tables} {function} {after}")
        return [str(each) for each in findings(checking_server, open_folder)]

    return run


def test_sound_function_is_passed(check: Check) -> None:
    assert check("insert into pggit.t values (1) returning a into v_used;") == []


def test_column_that_does_not_exist_is_found_with_its_line(check: Check) -> None:
    found = check("insert into pggit.t values (1) returning b into v_used;")
    assert 'pggit.f():6: error: column "b" does not exist' in found


def test_unused_variable_is_found(check: Check) -> None:
    found = check("insert into pggit.t values (1) returning a into v_used;", "v_idle integer;")
    assert found == ['pggit.f():4: warning: unused variable "v_idle"']


def test_volatility_that_is_wrong_is_found(check: Check) -> None:
    found = check("select a into v_used from pggit.t;")
    assert any("marked as VOLATILE, should be STABLE" in each for each in found)


def test_trigger_function_is_checked_with_its_table(check: Check) -> None:
    trigger = "create trigger t after insert on pggit.t for each row execute function pggit.f();"
    found = check("v_used := new.a + new.b;", returns="trigger", after=trigger)
    assert any(each.endswith('record "new" has no field "b"') for each in found)
    assert not any('field "a"' in each for each in found)


def test_trigger_function_without_a_trigger_is_checked_too(check: Check) -> None:
    found = check("select b into v_used from pggit.t;", returns="trigger")
    assert 'pggit.f():6: error: column "b" does not exist' in found


def test_exception_excuses_its_finding_only() -> None:
    function, message = next(iter(EXCEPTIONS))
    excused = Finding(function, 9, "security", f"{message}; and why")
    others = Finding("pggit.f()", 1, "security", message), Finding(function, 1, "error", "other")
    assert unexpected([excused, *others]) == [str(each) for each in others]


def test_exception_without_a_finding_is_told() -> None:
    assert len(unneeded([])) == len(EXCEPTIONS)
    assert unneeded([Finding(name, 1, "security", text) for name, text in EXCEPTIONS]) == []


@pytest.mark.usefixtures("checking_server")
@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("perform 1;", (0, "nothing found by plpgsql_check")),
        ("perform x;", (1, "pggit.f():3: error")),
    ],
    ids=["sound", "not sound"],
)
def test_exit_code_and_what_is_printed(
    open_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    statement: str,
    expected: tuple[int, str],
) -> None:
    code, said = expected
    function = f"function pggit.f() returns void language plpgsql immutable as $$\nbegin\n{statement}\nend\n$$"
    (open_folder / "install.sql").write_text(f"create schema pggit; create {function};")
    monkeypatch.setenv("PGGIT_SQL", str(open_folder))
    monkeypatch.setattr(sql_lint, "EXCEPTIONS", {})
    assert sql_lint.main() == code
    assert said in capsys.readouterr().out


def test_missing_extension_is_told_with_what_helps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sql_lint, "installed_servers", lambda: iter(()))
    assert sql_lint.main() == 0
    said = capsys.readouterr().err
    assert "NOT CHECKED" in said
    assert "apt-get install postgresql-17-plpgsql-check" in said
