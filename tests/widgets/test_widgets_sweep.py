"""The sweep as a widget: what it counts, says and draws, and what the pointer does."""

from collections.abc import Sequence

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from radar_tui.services.sweep import Sweep, SweepTicket
from radar_tui.widgets.sweep import NO_ROOM, NOT_DRAWN, BlipChosen, BlipOpened, SweepView
from radar_tui.widgets.themes import THEMES
from support.hostile_texts import HOSTILE
from support.pilots import screen_text, shows, until

EMPTY = "Nobody is about to blow up."
BANDS = (("critical", 150), ("high", 90), ("mild", 45), ("neutral", 10))


def tickets(count: int, area: str | None = "payments") -> list[SweepTicket]:
    """Tickets of all bands, the worst first."""
    found = [
        SweepTicket(f"zendesk/{number}", f"Customer {number}", *reversed(BANDS[number % 4]), area)
        for number in range(count)
    ]
    return sorted(found, key=lambda one: -one.score)


def sweep_of(
    shown: Sequence[SweepTicket], *, listed: int | None = None, unscored: int = 0
) -> Sweep:
    return Sweep(shown, ["payments", "exports"], listed or len(shown), unscored)


class SweepApp(App[None]):
    """A sweep on its own."""

    CSS = "SweepView { height: 1fr; border: round $primary; }"

    def __init__(self) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        self.heard: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        yield SweepView(empty=EMPTY)

    @property
    def sweep(self) -> SweepView:
        return self.query_one(SweepView)

    @on(BlipChosen)
    @on(BlipOpened)
    def hear(self, message: BlipChosen | BlipOpened) -> None:
        self.heard.append((type(message).__name__, message.name))


async def drawn(pilot: Pilot[None], sweep: Sweep) -> str:
    """Show a sweep; gives what stands on the screen then."""
    app = pilot.app
    assert isinstance(app, SweepApp)
    app.sweep.show(sweep)
    await pilot.pause()
    return screen_text(app)


@pytest.mark.parametrize("count", [1, 9, 40])
async def test_every_ticket_has_the_glyph_of_its_band(count: int) -> None:
    app = SweepApp()
    async with app.run_test(size=(100, 30)) as pilot:
        shown = await drawn(pilot, sweep_of(tickets(count)))
        noun = "1 ticket" if count == 1 else f"{count} tickets"
        assert f"Sweep · {noun} ─" in shown
        assert shown.count("◆") == len([one for one in tickets(count) if one.band == "critical"])
        assert shown.count("▲") == len([one for one in tickets(count) if one.band == "high"])
        assert f"payments {count}" in shown
        assert "exports" in shown


async def test_of_too_many_it_says_that_the_worst_are_drawn() -> None:
    app = SweepApp()
    async with app.run_test(size=(60, 16)) as pilot:
        shown = await drawn(pilot, sweep_of(tickets(150), listed=1204))
        count = len(app.sweep.drawn)
        assert 10 < count < 150
        assert f"Sweep · the worst {count} of 1,204 ─" in shown


async def test_what_has_no_score_is_counted_apart() -> None:
    app = SweepApp()
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await drawn(pilot, sweep_of(tickets(3), listed=5, unscored=2))
        assert "Sweep · 3 tickets · 2 unscored ─" in shown


async def test_nothing_is_blank_until_it_is_known_and_then_said() -> None:
    app = SweepApp()
    async with app.run_test(size=(80, 24)) as pilot:
        assert EMPTY not in screen_text(app)
        assert EMPTY in await drawn(pilot, sweep_of([]))
        app.sweep.empty = "No ticket matches the filter."
        await shows(pilot, " No ticket matches the filter. ")
        await pilot.press("j", "g", "enter")
        assert app.heard == []


async def test_without_room_it_says_so_and_draws_again_when_there_is() -> None:
    app = SweepApp()
    async with app.run_test(size=(50, 8)) as pilot:
        assert NO_ROOM in await drawn(pilot, sweep_of(tickets(4)))
        await pilot.resize_terminal(80, 24)
        await shows(pilot, "payments 4")
        assert NO_ROOM not in screen_text(app)


async def test_the_cursor_stays_on_its_ticket_when_others_come() -> None:
    app = SweepApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await drawn(pilot, sweep_of(tickets(4)))
        await pilot.press("G")
        assert app.sweep.chosen == "zendesk/3"
        assert "· neutral 10 · Customer 3 · #3 ─" in await drawn(pilot, sweep_of(tickets(12)))
        shown = await drawn(pilot, sweep_of(tickets(2)))
        assert app.sweep.chosen is None
        assert NOT_DRAWN in shown
        await pilot.press("right")
        assert app.sweep.chosen == "zendesk/0"


async def test_choosing_from_outside_tells_nobody() -> None:
    app = SweepApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await drawn(pilot, sweep_of(tickets(4)))
        app.sweep.choose("zendesk/2")
        await shows(pilot, "Customer 2 · #2")
        assert app.heard == []
        await pilot.press("enter", "g")
        await until(pilot, lambda: len(app.heard) == 2)
        assert app.heard == [("BlipOpened", "zendesk/2"), ("BlipChosen", "zendesk/0")]


async def test_a_click_takes_the_blip_and_a_second_one_opens_it() -> None:
    app = SweepApp()
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await drawn(pilot, sweep_of(tickets(1)))
        row, line = next((row, line) for row, line in enumerate(shown.splitlines()) if "◆" in line)
        await pilot.click(offset=(line.index("◆"), row), times=2)
        await until(pilot, lambda: ("BlipOpened", "zendesk/0") in app.heard)
        assert app.heard[0] == ("BlipChosen", "zendesk/0")


@pytest.mark.parametrize("text", HOSTILE)
async def test_names_that_would_act_are_drawn_as_text(text: str) -> None:
    app = SweepApp()
    async with app.run_test(size=(100, 30)) as pilot:
        bad = SweepTicket("zendesk/1", text, 150, "critical", text)
        await drawn(pilot, Sweep([bad], [text], 1, 0))
        await pilot.press("g")
        await shows(pilot, "◆ critical 150 · ")
        shown = screen_text(app)
        assert not set("\x1b\x9b\x9d\x07\u202e\u2066\u2028") & set(shown)
        if text.isprintable():
            assert shown.count(text) == 2
