"""Rollout: ticked by keyboard, undone with u, or ticked by facts."""

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.db.tables import RolloutItemRow
from radar_tui.services.workspace import open_workspace
from support.pilots import screen_text, until, until_rows

WIDE = (120, 40)


def ticked(config: Config) -> list[str]:
    from sqlmodel import select

    workspace = open_workspace(config)
    with workspace.database.reading() as session:
        keys = [row.key for row in session.exec(select(RolloutItemRow)) if row.done_at]
    workspace.close()
    return keys


async def test_an_item_is_ticked_undone_and_done_again(app: RadarApp, filled: Config) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("0")
        table = await until_rows(pilot, "#items")
        await pilot.press("j", "x")
        await until(pilot, lambda: "☑ Define proactive" in screen_text(app))
        assert ticked(filled) == ["define-proactive"]
        assert table.cursor_key == "define-proactive"
        await pilot.press("u")
        await until(pilot, lambda: "☐ Define proactive" in screen_text(app))
        assert ticked(filled) == []
        await pilot.press("U")
        await until(pilot, lambda: "☑ Define proactive" in screen_text(app))


async def test_a_start_gives_the_weeks_their_dates(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("0")
        await until_rows(pilot, "#items")
        await until(pilot, lambda: "not begun" in screen_text(app))
        await pilot.press("S")
        await until(pilot, lambda: "First day of the plan" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: "23 Nov – 20 Dec" in screen_text(app))


async def test_a_start_that_is_no_date_is_refused_in_one_line(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("0")
        await until_rows(pilot, "#items")
        await pilot.press("S")
        await until(pilot, lambda: "First day of the plan" in screen_text(app))
        await pilot.press("end", *["backspace"] * 10, *"monday", "enter")
        await until(pilot, lambda: any("a date" in one.message for one in app._notifications))
        assert "not begun" in screen_text(app)


async def test_a_note_is_written_in_a_dialog(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("0")
        await until_rows(pilot, "#items")
        await pilot.press("j", "n")
        await until(pilot, lambda: "Note: Define proactive" in screen_text(app))
        await pilot.press(*"[b]soon", "enter")
        await until(pilot, lambda: "[b]soon" in screen_text(app))


async def test_an_item_that_ticks_itself_says_so(app: RadarApp, filled: Config) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("0")
        table = await until_rows(pilot, "#items")
        table.go_to("set-thresholds")
        await pilot.press("x")
        await until(
            pilot, lambda: "ticks itself" in " ".join(n.message for n in app._notifications)
        )
        assert ticked(filled) == []


async def test_help_lists_the_keys_of_the_screen(app: RadarApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("0")
        await until_rows(pilot, "#items")
        await pilot.press("question_mark")
        await until(pilot, lambda: "Keys that work here" in screen_text(app))
        assert "Say which day is the plan" in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: "Keys that work here" not in screen_text(app))
