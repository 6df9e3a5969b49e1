"""The footer leaves out whole keys, and never the one that lists them all."""

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.pilot import Pilot

from radar_tui.widgets.key_footer import KeyFooter
from support.pilots import screen_text, until

JUDGE = Binding.Group("Judge", compact=True)


class KeysApp(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "acknowledge", "Acknowledge"),
        Binding("s", "snooze", "Snooze"),
        Binding("question_mark", "help", "Help"),
        Binding("1", "judge(1)", "Good", group=JUDGE),
        Binding("2", "judge(2)", "Bad", group=JUDGE),
    ]

    def compose(self) -> ComposeResult:
        yield KeyFooter()


async def stands(pilot: Pilot[None], words: str) -> None:
    await until(pilot, lambda: screen_text(pilot.app).splitlines()[-1].strip() == words)


@pytest.mark.parametrize(
    ("width", "words"),
    [
        (80, "a Acknowledge  s Snooze  ? Help  12 Judge"),
        (43, "a Acknowledge  s Snooze  ? Help  12 Judge"),
        (42, "a Acknowledge  s Snooze  ? Help"),
        (33, "a Acknowledge  s Snooze  ? Help"),
        (32, "a Acknowledge  ? Help"),
        (12, "? Help"),
    ],
)
async def test_what_does_not_fit_is_left_out(width: int, words: str) -> None:
    async with KeysApp().run_test(size=(width, 5)) as pilot:
        await stands(pilot, words)


async def test_a_wider_terminal_brings_keys_back() -> None:
    async with KeysApp().run_test(size=(20, 5)) as pilot:
        await stands(pilot, "? Help")
        await pilot.resize_terminal(80, 5)
        await stands(pilot, "a Acknowledge  s Snooze  ? Help  12 Judge")
