"""What a workspace holds, without what may differ between two ways to the same content."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import zip_longest
from pathlib import Path

# Bookkeeping about the runs themselves and how far somebody has read, not what they brought.
LEFT_OUT_TABLES = {
    "alembic_version",
    "change",
    "import_run",
    "lease",
    "mark",
    "pre_image",
    # Each judgement of a past week, one more wherever a run was cut off and rules looked at it.
    "spike_decision",
}
LEFT_OUT_COLUMNS = {"first_run_id", "last_run_id"}

Dump = dict[str, list[tuple[object, ...]]]


def check_whole(connection: sqlite3.Connection) -> None:
    """Make sure that pages, indexes and references hold together."""
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def dump(path: Path) -> Dump:
    """Every row of every table that holds content, in a fixed order."""
    with closing(sqlite3.connect(path)) as connection:
        check_whole(connection)
        return {table: sorted(_rows(connection, table), key=repr) for table in _tables(connection)}


def difference(one: Path, other: Path) -> str | None:
    """Say where two workspaces differ; None where they hold the same.

    It holds a row of each at a time, so that large ones can be compared.
    """
    with closing(sqlite3.connect(one)) as first, closing(sqlite3.connect(other)) as second:
        check_whole(first)
        check_whole(second)
        if _tables(first) != _tables(second):
            return "not the same tables"
        for table in _tables(first):
            pairs = zip_longest(_rows(first, table), _rows(second, table))
            for number, (row, other_row) in enumerate(pairs, start=1):
                if row != other_row:
                    return f"{table}, row {number}: {row!r} and {other_row!r}"
    return None


def _tables(connection: sqlite3.Connection) -> list[str]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [
        name for (name,) in names if name not in LEFT_OUT_TABLES and not name.startswith("sqlite_")
    ]


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[object, ...]]:
    """Give the rows of a table in the order of their keys."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    kept = [f'"{name}"' for _, name, *_ in columns if name not in LEFT_OUT_COLUMNS]
    keys = [f'"{name}"' for *_, name, _, _, _, place in columns if place] or kept
    query = f"SELECT {', '.join(kept)} FROM {table} ORDER BY {', '.join(keys)}"  # noqa: S608 - names from the schema
    return connection.execute(query)
