"""Upgrades from earlier schema versions, with rows in them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, Table, inspect, text
from sqlmodel import select

from radar_tui.db.changesets import ChangeSet, redo, undo
from radar_tui.db.engine import Database, open_database
from radar_tui.db.errors import MovedOnError
from radar_tui.db.imports.runs import undo_run
from radar_tui.db.schema import SCHEMA_VERSION, ensure_schema
from radar_tui.db.tables import (
    AlertRow,
    EventRow,
    InterventionRow,
    MarkRow,
    MessageRow,
    QualitySampleRow,
    ResponseRow,
    RubricVersionRow,
    SettingRow,
    TicketNoteRow,
    TicketRow,
    TicketStandingRow,
)

RUN = {"first_run_id": 1, "last_run_id": 1}


def migrate(database: Database, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", "radar_tui.db:migrations")
    with database.writing() as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, version)


def put(database: Database, table: str, **values: Any) -> None:
    """Insert a row into a table as the database has it, whatever the models are by now."""
    with database.writing() as session:
        found = Table(table, MetaData(), autoload_with=session.connection())
        session.connection().execute(found.insert(), values)


def fill(database: Database, at: datetime) -> None:
    """One ticket with a message, and a setting."""
    put(database, "source", name="desk", system="zendesk")
    counts = dict.fromkeys(("read", "inserted", "updated", "unchanged", "deleted", "rejected"), 0)
    put(
        database, "import_run", id=1, kind="tickets", format="zendesk", source="desk",
        file_name="a.json", state="done", actor="Dana", started_at=at, **counts,
    )  # fmt: skip
    put_ticket(database, 1, at)
    put(
        database, "message", id=1, ticket_id=1, external_id="1", author_role="customer",
        author="Wile", public=True, occurred_at=at, known_at=at, text="Hello.", quoted="",
        signature="", is_html=False, text_hash="t1", content_hash="b", **RUN,
    )  # fmt: skip
    put(database, "setting", key="zone", value="Europe/Berlin", rev=1)


def put_ticket(database: Database, ticket_id: int, at: datetime, **values: Any) -> None:
    put(
        database, "ticket", id=ticket_id, source="desk", external_id=str(ticket_id),
        subject="Hello", status="open", created_at=at, known_at=at, updated_at=at, tags=["csv"],
        revision=1, content_hash="a", **values, **RUN,
    )  # fmt: skip


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


def test_what_tickets_state_is_kept_and_later_ratings_count(
    oldest: Database, as_of: datetime
) -> None:
    ratings = {
        2: ("good", [(-1, "bad")], "good"),
        3: ("good", [(1, "good"), (2, "bad")], "bad"),
        4: (None, [(-2, "good"), (-1, "bad")], "bad"),
        5: (None, [], None),
    }
    for ticket_id, (stated, history, _) in ratings.items():
        put_ticket(oldest, ticket_id, as_of, satisfaction=stated, noise="spam")
        for days, value in history:
            at = as_of + timedelta(days=days)
            put(
                oldest, "ticket_history", ticket_id=ticket_id, field="satisfaction", value=value,
                occurred_at=at, known_at=at, first_run_id=1,
            )  # fmt: skip
    ensure_schema(oldest)
    with oldest.reading() as session:
        for ticket_id, (stated, _, expected) in ratings.items():
            row = session.get_one(TicketRow, ticket_id)
            assert (row.satisfaction, row.stated_satisfaction) == (expected, stated)
            assert (row.noise, row.stated_noise) == ("spam", "spam")
            assert (row.told_at, row.rule_tags, row.account_named) == (None, None, None)


def test_events_stay_and_have_no_end_yet(oldest: Database, as_of: datetime) -> None:
    put(
        oldest, "event", id=1, source="desk", external_id="e1", kind="error", origin="probe",
        labels={}, occurred_at=as_of, known_at=as_of, content_hash="a", **RUN,
    )  # fmt: skip
    ensure_schema(oldest)
    with oldest.reading() as session:
        row = session.get_one(EventRow, 1)
    assert (row.origin, row.occurred_at) == ("probe", as_of)
    assert (row.title, row.url, row.ended_at, row.updated_at, row.told_at) == (None,) * 5


def test_notes_can_be_written_on_tickets_from_before(oldest: Database, as_of: datetime) -> None:
    migrate(oldest, "0007")
    assert "ticket_note" not in inspect(oldest.engine).get_table_names()
    ensure_schema(oldest)
    with oldest.writing() as session:
        note = ChangeSet(session, actor="Dana", at=as_of, action="note", label="noted")
        note.put(TicketNoteRow(id=1, ticket_id=1, by="Dana", at=as_of, text="Known."))
    with oldest.reading() as session:
        assert session.get_one(TicketNoteRow, 1).text == "Known."


def test_of_closed_tickets_it_is_found_out_which_were_repeats(
    oldest: Database, as_of: datetime
) -> None:
    put_ticket(oldest, 2, as_of)
    migrate(oldest, "0005")
    put(
        oldest, "ticket_standing", ticket_id=2, revision=1, is_open=False, score=10,
        band="neutral", review=False, churn=False, escalation=False, repeat=False,
        trajectory="flat", why="", model="m", rubric="r", ticket_revision=1,
    )  # fmt: skip
    ensure_schema(oldest)
    with oldest.reading() as session:
        assert session.get_one(TicketStandingRow, 2).ticket_revision == -1


def test_a_run_from_before_is_undone_to_what_tickets_stated(
    oldest: Database, as_of: datetime
) -> None:
    before = {
        "id": 1, "source": "desk", "external_id": "1", "subject": "Hi", "status": "new",
        "created_at": as_of.isoformat(), "known_at": as_of.isoformat(),
        "updated_at": as_of.isoformat(), "tags": [], "revision": 1, "content_hash": "c",
        "satisfaction": "bad", "noise": "spam", **RUN, "_parts": [],
    }  # fmt: skip
    put(
        oldest, "import_run", id=2, kind="tickets", format="zendesk", source="desk",
        file_name="b.json", state="done", actor="Dana", started_at=as_of, read=1, inserted=0,
        updated=1, unchanged=0, deleted=0, rejected=0,
    )  # fmt: skip
    put(oldest, "pre_image", run_id=2, table_name="ticket", pk="1", before=before)
    ensure_schema(oldest)
    with oldest.writing() as session:
        undo_run(session, 2)
    with oldest.reading() as session:
        row = session.get_one(TicketRow, 1)
    assert (row.subject, row.satisfaction, row.noise) == ("Hi", "bad", "spam")
    assert (row.stated_satisfaction, row.stated_noise) == ("bad", "spam")


HOUR = timedelta(hours=1)


def put_aside(database: Database, at: datetime) -> None:
    """An alert and its ticket that somebody took and put aside, as the second schema tells it."""
    until = at + 9 * HOUR
    response = {
        "rev": 2, "alert_id": 1, "action": "call", "owner": "Dana", "channel": None, "due_at": None,
        "acknowledged_at": at, "acknowledged_by": "Dana", "snoozed_until": until, "done_at": None,
        "outcome": None,
    }  # fmt: skip
    taken = response | {"rev": 1, "snoozed_until": None}
    given = {"to": "desk/1"}
    act = {"actor": "Dana", "undoes_id": None}
    everything: list[tuple[str, dict[str, object]]] = [
        ("rule", {"rev": 0, "key": "score", "version": 1, "definition": {}}),
        ("alert", {
            "id": 1, "rule_key": "score", "rule_version": 1, "rule_hash": "h", "label_hash": "l",
            "labels": given, "occurrence": 1, "step": 1, "state": "firing", "since": at,
            "fired_at": at, "evaluated_at": at, "value": 81.0, "evidence": {},
        }),
        ("response", response),
        ("ticket_standing", {
            "ticket_id": 1, "revision": 1, "is_open": True, "score": 81, "review": True,
            "churn": False, "trajectory": "flat", "why": "", "model": "m", "rubric": "r",
            "ticket_revision": 0,
        }),
        ("intervention", {"rev": 1, "ticket_id": 1, "checklist": {}, "snoozed_until": until}),
        ("change_set", {"at": at, "action": "acknowledge", "label": "took it"} | act),
        ("change_set", {"at": at + HOUR, "action": "snooze", "label": "aside"} | act),
        ("change_set_entry", {
            "change_set_id": 2, "table_name": "response", "pk": "1", "rev": 2,
            "before": as_audited(taken), "after": as_audited(response),
        }),
        ("change_set_entry", {
            "change_set_id": 2, "table_name": "intervention", "pk": "1", "rev": 1,
            "before": None,
            "after": as_audited({"ticket_id": 1, "rev": 1, "snoozed_until": until}),
        }),
    ]  # fmt: skip
    with database.writing() as session:
        tables = MetaData()
        tables.reflect(session.connection())
        for name, row in everything:
            session.connection().execute(tables.tables[name].insert(), row)


def as_audited(row: dict[str, object]) -> dict[str, object]:
    return {
        key: f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value
        for key, value in row.items()
    }


@pytest.fixture
def second(oldest: Database, as_of: datetime) -> Database:
    """A workspace from before alerts were told of, with one that was put aside."""
    migrate(oldest, "0002")
    put_aside(oldest, as_of)
    ensure_schema(oldest)
    return oldest


def test_what_was_put_aside_before_is_filled_in(second: Database, as_of: datetime) -> None:
    with second.reading() as session:
        alert = session.get_one(AlertRow, 1)
        response = session.get_one(ResponseRow, 1)
        intervention = session.get_one(InterventionRow, 1)
        marks = {mark.name: mark.value for mark in session.exec(select(MarkRow))}
    assert (alert.context, alert.announced_since, alert.standing) == ({}, as_of, None)
    assert (response.triaged_at, response.acknowledged_at) == (as_of, as_of)
    assert (response.snoozed_at, response.snoozed_value) == (as_of + HOUR, 81)
    assert (intervention.snoozed_at, intervention.snoozed_score) == (as_of + HOUR, 81)
    assert marks == {"judged-run": 1}, "what was imported is no news after the upgrade"


def test_an_act_from_before_the_upgrade_can_be_undone_and_redone(
    second: Database, as_of: datetime
) -> None:
    with second.writing() as session:
        assert undo(session, actor="Dana", at=as_of).label == "aside"
    with second.reading() as session:
        row = session.get_one(ResponseRow, 1)
        assert session.get(InterventionRow, 1) is None
    assert (row.snoozed_until, row.acknowledged_at, row.triaged_at) == (None, as_of, as_of)
    with second.writing() as session:
        redo(session, actor="Dana", at=as_of)
    with second.reading() as session:
        assert session.get_one(ResponseRow, 1).snoozed_until == as_of + 9 * HOUR


def test_a_row_that_somebody_changed_after_the_upgrade_is_not_undone(
    second: Database, as_of: datetime
) -> None:
    with second.writing() as session:
        row = session.get_one(ResponseRow, 1)
        changed = ResponseRow(**{**row.model_dump(), "owner": "Ravi"})
        session.expunge_all()
        ChangeSet(session, actor="Ravi", at=as_of, action="owner", label="").put(changed)
    with pytest.raises(MovedOnError, match="Ravi changed this"), second.writing() as session:
        undo(session, actor="Dana", at=as_of)


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
