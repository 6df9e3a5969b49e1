"""A fresh database with Radar's schema, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from radar_tui.db.engine import Database, open_database
from radar_tui.db.schema import ensure_schema


@pytest.fixture
def database(location: str) -> Iterator[Database]:
    database = open_database(location)
    ensure_schema(database)
    yield database
    database.dispose()
