"""What notices tell of an event makes one row, whatever order they come in."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from radar_tui.db.tables import EventRecoveryRow, EventRow, PreImageRow, SourceRow
from radar_tui.services.importing import undo_import
from radar_tui.services.workspace import Workspace
from support.alert_payloads import a_group, a_message, an_alert, an_incident
from support.ticket_lives import empty
from support.workspaces import bring_text, rows

often = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])

_ABOUT_RUNS = {"id", "source", "account_id", "first_run_id", "last_run_id"}
_NOTES = {"content_hash", "told_at", "updated_at"}
ENDS = {"resolved": True, "triggered": False, "reopened": False, "acknowledged": None}
"""Which kinds of PagerDuty's messages end an incident, let it go on, or say neither."""


def at(minute: int) -> datetime:
    return datetime(2026, 11, 20, 9, tzinfo=UTC) + timedelta(minutes=minute)


def message(what: str, minute: int, **incident: Any) -> dict[str, Any]:
    told = an_incident(created_at=at(0).isoformat(), title=f"Minute {minute}") | incident
    return a_message(f"incident.{what}", told, occurred_at=at(minute).isoformat())


def monitor(minute: int, transition: str, cycle: str = "7890") -> dict[str, Any]:
    """A notice in the payload that the documentation gives for Datadog."""
    return {
        "id": f"e{minute}", "alert_id": "1", "alert_cycle_key": cycle,
        "alert_transition": transition, "alert_type": "error", "event_title": f"[{transition}] Pay",
        "date": str(int(at(minute).timestamp() * 1000)), "tags": "service:checkout",
        "priority": "P1", "event_type": "metric_alert_monitor", "alert_metric": "errors",
        "link": "https://x.example",
    }  # fmt: skip


def component(minute: int, old: str, new: str) -> dict[str, Any]:
    change = {
        "id": f"k{minute}", "component_id": "c1", "created_at": at(minute).isoformat(),
        "old_status": old, "new_status": new,
    }  # fmt: skip
    return {
        "meta": {}, "page": {"id": "p"}, "component_update": change,
        "component": {"id": "c1", "name": "Checkout"},
    }  # fmt: skip


def tell(workspace: Workspace, folder: Path, *notices: dict[str, Any]) -> int:
    """Import notices as one file; gives the run."""
    lines = "".join(json.dumps(notice) + "\n" for notice in notices)
    return bring_text(workspace, folder, "notices.jsonl", lines).run


def told(workspace: Workspace, *, without: set[str] = _ABOUT_RUNS) -> list[dict[str, Any]]:
    """The events, by their own names."""
    found = [
        {name: value for name, value in row.model_dump().items() if name not in without}
        for row in rows(workspace, EventRow)
    ]
    return sorted(found, key=lambda row: str(row["external_id"]))


def ends(workspace: Workspace) -> list[datetime | None]:
    return [row["ended_at"] for row in told(workspace)]


def test_an_incident_ends_is_reopened_and_ends_again(workspace: Workspace, tmp_path: Path) -> None:
    expected = {
        "triggered": None, "acknowledged": None, "resolved": at(20), "reassigned": at(20),
        "reopened": None, "escalated": None,
    }  # fmt: skip
    for number, (what, ended_at) in enumerate(expected.items()):
        tell(workspace, tmp_path, message(what, 10 * number))
        assert ends(workspace) == [ended_at]
    tell(workspace, tmp_path, message("resolved", 20))
    assert ends(workspace) == [None], "it was reopened after that"
    (row,) = rows(workspace, EventRow)
    assert (row.title, row.url) == ("Minute 50", "https://acme.pagerduty.com/incidents/PGR0VU2")


def test_the_earliest_beginning_counts(workspace: Workspace, tmp_path: Path) -> None:
    for minute, created_at in ((20, None), (5, None), (30, at(10).isoformat())):
        tell(workspace, tmp_path, message("acknowledged", minute, created_at=created_at))
    (row,) = rows(workspace, EventRow)
    assert (row.occurred_at, row.known_at) == (at(5), at(5))


@st.composite
def lives(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Messages about one incident at different times, some of which do not say when it began."""
    minutes = draw(st.lists(st.integers(0, 60), min_size=1, max_size=5, unique=True))
    return [
        message(
            draw(st.sampled_from(sorted(ENDS))),
            minute,
            **draw(st.sampled_from(({}, {"created_at": None}))),
        )
        for minute in minutes
    ]


@often
@given(lives(), st.data())
@example([message("resolved", 20), message("reopened", 30), message("acknowledged", 40)], None)
def test_any_order_and_repetition_of_messages_tells_the_same(
    workspace: Workspace, tmp_path: Path, messages: list[dict[str, Any]], data: Any
) -> None:
    again = [*messages, messages[0]]
    orders = [messages, again[::-1] if data is None else data.draw(st.permutations(again))]
    found = []
    for order in orders:
        empty(workspace)
        for one in order:
            tell(workspace, tmp_path, one)
        found.append(told(workspace))
        empty(workspace)
        tell(workspace, tmp_path, *order)
        found.append(told(workspace))
    assert found[1:] == found[:1] * 3
    in_time = sorted((one["event"] for one in messages), key=lambda event: event["occurred_at"])
    telling = [event for event in in_time if ENDS[event["event_type"].split(".")[1]] is not None]
    is_over = bool(telling) and telling[-1]["event_type"] == "incident.resolved"
    (row,) = found[0]
    assert row["ended_at"] == (
        datetime.fromisoformat(telling[-1]["occurred_at"]) if is_over else None
    )
    assert row["title"] == in_time[-1]["data"]["title"]


WORSE, WELL = ("Triggered", "Warn", "No Data"), "Recovered"


@often
@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from((*WORSE, WELL)), st.sampled_from("ab")),
        min_size=1, max_size=6, unique_by=lambda one: one[0],
    ),
    st.data(),
)  # fmt: skip
@example([(10, "Triggered", "a"), (20, WELL, "a"), (30, "Triggered", "a"), (40, WELL, "a")], None)
@example([(10, "Warn", "a"), (20, "Triggered", "a"), (30, WELL, "a"), (40, WELL, "b")], None)
def test_recoveries_end_what_failed_before_them_in_any_order(
    workspace: Workspace, tmp_path: Path, steps: list[tuple[int, str, str]], data: Any
) -> None:
    notices = [monitor(minute, transition, cycle) for minute, transition, cycle in steps]
    found = []
    for order in (notices, notices[::-1] if data is None else data.draw(st.permutations(notices))):
        empty(workspace)
        for one in order:
            tell(workspace, tmp_path, one)
        found.append(told(workspace))
    assert found[0] == found[1]
    for row in found[0]:
        cycle, level = row["external_id"].split("/")
        named = {"alert": "Triggered", "warn": "Warn", "no data": "No Data"}[level]
        failed = [minute for minute, what, key in steps if (what, key) == (named, cycle)]
        well = [m for m, what, key in steps if (what, key) == (WELL, cycle) and m >= max(failed)]
        assert row["occurred_at"] == at(min(failed))
        assert row["ended_at"] == (at(min(well)) if well else None)


def test_a_component_that_is_well_ends_each_of_its_failures_once(
    workspace: Workspace, tmp_path: Path
) -> None:
    first = tell(workspace, tmp_path, component(30, "major_outage", "operational"))
    assert (rows(workspace, EventRow), len(rows(workspace, EventRecoveryRow))) == ([], 1)
    tell(workspace, tmp_path, component(10, "operational", "partial_outage"))
    tell(workspace, tmp_path, component(20, "partial_outage", "major_outage"))
    tell(workspace, tmp_path, component(40, "operational", "degraded_performance"))
    assert ends(workspace) == [at(30), at(30), None]
    run = tell(workspace, tmp_path, component(50, "degraded_performance", "under_maintenance"))
    assert ends(workspace) == [at(30), at(30), at(50)]
    undo_import(workspace, run)
    assert ends(workspace) == [at(30), at(30), None]
    for one in range(run - 1, first - 1, -1):
        undo_import(workspace, one)
    assert (rows(workspace, EventRow), rows(workspace, EventRecoveryRow)) == ([], [])


def test_what_recovers_is_counted_as_an_update(workspace: Workspace, tmp_path: Path) -> None:
    def counts(*notices: dict[str, Any]) -> tuple[int, int, int]:
        lines = "".join(json.dumps(notice) + "\n" for notice in notices)
        summary = bring_text(workspace, tmp_path, "n.jsonl", lines)
        assert summary.read == len(notices)
        return summary.inserted, summary.updated, summary.unchanged

    failing, well = monitor(10, "Triggered"), monitor(20, "Recovered")
    assert counts(failing) == (1, 0, 0)
    assert counts(failing, well) == (0, 1, 1)
    assert counts(failing, well, well) == (0, 0, 3)
    assert counts(monitor(30, "Recovered", "of nothing")) == (0, 0, 1)


@pytest.mark.parametrize("stays", [0, 1, 2])
def test_undo_restores_the_event_before_each_run(
    workspace: Workspace, tmp_path: Path, stays: int
) -> None:
    steps = [message("triggered", 10), message("resolved", 30), message("reopened", 40)]
    held, runs = [], []
    for one in steps:
        runs.append(tell(workspace, tmp_path, one))
        held.append(told(workspace))
    for run in reversed(runs[stays + 1 :]):
        undo_import(workspace, run)
    assert told(workspace) == held[stays]
    for one in steps:
        tell(workspace, tmp_path, one)
    assert told(workspace) == held[-1]


def test_an_alert_that_is_listed_each_minute_is_not_kept_each_minute(
    workspace: Workspace, tmp_path: Path
) -> None:
    def listed(minute: int) -> dict[str, Any]:
        state = {"inhibitedBy": [], "silencedBy": [], "state": "active"}
        times = {"updatedAt": at(minute).isoformat(), "endsAt": at(minute + 5).isoformat()}
        return an_alert(startsAt=at(0).isoformat(), status=state, **times)

    def resolved(minute: int) -> dict[str, Any]:
        alert = an_alert(startsAt=at(0).isoformat(), status="resolved")
        return a_group(alert | {"endsAt": at(minute).isoformat()}, status="resolved")

    tell(workspace, tmp_path, listed(1))
    before = told(workspace, without=_ABOUT_RUNS | _NOTES)
    for minute in (2, 3, 4):
        run = tell(workspace, tmp_path, listed(minute))
    assert rows(workspace, PreImageRow) == []
    undo_import(workspace, run)
    assert told(workspace, without=_ABOUT_RUNS | _NOTES) == before
    tell(workspace, tmp_path, resolved(2))
    assert ends(workspace) == [None], "it was firing after that"
    tell(workspace, tmp_path, resolved(6))
    assert ends(workspace) == [at(6)]
    (source,) = rows(workspace, SourceRow)
    assert source.data_as_of == at(6)


def test_an_event_of_an_older_radar_is_completed(workspace: Workspace, tmp_path: Path) -> None:
    tell(workspace, tmp_path, message("triggered", 10))
    new = dict.fromkeys(("title", "url", "ended_at", "updated_at", "subject", "told_at"))
    with workspace.database.writing() as session:
        session.connection().execute(update(EventRow).values(**new, content_hash="of then"))
    tell(workspace, tmp_path, message("acknowledged", 20))
    (row,) = rows(workspace, EventRow)
    assert (row.title, row.ended_at, row.told_at) == ("Minute 20", None, {"ended_at": None})
    tell(workspace, tmp_path, message("resolved", 15))
    assert ends(workspace) == [at(15)]


def test_a_table_ends_its_events_later(workspace: Workspace, tmp_path: Path) -> None:
    header = "kind,source,at,ended_at,title\n"
    row = "error,probe,2026-11-20T09:00:00Z,{},Fails\n"
    bring_text(workspace, tmp_path, "e.csv", header + row.format(""))
    bring_text(workspace, tmp_path, "e.csv", header + row.format("2026-11-20T09:10:00Z"))
    assert ends(workspace) == [at(10)]
    bare = "id,kind,source,at\n{},error,probe,2026-11-20T09:00:00Z\n"
    (known,) = rows(workspace, EventRow)
    bring_text(workspace, tmp_path, "bare.csv", bare.format(known.external_id))
    (row,) = rows(workspace, EventRow)
    assert (row.ended_at, row.title) == (at(10), "Fails")


def test_hostile_text_of_a_notice_is_stored_harmless(workspace: Workspace, tmp_path: Path) -> None:
    evil = "\x1b]8;;http://x\x07Pay\x1b[31m \u202efails\n[/red]\x9b2J"
    labels = {"alertname": evil, "service": f"pay{evil}", f"k{evil}": evil, "customer": evil}
    tell(workspace, tmp_path, a_group(an_alert(labels=labels)))
    tell(workspace, tmp_path, message("triggered", 1, title=evil, service={"summary": evil}))
    for row in told(workspace):
        texts = [row["title"], row["url"], row["origin"], row["feature_area"], *row["labels"]]
        texts += row["labels"].values()
        assert "[/red]" in row["title"]
        assert not {"\x1b", "\x07", "\n", "\u202e", "\x9b"} & set("".join(texts))
