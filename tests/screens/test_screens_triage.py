"""The triage keys on Today: each with its effect in the database, taken back with u."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from textual.pilot import Pilot

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.db.tables import (
    InterventionRow,
    ScoreOpinionRow,
    TicketNoteRow,
    TicketRow,
    TicketTagEditRow,
)
from radar_tui.screens.triage_choices import SNOOZES, snooze_moment
from radar_tui.services.workspace import open_workspace
from radar_tui.widgets.virtual_table import VirtualTable
from support.pilots import said, screen_text, until, until_rows
from support.workspaces import bring_text, rows

WIDE, NARROW = (120, 40), (80, 24)
VOCABULARY = """kind,name,label,aliases
feature-area,exports,Exports,
escalation-reason,legal-threat,Legal [b]threat,
"""


def stored(config: Config, model: type[Any]) -> dict[str, Any]:
    """The rows of a table by the number of their ticket."""
    workspace = open_workspace(config)
    numbers = {row.id: row.external_id for row in rows(workspace, TicketRow)}
    found = {numbers[row.ticket_id]: row for row in rows(workspace, model)}
    workspace.close()
    return found


def values(config: Config, model: type[Any], column: str) -> dict[str, Any]:
    """What stands in a column, by ticket, blank values left out."""
    found = {number: getattr(row, column) for number, row in stored(config, model).items()}
    return {number: value for number, value in found.items() if value}


async def on_radar(pilot: Pilot[None]) -> VirtualTable:
    """Wait for the radar and go to it, as tab does."""
    table = await until_rows(pilot, "#radar")
    for _ in range(3):
        if not table.has_focus:
            await pilot.press("tab")
    return table


Press = tuple[str, ...]
ACTIONS: dict[str, tuple[Press, str, type[Any], str, Any]] = {
    "acknowledge": (("a",), "took #4562", InterventionRow, "owner", "Dana"),
    "snooze": (
        ("s", "down", "enter"), "snoozed #4562", InterventionRow, "snoozed_until",
        datetime(2026, 11, 24, 9, tzinfo=UTC),
    ),
    "disagree": (("d", "enter"), "judged", ScoreOpinionRow, "verdict", "too-high"),
    "owner": (("o", "end", "2", "enter"), "gave #4562", InterventionRow, "owner", "Dana2"),
    "tag": (("t", *"exports", "enter"), "tagged #4562", TicketTagEditRow, "name", "exports"),
    "next": (("n", *"[b]call", "enter"), "next action", InterventionRow, "next_action", "[b]call"),
    "note": (("N", *"[b]known", "enter"), "wrote a note", TicketNoteRow, "text", "[b]known"),
    "escalate": (
        ("e", "wait", "enter"), "escalated #4562", InterventionRow, "escalation_reason",
        "legal-threat",
    ),
    "done": (
        ("x",), "marked #4562 done", InterventionRow, "finished_at",
        datetime(2026, 11, 23, 9, tzinfo=UTC),
    ),
}  # fmt: skip


@pytest.fixture
def worded(filled: Config, tmp_path: Path) -> Config:
    """The workspace with a vocabulary."""
    workspace = open_workspace(filled)
    bring_text(workspace, tmp_path, "vocabulary.csv", VOCABULARY)
    workspace.close()
    return filled


@pytest.mark.parametrize("name", ACTIONS)
async def test_a_key_acts_on_the_cursor_s_ticket_and_u_takes_it_back(
    name: str, worded: Config
) -> None:
    keys, told, model, column, value = ACTIONS[name]
    app = RadarApp(worded, score=False)
    async with app.run_test(size=WIDE) as pilot:
        table = await on_radar(pilot)
        assert table.cursor_key == "zendesk/4562"
        for key in keys:
            if key == "wait":
                await until(pilot, lambda: "Legal [b]threat" in screen_text(app))
            else:
                await pilot.press(key)
        await said(pilot, told)
        assert values(worded, model, column) == {"4562": value}
        assert table.cursor_key == "zendesk/4571"
        await pilot.press("u")
        await said(pilot, "undone: ")
        assert values(worded, model, column) == {}


async def test_marked_tickets_are_acted_on_together_and_undone_together(
    app: RadarApp, filled: Config
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await on_radar(pilot)
        await pilot.press("space", "space", "a")
        await said(pilot, "took 2 tickets · u undoes it")
        assert values(filled, InterventionRow, "owner") == {"4562": "Dana", "4571": "Dana"}
        await pilot.press("u")
        await said(pilot, "undone: took 2 tickets")
        assert values(filled, InterventionRow, "owner") == {}


async def test_marked_tickets_get_the_note_together(app: RadarApp, filled: Config) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await on_radar(pilot)
        await pilot.press("space", "space", "N", *"same cause", "enter")
        await said(pilot, "wrote a note on 2 tickets · u undoes it")
        noted = {"4562": "same cause", "4571": "same cause"}
        assert values(filled, TicketNoteRow, "text") == noted
        await pilot.press("u")
        await said(pilot, "undone: wrote a note on 2 tickets")
        assert stored(filled, TicketNoteRow) == {}
        await pilot.press("U")
        await said(pilot, "wrote a note on 2 tickets")
        await until(pilot, lambda: values(filled, TicketNoteRow, "text") == noted)


async def test_a_blank_note_is_none(app: RadarApp, filled: Config) -> None:
    async with app.run_test(size=WIDE) as pilot:
        table = await on_radar(pilot)
        await pilot.press("N", "space", "enter")
        await until(pilot, lambda: table.has_focus)
        assert stored(filled, TicketNoteRow) == {}
        assert table.cursor_key == "zendesk/4562"


async def test_keys_in_a_row_go_through_the_list(app: RadarApp, filled: Config) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await on_radar(pilot)
        await pilot.press("a", "a")
        await until(pilot, lambda: len(values(filled, InterventionRow, "owner")) == 2)


async def test_the_help_desk_s_address_is_copied(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await on_radar(pilot)
        await pilot.press("b")
        await said(pilot, "copied https://")
        assert "4562" in app.clipboard


async def test_a_dialog_called_off_changes_nothing(app: RadarApp, filled: Config) -> None:
    async with app.run_test(size=WIDE) as pilot:
        table = await on_radar(pilot)
        await pilot.press("o", "escape", "s", "escape", "t", "enter")
        await until(pilot, lambda: app.screen is not None and table.has_focus)
        assert stored(filled, InterventionRow) == {}
        assert table.cursor_key == "zendesk/4562"


async def test_a_term_that_is_not_there_is_refused_in_one_line(worded: Config) -> None:
    app = RadarApp(worded, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await on_radar(pilot)
        await pilot.press("t", *"exprts", "enter")
        await said(pilot, "close ones are exports")
        assert values(worded, TicketTagEditRow, "name") == {}


async def test_an_action_that_changes_nothing_offers_no_undo(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await on_radar(pilot)
        await pilot.press("a")
        await said(pilot, "took #4562")
        await pilot.press("k", "a")
        await said(pilot, "nothing to change on #4562")
        assert not any(
            "nothing to change on #4562 · u" in one.message for one in app._notifications
        )


async def test_elsewhere_the_triage_keys_do_nothing(app: RadarApp, filled: Config) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await on_radar(pilot)
        await pilot.press("tab", "a", "x", "o")
        assert len(app.screen_stack) == 1
        await pilot.press("question_mark")
        await until(pilot, lambda: "Keys that work here" in screen_text(app))
        assert "Put the ticket aside" not in screen_text(app)
        assert stored(filled, InterventionRow) == {}


async def test_help_lists_every_triage_key(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await on_radar(pilot)
        ids = {one.binding.id for one in app.screen.active_bindings.values() if one.enabled}
        names = "acknowledge snooze next-action note done disagree owner tag escalate open-url copy"
        assert {f"ticket.{name}" for name in names.split()} <= ids


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_the_footer_has_room_for_what_it_shows(
    size: tuple[int, int], app: RadarApp, filled: Config
) -> None:
    del filled
    async with app.run_test(size=size) as pilot:
        await on_radar(pilot)
        await until(pilot, lambda: "? Help" in screen_text(app))
        assert app.screen.query_one("Footer").max_scroll_x == 0


@pytest.mark.parametrize(
    ("choice", "wakes"),
    [
        ("two-hours", datetime(2026, 10, 24, 9, tzinfo=UTC)),
        # Clocks in Berlin go back in the night from Saturday to Sunday.
        ("tomorrow", datetime(2026, 10, 25, 8, tzinfo=UTC)),
        ("in-three-days", datetime(2026, 10, 27, 8, tzinfo=UTC)),
        ("next-monday", datetime(2026, 10, 26, 8, tzinfo=UTC)),
    ],
)
def test_a_snooze_ends_in_the_morning_of_the_workspace_s_zone(choice: str, wakes: datetime) -> None:
    saturday = datetime(2026, 10, 24, 7, tzinfo=UTC)
    assert snooze_moment(choice, saturday, ZoneInfo("Europe/Berlin")) == wakes


def test_every_choice_lies_ahead_also_on_a_monday_morning(as_of: datetime) -> None:
    moments = [snooze_moment(choice, as_of, ZoneInfo("UTC")) for choice, _ in SNOOZES]
    assert moments == sorted(moments)
    assert moments[0] > as_of
    assert moments[-1] == datetime(2026, 11, 30, 9, tzinfo=UTC)
