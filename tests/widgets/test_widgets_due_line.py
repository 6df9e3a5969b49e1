"""What is due, by keyboard: one line or several, the rest counted, each entry opens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.widgets import Input

from radar_tui.services.due_list import DueEntry, DueKind, DueList
from radar_tui.widgets.due_line import DueLine, DueOpened
from radar_tui.widgets.themes import THEMES
from support.hostile_texts import HOSTILE
from support.pilots import screen_text

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
SPIKE = DueEntry(
    key="response:1",
    kind=DueKind.RESPONSE,
    words="payments: Ticket spike (tagged) · Support Ops",
    due_at=NOW - timedelta(minutes=20),
    overdue=True,
    alert_id=1,
)
TICKET = replace(
    SPIKE,
    key="response:2",
    words="#4562 ACME: Frustration score · Dana has it",
    due_at=NOW + timedelta(minutes=48),
    overdue=False,
    ticket="zendesk/4562",
    alert_id=2,
)
WEEK = DueEntry(
    key="rollout:week-2",
    kind=DueKind.ROLLOUT,
    words="rollout week 2: 1 of 2",
    due_at=NOW + timedelta(days=4),
    overdue=False,
)
ENTRIES = (SPIKE, TICKET, WEEK)


def listed(*entries: DueEntry, total: int | None = None) -> DueList:
    overdue = sum(entry.overdue for entry in entries)
    return DueList(NOW, entries, len(entries) if total is None else total, overdue)


class DueApp(App[None]):
    """The line on its own, with somewhere else to go."""

    CSS = "DueLine.one { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[DueEntry] = []
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def compose(self) -> ComposeResult:
        yield DueLine(id="due")
        yield Input()

    @on(DueOpened)
    def keep(self, message: DueOpened) -> None:
        self.opened.append(message.entry)

    @property
    def due(self) -> DueLine:
        return self.query_one(DueLine)

    def texts(self) -> list[str]:
        return [line.strip() for line in screen_text(self).splitlines() if line.strip()]


async def test_each_entry_has_a_line_where_there_is_room() -> None:
    app = DueApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.due.show(listed(*ENTRIES))
        await pilot.pause()
        assert app.texts()[:3] == [
            "overdue 20m  payments: Ticket spike (tagged) · Support Ops",
            "in 48m       #4562 ACME: Frustration score · Dana has it",
            "in 4d        rollout week 2: 1 of 2",
        ]
        assert app.due.size.height == 3


async def test_one_line_shows_the_first_and_counts_the_rest() -> None:
    app = DueApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.due.add_class("one")
        app.due.show(listed(*ENTRIES, total=9))
        await pilot.pause()
        first = app.texts()[0]
        assert first.startswith("overdue 20m  payments: Ticket spike")
        assert first.endswith(" +8")


async def test_more_entries_than_lines_are_counted_again_when_there_is_room() -> None:
    app = DueApp()
    entries = [replace(WEEK, key=str(number), words=f"entry {number}") for number in range(6)]
    async with app.run_test(size=(80, 24)) as pilot:
        app.due.show(listed(*entries))
        await pilot.pause()
        assert app.texts()[0].endswith(" +2")
        app.due.styles.max_height = 10
        await pilot.pause()
        await pilot.pause()
        assert app.texts()[0] == "in 4d  entry 0"
        assert app.texts()[5] == "in 4d  entry 5"


async def test_a_long_line_is_cut_with_an_ellipsis_never_wrapped() -> None:
    app = DueApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.due.show(listed(replace(SPIKE, words="word " * 60), TICKET))
        await pilot.pause()
        assert app.texts()[0].endswith("…")
        assert app.texts()[1].startswith("in 48m")


@pytest.mark.parametrize(
    ("pressed", "entry"),
    [
        (["enter"], SPIKE),
        (["down", "enter"], TICKET),
        (["j", "j", "k", "space"], TICKET),
        (["G", "enter"], WEEK),
        (["G", "up", "g", "enter"], SPIKE),
    ],
)
@pytest.mark.parametrize("room", ["", "one"])
async def test_keys_choose_an_entry_and_open_it(
    pressed: list[str], entry: DueEntry, room: str
) -> None:
    app = DueApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.due.set_class(bool(room), "one")
        app.due.show(listed(*ENTRIES))
        await pilot.pause()
        app.due.focus()
        await pilot.press(*pressed)
        await pilot.pause()
        assert app.opened == [entry]
        assert any(entry.words in text for text in app.texts())


async def test_the_cursor_stays_on_its_entry_when_something_more_urgent_comes() -> None:
    app = DueApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.due.show(listed(TICKET, WEEK))
        await pilot.pause()
        app.due.focus()
        await pilot.press("down")
        app.due.show(listed(*ENTRIES))
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert app.opened == [WEEK]


async def test_time_goes_on_and_what_is_overdue_is_told_so() -> None:
    app = DueApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.due.show(listed(TICKET))
        await pilot.pause()
        assert app.texts()[0].startswith("in 48m")
        late = replace(TICKET, overdue=True)
        app.due.show(replace(listed(late), as_of=TICKET.due_at + timedelta(minutes=5)))
        await pilot.pause()
        assert app.texts()[0].startswith("overdue 5m  #4562")


async def test_nothing_due_says_so_and_takes_no_focus() -> None:
    app = DueApp()
    async with app.run_test(size=(80, 24)) as pilot:
        assert "Nothing is due." not in screen_text(app)
        app.due.show(listed(*ENTRIES))
        await pilot.pause()
        app.due.show(listed())
        await pilot.pause()
        assert app.texts()[0] == "Nothing is due."
        assert app.due.size.height == 1
        app.screen.focus_next()
        await pilot.pause()
        assert isinstance(app.focused, Input)


@pytest.mark.parametrize("text", HOSTILE)
async def test_customers_words_never_act(text: str) -> None:
    app = DueApp()
    async with app.run_test(size=(120, 24)) as pilot:
        app.due.show(listed(replace(SPIKE, words=text), replace(TICKET, words=text)))
        await pilot.pause()
        shown = screen_text(app)
        assert not set(shown) & set("\x1b\x9b\u202e\u200b\ud800\t\r")
        assert "overdue 20m" in shown
        assert app.due.size.height == 2
