"""The Matrix screen in a test: gone to, and a dialog's choice made by keyboard."""

from textual.pilot import Pilot
from textual.widgets import OptionList

from radar_tui.screens.matrix import MatrixScreen
from support.pilots import shows, until, until_rows

SIZE = (140, 40)


async def at_matrix(pilot: Pilot[None]) -> MatrixScreen:
    """Go to the Matrix screen, and wait until its list has the keys."""
    await pilot.press("4")
    table = await until_rows(pilot, "#priorities")
    await until(pilot, lambda: table.has_focus)
    screen = pilot.app.screen
    assert isinstance(screen, MatrixScreen)
    return screen


async def choose(pilot: Pilot[None], title: str, words: str) -> None:
    """Go down to a choice of the dialog with this title, and take it."""
    await shows(pilot, title)
    options = pilot.app.screen.query_one(OptionList)
    count = options.option_count
    prompts = [str(options.get_option_at_index(place).prompt) for place in range(count)]
    place = next(place for place, prompt in enumerate(prompts) if words in prompt)
    while options.highlighted != place:
        await pilot.press("j" if (options.highlighted or 0) < place else "k")
    await pilot.press("enter")
