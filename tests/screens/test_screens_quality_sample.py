"""The quality sample by keyboard: judged, skipped, taken back, and never with a score in sight."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from textual.pilot import Pilot

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.db.errors import WorkspaceError
from radar_tui.domain.bands import Band
from radar_tui.screens.navigation import open_quality_sample
from radar_tui.screens.quality_sample import (
    QualitySampleScreen,
    in_turn,
    over_words,
    progress_words,
)
from radar_tui.screens.review import ReviewScreen
from radar_tui.screens.today import TodayScreen
from radar_tui.services import quality_sample
from radar_tui.services.acting import ActResult
from radar_tui.services.quality_sample import QaItem, SampleStatus, draw_sample, waiting
from radar_tui.services.workspace import Workspace, open_workspace
from radar_tui.text.hostile import inert
from radar_tui.widgets.band_choices import BandLine
from radar_tui.widgets.blind_message import message_content, title_content
from support.app_workspaces import HOSTILE, rescore
from support.hostile_texts import HOSTILE as HOSTILE_TEXTS
from support.pilots import said, screen_text, shows, until
from support.scorers import WordScorer
from support.workspaces import bring, comment, reach_to, ticket

WIDE, NARROW = (120, 40), (80, 24)
WEEK = "2026-W47"
MANY_LINES = "\n".join(f"line {number} of many" for number in range(60))


@pytest.fixture
def filled(filled: Config) -> Config:
    """The small workspace, with its last week imported to the end."""
    opened = open_workspace(filled)
    reach_to(opened, opened.as_of)
    opened.close()
    return filled


@pytest.fixture
def workspace(filled: Config) -> Iterator[Workspace]:
    """The workspace that the app shows, opened beside it."""
    opened = open_workspace(filled)
    yield opened
    opened.close()


async def open_sample(pilot: Pilot[None], week: str | None = None) -> QualitySampleScreen:
    """Go to the sample and wait for what it says first."""
    await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))
    open_quality_sample(pilot.app, week)
    await shows(pilot, "Quality sample")
    await until(pilot, lambda: "Reading…" not in screen_text(pilot.app))
    screen = pilot.app.screen
    assert isinstance(screen, QualitySampleScreen)
    return screen


def shown(screen: QualitySampleScreen) -> QaItem:
    """The message that is shown."""
    item = screen.pane._item
    assert item is not None
    return item


def footer(app: RadarApp) -> str:
    """The footer's words, with one space between them."""
    return " ".join(screen_text(app).splitlines()[-1].split())


async def test_the_palette_leads_to_the_last_whole_week(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("ctrl+p", *"quality")
        await shows(pilot, "Judge the week's messages without their scores")
        await pilot.press("down", "enter")
        await shows(pilot, f"0 of 3 done · week {WEEK}")
        await shows(pilot, "to be judged")


async def test_the_review_leads_to_the_sample_of_its_week_and_esc_back(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("w")
        await shows(pilot, f"Week {WEEK}")
        await pilot.press("left_square_bracket")
        await shows(pilot, "Week 2026-W46")
        await pilot.press("d")
        await shows(pilot, "Week 2026-W46 has no customer message that can be scored")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen))


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_number_keys_judge_and_go_on_until_all_is_done(
    size: tuple[int, int], app: RadarApp, workspace: Workspace
) -> None:
    async with app.run_test(size=size) as pilot:
        screen = await open_sample(pilot)
        seen = []
        for place, key in enumerate("142", 1):
            item = shown(screen)
            seen.append(item.id)
            await pilot.press(key)
            await shows(pilot, f"{place} of 3 done")
            await shows(pilot, f"#{item.ticket}")
            assert [one.id for one in waiting(workspace, WEEK)].count(item.id) == 0
        assert len(set(seen)) == 3
        await shows(pilot, f"The sample of week {WEEK} is done: 3 messages judged.")
        await shows(pilot, "radar calibrate")
    assert draw_sample(workspace, WEEK).judged == 3


@pytest.mark.parametrize("band", Band)
async def test_each_number_means_its_band(
    band: Band, app: RadarApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = []

    def judge(_workspace: Workspace, item_id: int, given_band: Band) -> ActResult:
        given.append((item_id, given_band))
        return ActResult("judged", changed=True)

    monkeypatch.setattr(quality_sample, "judge", judge)
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_sample(pilot)
        item = shown(screen)
        await pilot.press(str(band.rank + 1))
        await until(pilot, lambda: bool(given))
    assert given == [(item.id, band)]


async def test_keys_typed_ahead_judge_one_message_each(app: RadarApp, workspace: Workspace) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await open_sample(pilot)
        await pilot.press("1", "1", "s")
        await shows(pilot, "2 messages judged, 1 skipped.")
    status = draw_sample(workspace, WEEK)
    assert (status.judged, status.skipped, status.waiting) == (2, 1, 0)


async def test_number_keys_are_the_screens_while_it_asks_and_the_apps_after(app: RadarApp) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await open_sample(pilot)
        await until(pilot, lambda: "esc Back 1234 Judge s Skip" in footer(app))
        assert "Today" not in footer(app)
        assert footer(app).endswith("? Help")
        await pilot.press("1", "1", "1")
        await shows(pilot, "is done")
        await until(pilot, lambda: "esc Back 1 Today" in footer(app))
        assert "Judge" not in footer(app)
        assert "Skip" not in footer(app)
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, TodayScreen))


async def test_a_band_can_be_clicked(app: RadarApp, workspace: Workspace) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_sample(pilot)
        item = shown(screen)
        line = next(one for one in screen.query(BandLine) if one.band is Band.HIGH)
        await pilot.click(line)
        await shows(pilot, "1 of 3 done")
    assert item.id not in [one.id for one in waiting(workspace, WEEK)]


async def test_u_goes_back_one_message_at_a_time(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_sample(pilot)
        seen = []
        for key in "3s1":
            seen.append(shown(screen).id)
            await pilot.press(key)
        await shows(pilot, "is done")
        for place, item_id in zip((2, 1, 0), reversed(seen), strict=True):
            await pilot.press("u")
            await shows(pilot, f"{place} of 3 done")
            await until(pilot, lambda item_id=item_id: shown(screen).id == item_id)
        await pilot.press("4")
        await shows(pilot, "1 of 3 done")
        assert shown(screen).id in seen[1:]


async def test_what_could_not_be_stored_is_told_and_asked_again(
    app: RadarApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judge(_workspace: Workspace, _item: int, _band: Band) -> ActResult:
        raise WorkspaceError("Ravi has judged it")

    async with app.run_test(size=WIDE) as pilot:
        screen = await open_sample(pilot)
        item = shown(screen)
        monkeypatch.setattr(quality_sample, "judge", judge)
        await pilot.press("2")
        await said(pilot, "not judged: Ravi has judged it")
        await until(pilot, lambda: shown(screen).id == item.id)
        await shows(pilot, "0 of 3 done")


@pytest.mark.parametrize("changed", [True, False])
async def test_only_what_changed_something_can_be_undone(
    app: RadarApp, monkeypatch: pytest.MonkeyPatch, changed: bool
) -> None:
    def judge(_workspace: Workspace, _item: int, _band: Band) -> ActResult:
        return ActResult("judged a message", changed=changed)

    monkeypatch.setattr(quality_sample, "judge", judge)
    async with app.run_test(size=WIDE) as pilot:
        await open_sample(pilot)
        await pilot.press("2")
        await shows(pilot, "judged a message")
        assert ("judged a message · u undoes it" in screen_text(app)) is changed


async def test_a_message_keeps_its_place_while_others_judge(config: Config, tmp_path: Path) -> None:
    opened = open_workspace(config)
    tickets = [ticket(n, comments=[comment(1, body=f"[{n}]\n{MANY_LINES}")]) for n in (10, 90)]
    bring(opened, tmp_path, *tickets)
    reach_to(opened, opened.as_of)
    rescore(opened)
    app = RadarApp(config, score=False)
    async with app.run_test(size=NARROW) as pilot:
        screen = await open_sample(pilot)
        item, other = waiting(opened, WEEK)
        await pilot.press("G")
        await until(pilot, lambda: screen.pane.scroll_y > 0)
        place = screen.pane.scroll_y
        quality_sample.judge(replace(opened, actor="Ravi"), other.id, Band.MILD)
        await shows(pilot, "1 of 2 done")
        assert (shown(screen), screen.pane.scroll_y) == (item, place)
        await pilot.press("u")
        await said(pilot, "nothing to undo")
    opened.close()


async def test_a_message_judged_by_somebody_else_is_asked_no_more(
    app: RadarApp, workspace: Workspace
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_sample(pilot)
        item = shown(screen)
        quality_sample.judge(replace(workspace, actor="Ravi"), item.id, Band.MILD)
        await until(pilot, lambda: shown(screen).id != item.id)
        await shows(pilot, "1 of 3 done")


async def test_a_long_message_is_shown_from_its_beginning_and_read_by_keys(
    config: Config, tmp_path: Path
) -> None:
    opened = open_workspace(config)
    before = comment(
        1, body=f"before\n{MANY_LINES}", author_id=9, created_at="2026-11-19T08:00:00Z"
    )
    bring(opened, tmp_path, ticket(1, comments=[before, comment(2, body=f"[90]\n{MANY_LINES}")]))
    reach_to(opened, opened.as_of)
    rescore(opened)
    opened.close()
    app = RadarApp(config, score=False)
    async with app.run_test(size=NARROW) as pilot:
        screen = await open_sample(pilot)
        await shows(pilot, "to be judged")
        lines = screen_text(app).splitlines()
        top = next(place for place, line in enumerate(lines) if "to be judged" in line)
        assert "[90]" in lines[top + 1]
        await pilot.press("k", "k")
        await shows(pilot, "line 59 of many")
        await pilot.press("G")
        await until(pilot, lambda: "to be judged" not in screen_text(app))
        place = screen.pane.scroll_y
        await pilot.press("k", "k", "j")
        await until(pilot, lambda: screen.pane.scroll_y == place - 1)
        await pilot.press("g")
        await shows(pilot, "before")


async def test_no_score_is_in_sight(config: Config, tmp_path: Path) -> None:
    opened = open_workspace(config)
    angry = "This is the third time it keeps failing. We will cancel, and our lawyer will call."
    bring(opened, tmp_path, ticket(1, comments=[comment(1, body=angry)]))
    reach_to(opened, opened.as_of)
    scorer = WordScorer()
    rescore(opened, scorer)
    opened.close()
    (score,) = scorer.score([angry])
    assert score.score is not None
    assert score.score > 60
    app = RadarApp(config, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await open_sample(pilot)
        await shows(pilot, "our lawyer will call")
        assert str(score.score) not in screen_text(app)


async def test_an_empty_week_says_so(config: Config) -> None:
    app = RadarApp(config, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await shows(pilot, "Welcome to Radar")
        await pilot.press("escape")
        await open_sample(pilot)
        await shows(pilot, f"Week {WEEK} has no customer message that can be scored")
        assert "to be judged" not in screen_text(app)


async def test_unscored_messages_are_waited_for(config: Config, tmp_path: Path) -> None:
    opened = open_workspace(config)
    bring(opened, tmp_path, ticket(1, comments=[comment(1, body="[70] still broken")]))
    reach_to(opened, opened.as_of)
    app = RadarApp(config, score=False)
    async with app.run_test(size=WIDE) as pilot:
        await open_sample(pilot)
        await shows(pilot, "1 message has no score yet")
        rescore(opened)
        await shows(pilot, "to be judged")
    opened.close()


async def test_the_rest_of_the_week_is_waited_for(app: RadarApp, workspace: Workspace) -> None:
    reach_to(workspace, datetime(2026, 11, 17, 15, tzinfo=UTC))
    async with app.run_test(size=WIDE) as pilot:
        await open_sample(pilot)
        await shows(pilot, "not drawn yet: zendesk reaches to Tue 17 Nov.")
        await shows(pilot, "import the rest of the week with i")


async def test_a_week_that_is_not_over_is_refused(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await open_sample(pilot, "2026-W48")
        await shows(pilot, "2026-W48")
        await shows(pilot, "esc goes back")
        await until(pilot, lambda: "Back 1 Today" in footer(app))


@pytest.mark.parametrize("text", [HOSTILE, *HOSTILE_TEXTS])
def test_hostile_text_is_drawn_inert(text: str) -> None:
    drawn = message_content(hostile_item(text), ZoneInfo("UTC"))
    for content in (title_content(hostile_item(text)), drawn):
        assert not [span for span in content.spans if "click" in str(span.style)]
        assert inert(content.plain) == content.plain
    assert "\n" not in title_content(hostile_item(text)).plain


async def test_text_of_others_never_acts(config: Config, tmp_path: Path) -> None:
    opened = open_workspace(config)
    hostile = ticket(
        1,
        subject=HOSTILE,
        comments=[
            comment(1, body=HOSTILE, author_id=9, created_at="2026-11-19T08:00:00Z"),
            comment(2, body=f"[90] {HOSTILE}"),
        ],
    )
    bring(opened, tmp_path, hostile)
    reach_to(opened, opened.as_of)
    rescore(opened)
    opened.close()
    app = RadarApp(config, score=False)
    async with app.run_test(size=WIDE) as pilot:
        screen = await open_sample(pilot)
        await shows(pilot, "[90] [/refund] [red]x[/red] [@click=app.quit]go[/] red back")
        assert screen_text(app).count("[/refund] [red]x[/red] [@click=app.quit]go[/] red back") == 3
        assert not {"\x1b", "\u202e"} & set(screen_text(app))
        styles = [
            segment.style
            for strip in screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None
        ]
        assert not any("quit" in str(style.meta) for style in styles)
        assert not any(style.link for style in styles)


def hostile_item(text: str) -> QaItem:
    return replace(item(1), ticket=text, subject=text, account=text, text=text)


def item(number: int) -> QaItem:
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    return QaItem(number, WEEK, number, str(number), "zendesk", "Subject", None, at, "text", ())


def test_what_is_taken_back_comes_first_then_what_is_shown_then_the_rest() -> None:
    one, two, three, four = (item(number) for number in range(1, 5))
    assert in_turn([one, two, three], []) == [one, two, three]
    assert in_turn([one, two, three], [two, one, three]) == [two, one, three]
    assert in_turn([one, two, three, four], [three, four]) == [one, two, three, four]
    assert in_turn([one, three], [two, one, three]) == [one, three]
    assert in_turn([one, two, three, four], [three, one, four]) == [two, three, one, four]


def status(**values: int) -> SampleStatus:
    counts = dict.fromkeys(("drawn", "judged", "skipped", "waiting", "gone", "unscored"), 0)
    return SampleStatus(WEEK, **(counts | values))


def test_progress_counts_what_is_still_there() -> None:
    assert progress_words(status()) == "week 2026-W47"
    assert progress_words(status(drawn=20, judged=2, skipped=1, waiting=17)) == (
        "███░░░░░░░░░░░░░░░░░  3 of 20 done, 1 of them skipped · week 2026-W47"
    )
    assert progress_words(status(drawn=11, judged=10, gone=1)) == (
        "████████████████████  10 of 10 done · week 2026-W47"
    )


def test_the_end_says_what_was_done_or_why_there_was_nothing() -> None:
    assert "2 messages have no score yet" in over_words(status(unscored=2))[0]
    assert "no customer message that can be scored" in over_words(status())[0]
    assert "is gone: deleted" in over_words(status(drawn=3, gone=3))[0]
    late = replace(status(unscored=4), late=("zendesk reaches to Tue 17 Nov",))
    assert over_words(late) == (
        f"The sample of week {WEEK} is not drawn yet: zendesk reaches to Tue 17 Nov.",
        "import the rest of the week with i",
    )
    assert over_words(status(drawn=1, judged=1))[0].endswith(": 1 message judged.")
    done, after = over_words(status(drawn=4, judged=2, skipped=1, gone=1))
    assert done.endswith("2 messages judged, 1 skipped.")
    assert "50" in after
