"""Upgrades from earlier schema versions, with rows in them."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from radar_tui.db.engine import Database, open_database
from radar_tui.db.schema import SCHEMA_VERSION, ensure_schema
from radar_tui.db.tables import (
    ImportRunRow,
    MessageRow,
    QualitySampleRow,
    RubricVersionRow,
    SettingRow,
    SourceRow,
    TicketRow,
)

RUN = {"first_run_id": 1, "last_run_id": 1}


def migrate(database: Database, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", "radar_tui.db:migrations")
    with database.writing() as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, version)


def fill(database: Database, at: datetime) -> None:
    """One ticket with a message, and a setting."""
    message = {"author_role": "customer", "author": "Wile", "public": True, "text": "Hello."}
    ticket = {"source": "desk", "external_id": "1", "subject": "Hello", "status": "open"}
    run = {"kind": "tickets", "format": "zendesk", "source": "desk", "file_name": "a.json"}
    moments = {"created_at": at, "known_at": at, "updated_at": at}
    with database.writing() as session:
        session.add(SourceRow(name="desk", system="zendesk"))
        session.flush()
        session.add(ImportRunRow(id=1, state="done", actor="Dana", started_at=at, **run))
        session.flush()
        session.add(TicketRow(id=1, content_hash="a", **ticket, **moments, **RUN))
        session.flush()
        session.add(
            MessageRow(
                id=1, ticket_id=1, external_id="1", occurred_at=at, known_at=at,
                text_hash="t1", content_hash="b", **message, **RUN,
            )
        )  # fmt: skip
        session.add(SettingRow(key="zone", value="Europe/Berlin", rev=1))


@pytest.fixture
def oldest(location: str, as_of: datetime) -> Iterator[Database]:
    """A workspace of the first release."""
    database = open_database(location)
    migrate(database, "0001")
    fill(database, as_of)
    yield database
    database.dispose()


def test_a_workspace_of_the_first_release_is_upgraded_with_all_its_rows(
    oldest: Database, as_of: datetime
) -> None:
    assert not {"quality_sample", "rubric_version"} & set(inspect(oldest.engine).get_table_names())
    upgrade = ensure_schema(oldest)
    assert (upgrade.found, upgrade.now) == ("0001", SCHEMA_VERSION)
    assert (upgrade.backup is not None) == oldest.is_sqlite
    with oldest.reading() as session:
        assert session.get_one(SettingRow, "zone").value == "Europe/Berlin"
        assert session.get_one(MessageRow, 1).text == "Hello."
    with oldest.writing() as session:
        session.add(drawn(as_of))
        session.add(RubricVersionRow(rubric="r", definition={}, by="Dana", at=as_of, note=""))


def test_a_drawn_message_goes_with_its_ticket_and_its_id_never_returns(
    database: Database, as_of: datetime
) -> None:
    fill(database, as_of)
    ids = []
    for _ in range(2):
        with database.writing() as session:
            row = drawn(as_of)
            session.add(row)
            session.flush()
            ids.append(row.id)
            session.connection().execute(text("DELETE FROM quality_sample"))
    assert ids == [1, 2]
    with database.writing() as session:
        session.add(drawn(as_of))
    with database.writing() as session:
        session.connection().execute(text("DELETE FROM ticket"))
    with database.reading() as session:
        assert session.connection().execute(text("SELECT * FROM quality_sample")).all() == []


def drawn(at: datetime) -> QualitySampleRow:
    return QualitySampleRow(
        week="2026-W47", message_id=1, stratum="above", probability=0.5, text_hash="t1",
        score=70, model="m", rubric="r", drawn_at=at,
    )  # fmt: skip
