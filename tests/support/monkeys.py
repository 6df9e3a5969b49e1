"""A monkey at the keyboard: random keys over every screen, while another process writes.

What must hold afterwards: the app has not failed, no row that was imported is lost, and the
database is whole.
"""

import asyncio
import json
import random
import sqlite3
import sys
from asyncio import events
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import thread_time
from typing import Any
from unittest.mock import patch

from radar_tui.app import RadarApp
from radar_tui.config import Config
from radar_tui.screens.failure import FAILURES_FOLDER
from radar_tui.screens.keymap import all_bindings, split_keys
from support.dump import check_whole
from support.monkey_writer import FIRST_NUMBER
from support.pilots import eventually

SIZES = ((80, 24), (100, 30), (120, 40), (200, 50))
# They would end the app, or hand it to the system's clipboard and job control.
_LEFT_OUT = frozenset({"q", "ctrl+q", "ctrl+c", "ctrl+z"})
_MOVES = ("j", "k", "down", "up", "left", "right", "enter", "space", "tab", "shift+tab", "pagedown")
_TYPED = (*"abcdefghijklmnoprstuvwxyz0123456789:>-\"' ", "backspace", "delete", "home", "end")
# After so many keys the next app begins, in another size.
KEYS_AT_ONCE = 500
TYPING_SECONDS = 0.005

Row = tuple[Any, ...]


@dataclass(slots=True)
class Outcome:
    """What came of the keys; `slowest` is the longest that the screen's thread was busy at once.

    In seconds of that thread's own processor time, with the key before it.
    """

    keys: int = 0
    screens: set[str] = field(default_factory=set)
    slowest: float = 0.0
    slowest_after: str = ""
    written: int = 0

    def saw(self, seconds: float, key: str) -> None:
        """Keep the longest."""
        if seconds > self.slowest:
            self.slowest, self.slowest_after = seconds, key


def keyboard() -> tuple[str, ...]:
    """All keys that mean something somewhere, what moves about, and what is typed."""
    bound = {key for binding in all_bindings(RadarApp).values() for key in split_keys(binding.keys)}
    return tuple(sorted((bound | {"escape", "ctrl+p", *_MOVES, *_TYPED}) - _LEFT_OUT))


def key_presses(seed: int, keys: int) -> Iterator[str]:
    """Give random keys: a third of them moves, now and then the way back."""
    chosen, every = random.Random(seed), keyboard()
    for _ in range(keys):
        draw = chosen.random()
        if draw < 0.3:
            yield chosen.choice(_MOVES)
        elif draw < 0.4:
            yield "escape"
        else:
            yield chosen.choice(every)


async def let_loose(
    config: Config,
    *,
    seed: int,
    keys: int,
    report: Callable[[Outcome], None] = lambda _outcome: None,
) -> Outcome:
    """Press random keys in one app after another, while another process imports.

    Raises:
        AssertionError: the app failed, a row was lost, or the database is not whole.
    """
    outcome = Outcome()
    before = _imported(Path(config.location))
    async with _writer(config) as writer:
        presses = list(key_presses(seed, keys))
        for start in range(0, keys, KEYS_AT_ONCE):
            size = SIZES[start // KEYS_AT_ONCE % len(SIZES)]
            await _press(config, size, presses[start : start + KEYS_AT_ONCE], outcome)
            report(outcome)
    outcome.written = await _count_written(writer)
    _check(config, before, outcome)
    return outcome


async def _press(
    config: Config, size: tuple[int, int], presses: Sequence[str], outcome: Outcome
) -> None:
    app = RadarApp(config, score=False)
    # Nothing may leave the test, nor open a window on somebody's desk.
    app.open_url = lambda *_args, **_options: None  # type: ignore[method-assign]
    last = ""

    def saw(seconds: float) -> None:
        if last:
            outcome.saw(seconds, f"{last} on {_place(app)}")

    with _timed_steps(saw), patch("textual.app.wait_for_idle", _shortly):
        async with app.run_test(size=size, notifications=True) as pilot:
            # How long the start takes has an aim of its own.
            await eventually(pilot, lambda: app._background is not None)
            for last in presses:
                await app._press_keys([last])
                outcome.keys += 1
                outcome.screens.add(_place(app))
                failures = list((config.data_folder / FAILURES_FOLDER).glob("*"))
                told = failures[0].read_text() if failures else ""
                assert not failures, f"after {last!r} on {_place(app)}: {told}"
                if not app.is_running:
                    return


async def _shortly(*_seconds: float) -> None:
    """A moment of typing: less than a screen takes to be read."""
    await asyncio.sleep(TYPING_SECONDS)


def _place(app: RadarApp) -> str:
    screen = next(reversed(app.screen_stack), None)
    return type(screen).__name__


@contextmanager
def _timed_steps(tell: Callable[[float], None]) -> Iterator[None]:
    """Tell of each step of the event loop how long it kept the thread busy.

    The thread's own time, not the clock's: what other processes do does not count.
    """
    plain = events.Handle._run  # type: ignore[attr-defined]

    def timed(handle: events.Handle) -> None:
        begun = thread_time()
        plain(handle)
        tell(thread_time() - begun)

    events.Handle._run = timed  # type: ignore[attr-defined]
    try:
        yield
    finally:
        events.Handle._run = plain  # type: ignore[attr-defined]


@asynccontextmanager
async def _writer(config: Config) -> AsyncIterator[Process]:
    """Another process that imports one ticket after another, until nobody listens any more."""
    assert config.now is not None
    places = (Path(config.location).resolve(), config.data_folder.resolve())
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "support.monkey_writer",
        *map(str, places),
        config.now.isoformat(),
        stdin=PIPE,
        stdout=PIPE,
        cwd=Path(__file__).parents[1],
    )
    assert process.stdin is not None
    try:
        yield process
    finally:
        process.stdin.close()


async def _count_written(writer: Process) -> int:
    assert writer.stdout is not None
    told = await writer.stdout.read()
    assert await writer.wait() == 0, "the other process could not write"
    return int(json.loads(told)["written"])


def _check(config: Config, before: set[Row], outcome: Outcome) -> None:
    with closing(sqlite3.connect(config.location)) as connection:
        check_whole(connection)
    after = _imported(Path(config.location))
    assert not before - after, f"{len(before - after)} rows were lost"
    new = sum(row[0] == "ticket" and int(row[2]) >= FIRST_NUMBER for row in after - before)
    assert new == outcome.written, f"{outcome.written} tickets were written, {new} are there"


def _imported(path: Path) -> set[Row]:
    """What imports brought, by the sources' own numbers."""
    with closing(sqlite3.connect(path)) as connection:
        tickets = connection.execute("SELECT 'ticket', source, external_id FROM ticket")
        messages = connection.execute("SELECT 'message', ticket_id, external_id FROM message")
        return {*tickets.fetchall(), *messages.fetchall()}
