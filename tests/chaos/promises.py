"""What pggit promises, one sentence each, with the section of its contract that says so.

A test opens with the promise it defends: ``@pytest.mark.promise("commits.single-line")``.
"""

from __future__ import annotations

PROMISES = {
    # id: sentence (section of the contract)
    "rules.errors": "Bad input is refused with a documented SQLSTATE and changes nothing (Ground rules)",
    "rules.hostile-names": "A hostile name is just a name (Ground rules)",
    "rules.transactional": "Whatever rolls back leaves no trace (Ground rules)",
    "rules.install": "Installing twice is safe; uninstalling leaves user objects (Ground rules)",
    "rules.baseline": "Installing records the tables that exist already (Ground rules)",
    "rules.restore": "pggit survives pg_dump and restore (Ground rules)",
    "versions.trinity-unique": "A Trinity ID never repeats (Versions)",
    "versions.trinity-format": "A Trinity ID is a UTC timestamp, a base-36 number, 8 hex digits (Versions)",
    "versions.increment": "increment_version is semantic-version arithmetic (Versions)",
    "versions.tracking": "A version moves once per statement, by what the DDL did (Versions)",
    "versions.never-back": "Versions never go back (Versions)",
    "versions.hash-laws": "Equal definitions give equal hashes, different ones different (Versions)",
    "commits.message": "A message is kept byte for byte (Commits)",
    "commits.custom-id": "A custom ID has 10 to 255 printable characters and is unused (Commits)",
    "commits.tree": "Equal schemas give equal trees (Commits)",
    "commits.cost": "A commit costs what changed, not what exists (Speed)",
    "commits.single-line": "Commits on one branch form a single line (Branches)",
    "commits.durable": "Every acknowledged commit is reachable from a ref (Branches)",
    "branches.names": "Branch names follow git's rules for refs (Branches)",
    "branches.delete": "Deleting protects main and unreachable commits; names can be reused (Branches)",
    "branches.create-race": "Two creators of one branch: one wins, the other gets 42710 (Branches)",
    "branches.isolation": "The loser under REPEATABLE READ or SERIALIZABLE gets 40001 (Branches)",
    "branches.no-deadlock": "No pair of pggit calls deadlocks (Branches)",
    "data.isolation": "A write on a table or a data branch is seen on no other (Data branches)",
    "data.keys": "Keys, NOT NULL, checks, defaults and generated columns hold on a branch (Data branches)",
    "data.merge": "A merge of rows is three-way by key, and whole or not at all (Data branches)",
    "migrations.atomic": "A migration that fails leaves nothing but its error (Migrations)",
    "migrations.once": "A version is applied once, with one text (Migrations)",
    "migrations.order": "Only the newest applied migration is rolled back (Migrations)",
    "migrations.unfinished": "One that was begun and not finished is found and blocks the next (Migrations)",
    "integrity.fsck": "fsck finds every damaged row and never a sound repository (Integrity)",
    "integrity.fsck-reads": "fsck only reads and blocks no writer (Integrity)",
    "integrity.installation": "fsck finds disabled event triggers and missing constraints (Integrity)",
    "server.survives": "When the server runs out of something, the error is clear and work goes on (chaos)",
}
