"""Weekly review by keyboard: read, another week, copied, written, and refused in one line."""

import os
import stat
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.screens.review import Export, ReviewScreen
from radar_tui.services.ticket_view import find_ticket
from radar_tui.services.triage import set_next_action
from radar_tui.services.workspace import open_workspace
from radar_tui.widgets.dialogs import TextDialog
from support.app_workspaces import HOSTILE, rescore
from support.pilots import said, screen_text, shows, until
from support.workspaces import bring, comment, ticket

WIDE, NARROW = (120, 40), (80, 24)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the user's own, without a folder for documents."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.delenv("XDG_DOCUMENTS_DIR", raising=False)
    return folder


async def open_review(pilot: Pilot[None]) -> ReviewScreen:
    """Go to the last whole week's review."""
    await pilot.press("w")
    await shows(pilot, "Week 2026-W47")
    screen = pilot.app.screen
    assert isinstance(screen, ReviewScreen)
    return screen


async def type_path(pilot: Pilot[None], path: str) -> None:
    """Give a path to the dialog that asks for one."""
    await shows(pilot, "Write the summary of 2026-W47 to")
    pilot.app.screen.query_one(Input).value = path
    await pilot.press("enter")


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_the_last_whole_week_is_shown(size: tuple[int, int], app: RadarApp) -> None:
    async with app.run_test(size=size) as pilot:
        await open_review(pilot)
        await shows(pilot, "In numbers")
        assert "Mon 16 Nov to Sun 22 Nov 2026" in screen_text(app)
        await pilot.press("G")
        await shows(pilot, "What could not be judged")


async def test_esc_goes_back_to_the_screen_below(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        below, screen = app.screen, ReviewScreen()
        app.push_screen(screen)
        await shows(pilot, "Week 2026-W47")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is below)


async def test_brackets_go_to_the_weeks_around_as_far_as_they_have_begun(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await open_review(pilot)
        await pilot.press("left_square_bracket")
        await shows(pilot, "Week 2026-W46")
        await shows(pilot, "Mon 9 Nov to Sun 15 Nov 2026")
        await pilot.press("right_square_bracket")
        await shows(pilot, "Week 2026-W47")
        await pilot.press("right_square_bracket")
        await shows(pilot, "The week is not over")
        await pilot.press("right_square_bracket")
        await said(pilot, "week 2026-W49 has not begun")
        await shows(pilot, "Week 2026-W48")


async def test_the_summary_stands_still_until_it_is_read_again(
    app: RadarApp, filled: Config, tmp_path: Path
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_review(pilot)
        await until(pilot, lambda: bool(str(screen.pane.words.render())))
        before = screen.pane.words.render()
        workspace = open_workspace(filled)
        bring(workspace, tmp_path, ticket(4600, comments=[comment(1, body="[70] again")]))
        rescore(workspace)
        workspace.close()
        screen.refresh_view()
        await pilot.pause()
        assert screen.pane.words.render() == before
        await pilot.press("r")
        await until(pilot, lambda: screen.pane.words.render() != before)


async def test_y_copies_the_whole_summary_as_markdown(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await open_review(pilot)
        await pilot.press("y")
        await said(pilot, "copied the summary of 2026-W47")
        assert app.clipboard.startswith("# Weekly review 2026-W47\n")
        assert "## What could not be judged" in app.clipboard


async def test_enter_writes_the_file_and_its_path_is_told_and_copied(
    app: RadarApp, home: Path
) -> None:
    target = home / "radar-review-2026-W47.md"
    async with app.run_test(size=WIDE) as pilot:
        await open_review(pilot)
        await pilot.press("enter")
        await shows(pilot, "Write the summary of 2026-W47 to")
        assert app.screen.query_one(Input).value == str(target)
        await pilot.press("enter")
        await said(pilot, f"wrote {target}")
        assert app.clipboard == str(target)
    assert target.read_text().startswith("# Weekly review 2026-W47\n")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


async def test_a_file_that_is_there_is_asked_about(app: RadarApp, home: Path) -> None:
    target = home / "radar-review-2026-W47.md"
    target.write_text("last week's own")
    async with app.run_test(size=WIDE) as pilot:
        await open_review(pilot)
        for answer in (("escape",), ("down", "enter")):
            await pilot.press("enter", "enter")
            await shows(pilot, "is there already")
            await pilot.press(*answer)
            await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
        assert target.read_text() == "last week's own"
        await pilot.press("enter", "enter")
        await shows(pilot, "is there already")
        await pilot.press("enter")
        await said(pilot, f"wrote {target}")
    assert target.read_text().startswith("# Weekly review")


async def test_a_path_that_cannot_be_written_is_asked_for_again(app: RadarApp, home: Path) -> None:
    refused, mended = home / "reviews" / "review.md", home / "review.md"
    async with app.run_test(size=WIDE) as pilot:
        await open_review(pilot)
        await pilot.press("enter")
        await type_path(pilot, str(refused))
        await until(pilot, lambda: bool(app.screen.query("#dialog-problem")))
        problem = str(app.screen.query_one("#dialog-problem", Static).content)
        assert (
            problem == f"✗ cannot write {refused}: No such file or directory; choose another path"
        )
        assert app.screen.query_one(Input).value == str(refused)
        assert app.clipboard == ""
        await type_path(pilot, str(mended))
        await said(pilot, f"wrote {mended}")
    assert mended.read_text().startswith("# Weekly review 2026-W47")


def problem(app: RadarApp) -> str:
    """What the dialog in front says is wrong; on screen it wraps with the length of the path."""
    found = app.screen.query("#dialog-problem")
    return str(found.first(Static).content) if found else ""


async def test_a_pipe_that_nobody_reads_is_refused(app: RadarApp, home: Path) -> None:
    os.mkfifo(home / "pipe")
    async with app.run_test(size=NARROW) as pilot:
        await open_review(pilot)
        await pilot.press("enter")
        await type_path(pilot, str(home / "pipe"))
        await until(pilot, lambda: "it is no regular file; choose" in problem(app))
        assert app.screen.query_one(Input).value == str(home / "pipe")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))


async def test_a_refusal_is_told_to_who_has_gone_on(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_review(pilot)
        await pilot.press("question_mark")
        await shows(pilot, "Keys that work here")
        export = Export("2026-W47", "# Weekly review", "/no/such.md")
        screen.post_message(ReviewScreen.FileRefused(export, "cannot write /no/such.md"))
        await said(pilot, "cannot write /no/such.md")
        assert not isinstance(app.screen, TextDialog)


async def test_text_of_others_never_acts(filled: Config, as_of: datetime) -> None:
    workspace = open_workspace(filled)
    in_the_week = replace(workspace, as_of=as_of - timedelta(days=3))
    words = f"[x](https://evil.example) **{HOSTILE}"
    set_next_action(in_the_week, [find_ticket(workspace, "4562")], words)
    workspace.close()
    app = RadarApp(filled, score=False)
    async with app.run_test(size=(200, 120)) as pilot:
        screen = await open_review(pilot)
        await shows(pilot, "Interventions and prevented escalations")
        shown = "".join(screen_text(app).split())
        assert "[x](https://evil.example)**[/refund][red]x[/red][@click=app.quit]go[/]" in shown
        assert not {"\x1b", "\u202e"} & set(screen_text(app))
        actions = [
            segment.style.meta
            for strip in screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None and segment.style.meta
        ]
        assert not any("click" in str(meta) for meta in actions)
        links = [
            segment.style.link
            for strip in screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None and segment.style.link
        ]
        assert links == []
