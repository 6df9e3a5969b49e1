"""Clocks that change, years of 53 weeks, and a workspace that moves: no alert comes or goes by it.

A spike is counted over 7 days and 24 hours back from now and judged by whole weeks in the
workspace's zone. What a calendar does to a week must neither make an incident nor hide one.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from radar_tui.config import Config
from radar_tui.db.changesets import ChangeSet
from radar_tui.db.tables import (
    AccountRow,
    AlertRow,
    AlertTransitionRow,
    ImportRunRow,
    SettingRow,
    SourceRow,
    TagAliasRow,
    TagRow,
    TicketRow,
    TicketTagRow,
)
from radar_tui.services.alerting import RuleEvaluator, evaluate
from radar_tui.services.settings import ZONE
from radar_tui.services.workspace import Workspace, open_workspace
from support.workspaces import rows

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
AREAS = ("payments", "exports")
RUN = {"first_run_id": 1, "last_run_id": 1, "content_hash": ""}


@contextmanager
def opened(at: datetime, zone: str) -> Iterator[Workspace]:
    with TemporaryDirectory() as folder:
        workspace = open_workspace(Config(str(Path(folder) / "a.db"), Path(folder), at, "Dana"))
        set_zone(workspace, zone)
        yield workspace
        workspace.close()


def set_zone(workspace: Workspace, zone: str) -> None:
    with workspace.database.writing() as session:
        before = session.get(SettingRow, ZONE)
        action = ChangeSet(session, actor="Dana", at=workspace.as_of, action="zone", label="moved")
        action.put(SettingRow(key=ZONE, value=zone, rev=before.rev if before else 0))


def fill(workspace: Workspace, tickets: Iterable[tuple[datetime, str]]) -> None:
    """Store tickets of twenty accounts: when each came, and its feature area."""
    with workspace.database.writing() as session:
        connection = session.connection()
        source = {"name": "desk", "system": "zendesk", "data_as_of": workspace.as_of + 60 * DAY}
        connection.execute(insert(SourceRow), [source])
        run = {"id": 1, "kind": "tickets", "format": "x", "source": "desk", "file_name": "x"}
        connection.execute(
            insert(ImportRunRow),
            [run | {"state": "done", "actor": "Dana", "started_at": workspace.as_of}],
        )
        connection.execute(
            insert(TagRow), [{"name": a, "kind": "feature-area", "label": a, **RUN} for a in AREAS]
        )
        connection.execute(insert(TagAliasRow), [{"alias": a, "name": a} for a in AREAS])
        accounts = [{"id": n, "name": f"A{n}", "name_key": f"a{n}", **RUN} for n in range(1, 21)]
        connection.execute(insert(AccountRow), accounts)
        values, tags = [], []
        for number, (at, area) in enumerate(tickets, start=1):
            moments = {"created_at": at, "known_at": at, "updated_at": at}
            ticket = {"id": number, "source": "desk", "external_id": str(number), "subject": "x"}
            account = {"status": "closed", "account_id": number % 20 + 1, "tags": [], "revision": 1}
            values.append(ticket | moments | account | RUN)
            tags.append({"ticket_id": number, "name": area})
        connection.execute(insert(TicketRow), values)
        connection.execute(insert(TicketTagRow), tags)


def office_hours(
    start: datetime, until: datetime, zone: str, weekly: float, seed: int = 1
) -> list[tuple[datetime, str]]:
    """Tickets as they come from nine to five on working days in a zone, quieter at other times."""
    chance, local = Random(seed), ZoneInfo(zone)
    found, hour = [], start
    while hour < until:
        there = hour.astimezone(local)
        busy = there.weekday() < 5 and 9 <= there.hour < 17
        rate = weekly * (0.9 / 40 if busy else 0.1 / 128)
        for area in AREAS:
            if chance.random() < rate:
                found.append((hour + HOUR * chance.random(), area))
        hour += HOUR
    return found


def incident(begins: datetime, tickets: int = 14) -> list[tuple[datetime, str]]:
    return [(begins + HOUR * n / 2, "payments") for n in range(tickets)]


def fired(workspace: Workspace) -> list[tuple[str, str]]:
    return sorted(
        (row.labels["feature-area"], row.state)
        for row in rows(workspace, AlertRow)
        if row.rule_key == "ticket-spike" and row.fired_at is not None
    )


def watch(workspace: Workspace, start: datetime, until: datetime, step: timedelta) -> None:
    """Evaluate again and again, as an open app does."""
    evaluator, at = RuleEvaluator(), start
    while at <= until:
        evaluator.evaluate(replace(workspace, as_of=at))
        at += step


CLOCK_CHANGES = {
    "Europe/Berlin": datetime(2026, 10, 25, 1, tzinfo=UTC),  # 03:00 becomes 02:00
    "America/New_York": datetime(2027, 3, 14, 7, tzinfo=UTC),  # 02:00 becomes 03:00
    "Australia/Lord_Howe": datetime(2026, 10, 3, 15, 30, tzinfo=UTC),  # by half an hour
}


@pytest.mark.parametrize(("zone", "change"), CLOCK_CHANGES.items(), ids=CLOCK_CHANGES)
def test_a_clock_that_changes_makes_no_alert(zone: str, change: datetime) -> None:
    with opened(change, zone) as workspace:
        fill(workspace, office_hours(change - 200 * DAY, change + 9 * DAY, zone, weekly=9))
        watch(workspace, change - 2 * DAY, change + 9 * DAY, 7 * HOUR)
        assert fired(workspace) == []


@pytest.mark.parametrize(("zone", "change"), CLOCK_CHANGES.items(), ids=CLOCK_CHANGES)
def test_a_clock_that_changes_hides_no_incident(zone: str, change: datetime) -> None:
    with opened(change, zone) as workspace:
        usual = office_hours(change - 200 * DAY, change + 2 * DAY, zone, weekly=9)
        fill(workspace, [*usual, *incident(change - 2 * HOUR)])
        watch(workspace, change - 6 * HOUR, change + 12 * HOUR, HOUR)
        assert fired(workspace) == [("payments", "firing")]
        (alert,) = (one for one in rows(workspace, AlertRow) if one.rule_key == "ticket-spike")
        assert alert.occurrence == 1
        assert alert.fired_at <= change + 5 * HOUR


def test_a_year_of_53_weeks_is_a_year_like_others() -> None:
    """2026-W53 ends on Sunday, 3 January 2027; the next day begins 2027-W01."""
    new_year = datetime(2027, 1, 4, tzinfo=UTC)
    assert (new_year - HOUR).isocalendar()[:2] == (2026, 53)
    with opened(new_year, "UTC") as workspace:
        usual = office_hours(new_year - 210 * DAY, new_year + 10 * DAY, "UTC", weekly=9)
        fill(workspace, [*usual, *incident(new_year - 5 * HOUR)])
        watch(workspace, new_year - 9 * DAY, new_year - 6 * HOUR, 7 * HOUR)
        assert fired(workspace) == []
        watch(workspace, new_year - 5 * HOUR, new_year + 5 * HOUR, HOUR)
        assert fired(workspace) == [("payments", "firing")]
        (alert,) = (one for one in rows(workspace, AlertRow) if one.rule_key == "ticket-spike")
        assert len(alert.evidence["weeks"]) == 28, "no week is missing and none counts twice"
        assert sum(alert.evidence["weeks"][:-1]) == sum(
            at >= datetime.fromisoformat(alert.evidence["first-week"] + "T00:00Z")
            and at < new_year - 7 * DAY
            and area == "payments"
            for at, area in [*usual, *incident(new_year - 5 * HOUR)]
        )


@pytest.mark.parametrize("remembers", [False, True], ids=["fresh", "remembering"])
@pytest.mark.parametrize("moment", ["2026-11-23T00:30", "2026-11-25T15:00", "2026-11-22T23:30"])
def test_a_workspace_that_moves_keeps_its_alerts_and_gets_no_others(
    moment: str, remembers: bool
) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    with opened(at, "UTC") as workspace:
        usual = office_hours(at - 210 * DAY, at + DAY, "UTC", weekly=9)
        fill(workspace, [*usual, *incident(at - 8 * HOUR)])
        evaluator = RuleEvaluator()

        def look(minutes: int) -> None:
            later = replace(workspace, as_of=at + timedelta(minutes=minutes))
            (evaluator.evaluate if remembers else evaluate)(later)

        look(0)
        before = fired(workspace)
        assert before == [("payments", "firing")]
        steps = len(rows(workspace, AlertTransitionRow))
        for minutes, zone in enumerate(
            ("America/New_York", "Pacific/Kiritimati", "Asia/Kolkata", "UTC"), start=1
        ):
            set_zone(workspace, zone)
            look(minutes)
            assert fired(workspace) == before, zone
        assert len(rows(workspace, AlertTransitionRow)) == steps
        assert {row.occurrence for row in rows(workspace, AlertRow)} == {1}
