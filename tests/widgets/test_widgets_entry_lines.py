"""The number of entries out of sight follows the room that the entries have."""

from textual.app import App, ComposeResult

from radar_tui.widgets.entry_lines import EntryLines
from support.pilots import screen_text, shows, until


class LinesApp(App[None]):
    CSS = "EntryLines { height: 4; } "

    def compose(self) -> ComposeResult:
        yield EntryLines()


async def test_what_is_out_of_sight_is_counted_anew_when_the_entries_get_their_room() -> None:
    app = LinesApp()
    async with app.run_test(size=(40, 10)) as pilot:
        lines = app.query_one(EntryLines)
        lines.show_lines([(f"{n}", "", f"entry {n}", None) for n in range(3)], 3)
        await shows(pilot, "entry 2")
        lines.lines.styles.height = 1
        await shows(pilot, "+2")
        lines.lines.styles.height = 2
        await shows(pilot, "+1")
        lines.lines.styles.height = 3
        await shows(pilot, "entry 2")
        await until(pilot, lambda: "+1" not in screen_text(app))
