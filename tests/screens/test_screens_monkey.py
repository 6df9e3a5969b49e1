"""Random keys over every screen of the demo, while another process imports."""

from radar_tui.config import Config
from support.monkeys import keyboard, let_loose


async def test_random_keys_break_nothing_and_lose_nothing(demo: Config) -> None:
    """A short run; `tests/monkey_keys.py` makes long ones and tells what keeps the screen busy."""
    outcome = await let_loose(demo, seed=20261122, keys=250)
    assert outcome.keys == 250
    assert len(outcome.screens) >= 5
    assert outcome.written


def test_the_keyboard_holds_what_every_screen_hears_and_nothing_that_ends_the_app() -> None:
    keys = keyboard()
    assert {"2", "v", "W", "slash", "question_mark", "escape", "ctrl+p"} <= set(keys)
    assert not {"q", "ctrl+q", "ctrl+c"} & set(keys)
