"""Rows inserted in bulk are the rows that SQLAlchemy's own insert makes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, SQLModel, UTCDateTime

from radar_tui.db.bulk import SqliteTimes, insert_rows
from radar_tui.db.engine import Database
from radar_tui.db.imports.runs import begin_run

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STORED = UTCDateTime().dialect_impl(dialect()).bind_processor(dialect())

moments = st.datetimes(timezones=st.just(UTC)) | st.datetimes(
    min_value=datetime(2, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(9998, 1, 1),  # noqa: DTZ001
    timezones=st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(timezone),
)


def a_run(session: Session) -> int:
    return begin_run(
        session,
        kind="tickets",
        format_name="zendesk",
        system="zendesk",
        source="zendesk",
        file_name="export.json",
        actor="lead",
        at=MORNING,
    )


def a_ticket(run: int, external_id: str, **values: Any) -> dict[str, Any]:
    ticket = {
        "source": "zendesk",
        "external_id": external_id,
        "subject": "Export stopped",
        "status": "open",
        "created_at": MORNING,
        "known_at": MORNING,
        "updated_at": MORNING,
        "solved_at": None,
        "tags": ["billing", 'a "quoted" one', "größe"],
        "revision": 1,
        "content_hash": "",
        "first_run_id": run,
        "last_run_id": run,
    }
    return ticket | values


def stored(session: Session, external_id: str) -> Mapping[str, Any]:
    table = SQLModel.metadata.tables["ticket"]
    row = session.execute(table.select().where(table.c.external_id == external_id)).mappings().one()
    return {name: value for name, value in row.items() if name not in ("id", "external_id")}


class TestInsertRows:
    @pytest.mark.parametrize(
        "values",
        [
            {},
            {"solved_at": MORNING.astimezone(timezone(timedelta(hours=5, minutes=30)))},
            {"solved_at": MORNING + timedelta(microseconds=4711)},
            {"tags": [], "account_id": None, "subject": "100 % of %(it)s :as ? typed"},
        ],
    )
    def test_values_are_stored_as_by_an_ordinary_insert(
        self, database: Database, values: Mapping[str, Any]
    ) -> None:
        table = SQLModel.metadata.tables["ticket"]
        with database.writing() as session:
            run = a_run(session)
            insert_rows(session, "ticket", [a_ticket(run, f"bulk-{n}", **values) for n in range(3)])
            session.execute(insert(table), [a_ticket(run, "plain", **values)])
        with database.reading() as session:
            plain = stored(session, "plain")
            assert [stored(session, f"bulk-{n}") for n in range(3)] == [plain] * 3

    def test_no_rows_are_nothing_to_do(self, database: Database) -> None:
        with database.writing() as session:
            insert_rows(session, "ticket", [])

    def test_a_time_without_a_zone_is_refused(self, database: Database) -> None:
        with database.writing() as session:
            run = a_run(session)
            naive = a_ticket(run, "1", solved_at=MORNING.replace(tzinfo=None))
            with pytest.raises((ValueError, StatementError), match="timezone"):
                insert_rows(session, "ticket", [naive])

    def test_a_refusal_does_not_tell_what_the_rows_say(self, database: Database) -> None:
        with database.writing() as session:
            twice = [a_ticket(a_run(session), "same", subject="secret words")] * 2
        with database.writing() as session, pytest.raises(IntegrityError) as refused:
            insert_rows(session, "ticket", twice)
        assert "secret" not in str(refused.value)


@given(moments)
def test_times_are_written_as_sqlalchemy_writes_them(moment: datetime) -> None:
    assert STORED is not None
    assert SqliteTimes(STORED)[moment] == STORED(moment)


def test_no_time_is_none() -> None:
    assert STORED is not None
    assert SqliteTimes(STORED)[None] is None
