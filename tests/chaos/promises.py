"""What pggit promises, one sentence each, with the section of its contract that says so.

A test opens with the promise it defends: ``@pytest.mark.promise("commits.single-line")``.
A promise that no test of a run defends turns the run's summary red.
"""

from __future__ import annotations

from pathlib import Path

from scripts.results import RecordError, read_json

PROMISES = {
    # id: sentence (section of the contract)
    "rules.errors": "Bad input is refused with a documented SQLSTATE and changes nothing (Ground rules)",
    "rules.hostile-names": "A hostile name is just a name (Ground rules)",
    "rules.shadowing": "Objects that shadow pggit's on the search_path never run in its name (Ground rules)",
    "rules.rights": "PUBLIC may read; only owner and writers write, and nobody writes tables (Ground rules)",
    "rules.foreign-code": "No call of a superuser executes what another role owns (Ground rules)",
    "rules.caller": "The caller's SQL runs with the caller's rights, and the author is the caller (Ground rules)",
    "rules.transactional": "Whatever rolls back leaves no trace (Ground rules)",
    "rules.session": "No call or DDL changes the caller's session, and no setting what is recorded (Ground rules)",
    "rules.no-waiting": "Recording neither waits for nor fails because of DDL on other objects (Ground rules)",
    "rules.same-effect": "A script has the same errors and makes the same objects with pggit as without (Ground rules)",
    "rules.reading": "What only reads fails because of no DDL beside it, and makes no DDL fail (Ground rules)",
    "rules.install": "Installing twice is safe; uninstalling leaves user objects (Ground rules)",
    "rules.upgrade": "An upgrade keeps all history (Ground rules)",
    "rules.baseline": "Installing records the tables that exist already (Ground rules)",
    "rules.restore": "pggit survives pg_dump and restore, and pg_upgrade (Ground rules)",
    "versions.trinity-unique": "A Trinity ID never repeats (Versions)",
    "versions.trinity-format": "A Trinity ID is a UTC timestamp, a base-36 number, 8 hex digits (Versions)",
    "versions.increment": "increment_version is semantic-version arithmetic (Versions)",
    "versions.get": "get_version finds an object as the caller would, by an index (Versions)",
    "versions.tracking": "A version moves once per statement, by what the DDL did (Versions)",
    "versions.cost": "Recording costs what the statement changed, whatever the session sets (Speed)",
    "versions.never-back": "Versions never go back (Versions)",
    "versions.history": "get_history tells every change and who made it, newest first (Versions)",
    "versions.renames": "A rename keeps history, and a name that a definition mentions makes no drift (Versions)",
    "versions.kinds": "Every kind of object is tracked, or listed as unsupported (Versions)",
    "versions.hash-laws": "Equal definitions give equal hashes, different ones different (Versions)",
    "versions.unfinished": "What a statement left half-done is no part of a definition (Versions)",
    "versions.encoding": "DDL is recorded in a database of any encoding, with the hash of UTF-8 (Versions)",
    "commits.message": "A message is kept byte for byte (Commits)",
    "commits.custom-id": "A custom ID has 10 to 255 printable characters and is unused (Commits)",
    "commits.tree": "Equal schemas give equal trees (Commits)",
    "commits.content-hash": "The content hash covers tree, parents, message, author and time (Commits)",
    "commits.log": "log and show tell what was committed (Commits)",
    "commits.tags": "A tag names a commit for good (Commits)",
    "commits.cost": "A commit costs what changed, not what exists (Speed)",
    "commits.flat": "Commits on a branch stay as fast as its history grows (Speed)",
    "commits.single-line": "Commits on one branch form a single line (Branches)",
    "commits.durable": "Every acknowledged commit is reachable from a ref (Branches)",
    "branches.names": "Branch names follow git's rules for refs (Branches)",
    "branches.list": "list_branches tells each branch's state, head and parent (Branches)",
    "branches.delete": "Deleting protects main and unreachable commits; names can be reused (Branches)",
    "branches.create-race": "Two creators of one branch: one wins, the other gets 42710 (Branches)",
    "branches.isolation": "The loser under REPEATABLE READ or SERIALIZABLE gets 40001 (Branches)",
    "branches.no-deadlock": "No pair of pggit calls deadlocks (Branches)",
    "refs.one-meaning": "A new branch, tag or ID never has the name of another ref (Refs)",
    "diff.mirror": "diff finds what differs, renames as renames, and is the same from either side (Diff, merge, checkout)",
    "checkout.there-and-back": "A checkout leads to its target, and back, and renames keep rows (Diff, merge, checkout)",
    "checkout.no-loss": "No checkout loses rows or changes that are not given up by name (Diff, merge, checkout)",
    "checkout.one-step": "A checkout is one step in history for each object that it changed (Diff, merge, checkout)",
    "refs.ambiguous": "Of two refs of one name the branch wins, and fsck warns of them (Refs)",
    "data.isolation": "A write on a table or a data branch is seen on no other (Data branches)",
    "data.rights": "Rights on a table are those on its branches, whose parts belong to its owner alone (Data branches)",
    "data.keys": "Keys, NOT NULL, checks, defaults and generated columns hold on a branch (Data branches)",
    "data.relation": "A branch has a relation of its own, whatever the names (Data branches)",
    "data.cost": "Creating a branch costs the same for few rows and many (Data branches)",
    "data.ddl": "DDL on a branched table carries over or is refused with 55006 (Data branches)",
    "data.additions": "A data branch gets the columns, defaults and checks that its table gets (Data branches)",
    "data.diff": "data_diff is the difference of the rows, by key (Data branches)",
    "data.merge": "A merge of rows is three-way by key, and whole or not at all (Data branches)",
    "data.drop": "Dropping a branch leaves no residue (Data branches)",
    "migrations.atomic": "A migration that fails leaves nothing but its error (Migrations)",
    "migrations.once": "A version is applied once, with one text (Migrations)",
    "migrations.order": "Only the newest applied migration is rolled back (Migrations)",
    "migrations.status": "migration_status tells each migration's state (Migrations)",
    "migrations.unfinished": "One that was begun and not finished is found and blocks the next (Migrations)",
    "integrity.fsck": "fsck finds every damaged row and never a sound repository (Integrity)",
    "integrity.fsck-reads": "fsck only reads and blocks no writer (Integrity)",
    "integrity.installation": "fsck finds disabled event triggers and missing constraints (Integrity)",
    "integrity.drift": "detect_drift names what differs between catalog and record (Integrity)",
    "integrity.repair": "repair mends what needs no guess and leaves the rest (Integrity)",
    "integrity.self-test": "self_test fails where a promise is broken in place (Integrity)",
    "server.survives": "When the server runs out of something, the error is clear and work goes on (chaos)",
}


def promised(folder: Path) -> dict[str, str]:
    """What the product in a folder promises: its ``promises.json`` says so, or it is a pggit.

    `RecordError` where that file is not one of sentences by name.
    """
    path = folder / "promises.json"
    if not path.exists():
        return PROMISES
    own = read_json(path)
    if unfit := [name for name, sentence in own.items() if not isinstance(sentence, str)]:
        raise RecordError(f"{path}: {', '.join(unfit)}: expected one sentence as a string for each")
    return own
