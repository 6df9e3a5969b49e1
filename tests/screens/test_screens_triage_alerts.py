"""The triage keys where alerts are chosen: what answers them, what stays off, and undo."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, Static

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.db.tables import AlertRow, InterventionRow, ResponseRow, TicketTagEditRow
from radar_tui.screens.triage_keys import Targets, TriageScreen
from radar_tui.services.alerting import evaluate
from radar_tui.services.workspace import open_workspace
from support.pilots import said, until
from support.workspaces import bring_text, rows

WIDE = (120, 40)
VOCABULARY = "kind,name,label,aliases\nfeature-area,exports,Exports,\n"


class AlertsInFront(TriageScreen):
    """Some alerts are chosen, with the tickets that they are about."""

    def __init__(self, alerts: tuple[int, ...], tickets: tuple[str, ...]) -> None:
        super().__init__()
        self.alerts = alerts
        self.tickets = tickets

    def compose_body(self) -> ComposeResult:
        yield Static("Alerts", markup=False)

    def alert_ids(self) -> tuple[int, ...]:
        return self.alerts

    def triage_names(self) -> tuple[str, ...]:
        return self.tickets


@pytest.fixture
def failing(filled: Config, tmp_path: Path, as_of: datetime) -> Config:
    """The workspace with a vocabulary and an alert about no ticket: failing connections."""
    workspace = open_workspace(filled)
    times = (as_of - timedelta(minutes=number) for number in range(1, 15))
    lines = [f"e{at:%M},connection-failure,probe,{at:%Y-%m-%dT%H:%M:%SZ}" for at in times]
    bring_text(workspace, tmp_path, "events.csv", "\n".join(["id,kind,source,at", *lines, ""]))
    bring_text(workspace, tmp_path, "vocabulary.csv", VOCABULARY)
    evaluate(workspace)
    workspace.close()
    return filled


def stored(config: Config, model: type[Any]) -> list[Any]:
    workspace = open_workspace(config)
    found = rows(workspace, model)
    workspace.close()
    return found


def alert_of(config: Config, label: str) -> int:
    """The id of the alert with a label's value."""
    return next(int(row.id) for row in stored(config, AlertRow) if label in row.labels.values())


def answer(config: Config, alert_id: int) -> ResponseRow:
    found = next(row for row in stored(config, ResponseRow) if row.alert_id == alert_id)
    assert isinstance(found, ResponseRow)
    return found


async def front(pilot: Pilot[None], alerts: tuple[int, ...], *tickets: str) -> AlertsInFront:
    screen = AlertsInFront(alerts, tickets)
    pilot.app.push_screen(screen)
    await until(pilot, lambda: pilot.app.screen is screen and screen.live is not None)
    return screen


KEYS: dict[str, tuple[tuple[str, ...], str, str, Any]] = {
    "acknowledge": (("a",), "took probe: Connection failures", "owner", "Dana"),
    "snooze": (
        ("s", "down", "enter"), "snoozed probe: Connection failures until Tue 24 Nov 09:00 UTC",
        "snoozed_until", datetime(2026, 11, 24, 9, tzinfo=UTC),
    ),
    "owner": (("o", "end", "2", "enter"), "gave probe: Connection failures", "owner", "Dana2"),
    "next": (("n", *"[b]call", "enter"), "set the next action", "action", "[b]call"),
    "done": (
        ("x",), "marked probe: Connection failures done", "done_at",
        datetime(2026, 11, 23, 9, tzinfo=UTC),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KEYS)
async def test_a_key_answers_the_alert_and_u_takes_it_back(name: str, failing: Config) -> None:
    keys, told, column, value = KEYS[name]
    probe = alert_of(failing, "probe")
    before = getattr(answer(failing, probe), column)
    app = RadarApp(failing, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await front(pilot, (probe,))
        await pilot.press(*keys)
        await said(pilot, told)
        assert getattr(answer(failing, probe), column) == value
        await pilot.press("u")
        await said(pilot, "undone: ")
        assert getattr(answer(failing, probe), column) == before
        assert stored(failing, InterventionRow) == []


async def test_an_answer_that_changes_nothing_offers_no_undo(failing: Config) -> None:
    probe = alert_of(failing, "probe")
    app = RadarApp(failing, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await front(pilot, (probe,))
        await pilot.press("a")
        await said(pilot, "took probe")
        await pilot.press("a")
        await said(pilot, "nothing to change on probe")
        toasts = [toast.message for toast in app._notifications]
        assert not any("nothing to change" in one and "undoes" in one for one in toasts)


async def test_what_is_about_tickets_alone_is_off_on_other_alerts(failing: Config) -> None:
    app = RadarApp(failing, score=False)
    async with app.run_test(size=WIDE) as pilot:
        screen = await front(pilot, (alert_of(failing, "probe"),))
        ids = {one.binding.id for one in screen.active_bindings.values() if one.enabled}
        ticket_keys = {one for one in ids if one and one.startswith("ticket.")}
        names = "acknowledge snooze owner next-action done"
        assert ticket_keys == {f"ticket.{name}" for name in names.split()}
        await pilot.press("d", "t", "e", "b")
        await pilot.pause()
        assert app.screen is screen


async def test_on_a_ticket_s_alert_all_keys_work_on_the_ticket(failing: Config) -> None:
    name = "zendesk/4562"
    alert = alert_of(failing, name)
    app = RadarApp(failing, score=False)
    async with app.run_test(size=WIDE) as pilot:
        screen = await front(pilot, (alert,), name)
        await pilot.press("a")
        await said(pilot, "took #4562")
        (work,) = stored(failing, InterventionRow)
        assert (work.owner, answer(failing, alert).acknowledged_by) == ("Dana", "Dana")
        await pilot.press("t")
        await until(pilot, lambda: bool(app.screen.query(Input)))
        await pilot.press(*"exports", "enter")
        await said(pilot, "tagged #4562 with exports")
        assert len(stored(failing, TicketTagEditRow)) == 1
        assert app.screen is screen


async def test_alerts_of_both_kinds_are_taken_together(failing: Config) -> None:
    ids = alert_of(failing, "probe"), alert_of(failing, "zendesk/4562")
    app = RadarApp(failing, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await front(pilot, ids, "zendesk/4562")
        await pilot.press("a")
        await said(pilot, "took 1 ticket and 1 alert")
        await pilot.press("u")
        await said(pilot, "undone: took 1 ticket and 1 alert")
        assert stored(failing, InterventionRow) == []
        assert not any(row.acknowledged_by for row in stored(failing, ResponseRow))


def test_targets_are_named_or_counted() -> None:
    assert Targets(tickets=("zendesk/45",)).words == "#45"
    assert Targets(tickets=("zendesk/45", "zendesk/46")).words == "2 tickets"
    assert Targets(alerts=(7,)).words == "1 alert"
    assert Targets(alerts=(7, 8)).words == "2 alerts"
