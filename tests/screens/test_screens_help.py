"""Help lists the keys of the focused widget first, area by area."""

from radar_tui.app import RadarApp
from radar_tui.screens.help import keys_here
from support.pilots import screen_text, until, until_rows


async def test_the_focused_widget_s_keys_come_first(app: RadarApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await until_rows(pilot, "#radar")
        areas = keys_here(app.screen)
        assert areas[0].title == "In every table"
        assert areas[0].keys[0].keys == "↓ j"
        titles = [area.title for area in areas]
        assert titles.index("Tickets") < titles.index("Everywhere")
        snoozing = [key for area in areas for key in area.keys if key.description == "Snooze"]
        assert [key.keys for key in snoozing] == ["s"]


async def test_keys_of_the_user_s_own_are_told(app: RadarApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await until_rows(pilot, "#radar")
        app.set_keymap({"ticket.snooze": "f5"})
        told = {key.keys for area in keys_here(app.screen) for key in area.keys}
        assert "f5" in told
        assert "s" not in told


async def test_the_list_opens_scrolls_and_closes(app: RadarApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await until_rows(pilot, "#radar")
        await pilot.press("question_mark")
        await until(pilot, lambda: "In every table" in screen_text(app))
        await pilot.press(*["j"] * 12)
        await until(pilot, lambda: "In every table" not in screen_text(app))
        await pilot.press("q")
        await until(pilot, lambda: "Keys that work here" not in screen_text(app))
