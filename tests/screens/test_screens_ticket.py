"""Ticket: opened from Today, evidence shown, bars that add up, the checklist by keyboard."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from textual.pilot import Pilot

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.db.tables import InterventionRow, SettingRow
from radar_tui.domain.scores import Contribution, ContributionName
from radar_tui.screens.ticket import TicketScreen
from radar_tui.services.ticket_view import (
    Evidence,
    MessageView,
    NoteView,
    NumberedContribution,
    ScoreView,
)
from radar_tui.services.workspace import open_workspace
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.contribution_bars import LINE_WIDTH, contribution_bars
from radar_tui.widgets.thread_view import EVIDENCE_STYLE, NOTE_STYLE, notes_content, thread_content
from radar_tui.widgets.ticket_pane import TicketPane
from support.app_workspaces import HOSTILE, rescore
from support.hostile_texts import HOSTILE as HOSTILE_TEXTS
from support.pilots import screen_text, until, until_rows
from support.workspaces import bring, comment, rows, ticket

WIDE, NARROW = (120, 40), (80, 24)
UTC_ZONE = ZoneInfo("UTC")


async def open_ticket(pilot: Pilot[None], *moves: str) -> TicketScreen:
    """Open the ticket at the radar's cursor, after some moves."""
    table = await until_rows(pilot, "#radar")
    for _ in range(3):
        if not table.has_focus:
            await pilot.press("tab")
    await pilot.press(*moves, "enter")
    await until(pilot, lambda: "the score" in screen_text(pilot.app))
    screen = pilot.app.screen
    assert isinstance(screen, TicketScreen)
    return screen


async def on_screen(pilot: Pilot[None], name: str) -> TicketScreen:
    """Show a ticket at once, wherever the user is."""
    screen = TicketScreen(name)
    pilot.app.push_screen(screen)
    await until(pilot, lambda: any(pane.view for pane in screen.query(TicketPane)))
    return screen


def head_text(app: RadarApp) -> str:
    """The line that names the ticket."""
    return str(app.screen.query_one("#ticket-head").render()).split("\n")[-1]


def ticks(config: Config) -> list[dict[str, bool]]:
    workspace = open_workspace(config)
    found = [row.checklist for row in rows(workspace, InterventionRow)]
    workspace.close()
    return found


def part(name: ContributionName, points: int, number: int | None = None) -> NumberedContribution:
    return NumberedContribution(number, Contribution(name, "waiting-8h", points))


def message(text: str, *evidence: Evidence, quoted: str = "", public: bool = True) -> MessageView:
    from datetime import UTC, datetime

    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    return MessageView(
        0, "customer", "Wi\x1b[31mle", at, public, text, quoted, None, 90, "high", None, evidence
    )


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_ticket_opens_with_enter_and_esc_goes_back(
    size: tuple[int, int], app: RadarApp
) -> None:
    async with app.run_test(size=size) as pilot:
        await open_ticket(pilot)
        shown = screen_text(app)
        for words in ("ACME · tier 5 · #4562 Token rejected · open", "◆ critical 138", "waiting"):
            assert words in shown
        assert "── customer · Wile · Fri 20 Nov 08:00 UTC" in shown
        assert "the score" in shown
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, TicketScreen))
        assert (await until_rows(pilot, "#radar")).cursor_key == "zendesk/4562"


async def test_the_evidence_carries_the_number_of_its_contribution(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await open_ticket(pilot)
        shown = screen_text(app)
        assert re.search(r"¹ tone +█+ +\+138", shown)
        assert re.search(r"the score +138", shown)
        assert "We will cancel.¹" in shown


async def test_text_of_customers_never_acts(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_ticket(pilot, "j")
        shown = screen_text(app)
        assert shown.count("[/refund] [red]x[/red] [@click=app.quit]go[/] red back") >= 2
        assert not {"\x1b", "\u202e"} & set(shown)
        actions = [
            segment.style.meta
            for strip in screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None and segment.style.meta
        ]
        assert not any("app.quit" in str(meta) for meta in actions)


async def test_an_item_is_ticked_and_unticked_by_keyboard(app: RadarApp, filled: Config) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await open_ticket(pilot)
        await pilot.press("c", "j", "space")
        await until(pilot, lambda: "☑ Acknowledge emotion" in screen_text(app))
        assert ticks(filled) == [{"emotion-acknowledged": True}]
        await pilot.press("enter")
        await until(pilot, lambda: "☐ Acknowledge emotion" in screen_text(app))
        await pilot.press("u")
        await until(pilot, lambda: "☑ Acknowledge emotion" in screen_text(app))


async def test_the_triage_keys_act_on_the_open_ticket(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await open_ticket(pilot, "j")
        await pilot.press("n", *"[b]call", "enter")
        await until(pilot, lambda: "next      [b]call" in screen_text(app))
        await pilot.press("a")
        await until(pilot, lambda: "owner     Dana" in screen_text(app))
        await pilot.press("n", "end", "!", "enter")
        await until(pilot, lambda: "next      [b]call!" in screen_text(app))
        await pilot.press("u")
        await until(pilot, lambda: "next      [b]call " in screen_text(app))


async def test_notes_stand_above_the_thread_until_they_are_taken_back(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await open_ticket(pilot)
        assert "── note" not in screen_text(app)
        for words in ("first", "[b]second"):
            await pilot.press("N", *words, "enter")
            await until(pilot, lambda said=words: f"{said} " in screen_text(app))
        shown = screen_text(app)
        assert shown.count("── note · Dana · 0m ago") == 2
        places = [shown.index(words) for words in ("[b]second", "first ", "── customer")]
        assert places == sorted(places)
        await pilot.press("u")
        await until(pilot, lambda: "[b]second" not in screen_text(app).split("undone")[0])
        assert "first " in screen_text(app)
        await pilot.press("u")
        await until(pilot, lambda: "── note" not in screen_text(app))


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_a_hostile_note_is_inert(text: str, as_of: datetime) -> None:
    content = notes_content([NoteView(text, as_of - timedelta(days=3), text)], as_of)
    assert content.plain == f"── note · {inert_line(text)} · 3d ago\n{inert_line(text)}"
    assert {str(span.style) for span in content.spans} == {NOTE_STYLE}


async def test_another_open_ticket_of_the_account_opens(
    app: RadarApp, filled: Config, tmp_path: Path
) -> None:
    workspace = open_workspace(filled)
    other = ticket(
        4600,
        organization={"name": "ACME"},
        subject=HOSTILE,
        comments=[comment(1, body="[70] again")],
    )
    bring(workspace, tmp_path, other)
    rescore(workspace)
    workspace.close()
    async with app.run_test(size=WIDE) as pilot:
        await open_ticket(pilot)
        await until(pilot, lambda: "▲ high 70 · #4600" in screen_text(app))
        await pilot.press("c", "tab", "enter")
        await until(pilot, lambda: "#4600 [/refund]" in head_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: "#4562" in head_text(app))


async def test_the_history_of_the_score_is_told_with_its_causes(
    filled: Config, tmp_path: Path, as_of: datetime
) -> None:
    more = [
        comment(1, body="[138] This is the third time. We will cancel."),
        comment(2, body="[40] Better.", created_at="2026-11-20T08:30:00Z"),
    ]
    later = replace(filled, now=as_of + timedelta(hours=1))
    workspace = open_workspace(later)
    bring(workspace, tmp_path, ticket(4562, organization={"name": "ACME"}, comments=more))
    rescore(workspace)
    workspace.close()
    app = RadarApp(later, score=False)
    async with app.run_test(size=(120, 60)) as pilot:
        await on_screen(pilot, "zendesk/4562")
        shown = screen_text(app)
        assert re.search(r"█▁ 138 → \d+", shown)
        assert re.search(r"Mon 23 Nov 10:00 UTC +\d+ +-\d+  imported", shown)
        assert re.search(r"Mon 23 Nov 09:00 UTC 138 +first scored", shown)


async def test_times_are_told_in_the_workspace_s_zone(filled: Config) -> None:
    workspace = open_workspace(filled)
    with workspace.database.writing() as session:
        session.add(SettingRow(key="zone", value="Asia/Tokyo", rev=1))
    workspace.close()
    app = RadarApp(filled, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await on_screen(pilot, "zendesk/4562")
        await pilot.press("a")
        await until(pilot, lambda: "taken     Mon 23 Nov 18:00 JST" in screen_text(app))
        shown = screen_text(app)
        assert "Thread · times in JST" in shown
        assert "── customer · Wile · Fri 20 Nov 17:00 JST" in shown
        assert "Mon 23 Nov 18:00 JST 138" in shown


async def test_parts_stand_side_by_side_where_the_pane_is_wide(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        pane = (await on_screen(pilot, "zendesk/4562")).pane
        assert pane.side.region.y == pane.thread.region.y
        await pilot.resize_terminal(99, 40)
        await until(pilot, lambda: pane.side.region.bottom <= pane.thread.region.y)
        assert pane.thread.region.width == 99
        await pilot.resize_terminal(100, 40)
        await until(pilot, lambda: pane.side.region.y == pane.thread.region.y)


async def test_another_ticket_begins_at_its_top_and_none_is_told(app: RadarApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        screen = await on_screen(pilot, "zendesk/4562")
        pane, view = screen.pane, screen.pane.view
        assert view is not None
        pane.side.scroll_end(animate=False)
        await until(pilot, lambda: pane.side.scroll_y > 0)
        pane.show(view)
        await pilot.pause()
        assert pane.side.scroll_y > 0
        pane.show(replace(view, ticket=replace(view.ticket, id=-1)))
        await until(pilot, lambda: pane.side.scroll_y == 0)
        pane.tell("Nothing [b]chosen")
        await until(pilot, lambda: "Nothing [b]chosen" in screen_text(app))
        assert "Intervention checklist" not in screen_text(app)
        assert "customer" not in screen_text(app)


async def test_a_ticket_that_is_gone_says_so_and_takes_no_keys(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await until_rows(pilot, "#radar")
        app.push_screen(TicketScreen("zendesk/1"))
        await until(pilot, lambda: "no ticket" in screen_text(app))
        await pilot.press("o")
        assert isinstance(app.screen, TicketScreen)


def test_the_bars_add_up_and_the_largest_is_full() -> None:
    from datetime import UTC, datetime

    parts = (
        part(ContributionName.TONE, 71, 1),
        part(ContributionName.CHURN, 30, 12),
        part(ContributionName.CONTEXT, 12),
        part(ContributionName.GRATITUDE, -6, 3),
    )
    known = datetime(2026, 11, 20, tzinfo=UTC)
    score = ScoreView(107, "high", True, True, "flat", "Why.", known, parts)
    *lines, rule, total = contribution_bars(score).plain.split("\n")
    points = [int(line.split()[-1]) for line in lines]
    assert points == [71, 30, 12, -6]
    assert sum(points) == int(total.split()[-1]) == 107
    assert {len(line) for line in (*lines, rule, total)} == {LINE_WIDTH}
    assert lines[0].count("█") == 12
    assert "¹² churn" in lines[1]
    assert "waiting 8h" in lines[2]
    assert "░" in lines[3]


def test_evidence_is_marked_where_it_stands_also_behind_hidden_characters() -> None:
    text = "\x1b[31m[b]Hi\u202e, we cancel today"
    start = text.index("we cancel")
    view = message(text, Evidence(start, start + len("we cancel"), 12))
    content = thread_content([view], UTC_ZONE)
    assert content.plain.endswith("[b]Hi, we cancel¹² today")
    (marked,) = [span for span in content.spans if span.style == EVIDENCE_STYLE]
    assert content.plain[marked.start : marked.end] == "we cancel"


def test_internal_notes_and_quoted_text_are_told_apart() -> None:
    quoted = "\n".join(f"> line {number}" for number in range(9))
    content = thread_content([message("Look", quoted=quoted, public=False)], UTC_ZONE)
    assert "Wile · Fri 20 Nov 08:00 UTC · internal note · ▲ high 90" in content.plain
    assert "│ > line 5\n│ … 3 more quoted lines" in content.plain
    assert any("dim" in str(span.style) for span in content.spans)
