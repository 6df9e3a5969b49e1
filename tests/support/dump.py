"""What a workspace holds, without what may differ between two ways to the same content."""

import sqlite3
from contextlib import closing
from pathlib import Path

# Bookkeeping about the runs themselves, not what they brought.
LEFT_OUT_TABLES = {"alembic_version", "change", "import_run", "lease", "pre_image"}
LEFT_OUT_COLUMNS = {"first_run_id", "last_run_id"}

Dump = dict[str, list[tuple[object, ...]]]


def dump(path: Path) -> Dump:
    """Every row of every table that holds content, in a fixed order."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            if name not in LEFT_OUT_TABLES and not name.startswith("sqlite_")
        ]
        return {name: _rows(connection, name) for name in sorted(names)}


def _rows(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    cursor = connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - names from the schema
    kept = [
        position
        for position, column in enumerate(cursor.description)
        if column[0] not in LEFT_OUT_COLUMNS
    ]
    return sorted((tuple(row[position] for position in kept) for row in cursor), key=repr)
