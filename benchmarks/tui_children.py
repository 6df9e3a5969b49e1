"""The apps that `benchmarks.tui` measures, each in a process of its own: prints one JSON line.

python -m benchmarks.tui_children start radar radar.db STARTED
python -m benchmarks.tui_children work bare - STARTED
python -m benchmarks.tui_children switch radar radar.db STARTED
python -m benchmarks.tui_children scoring radar half-scored.db STARTED
"""

import asyncio
import json
import resource
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import partial
from time import perf_counter, time
from typing import Any

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import DataTable, Footer

SIZE = (160, 48)
ROWS = 50
KEYS = 60
REFRESHES = 20
# Each screen by its key, and how often it is gone to after the first time.
SCREENS = {"1": "Today", "2": "Radar", "3": "Alerts", "4": "Matrix", "5": "Patterns"}
ROUNDS = 12
# Rounds of waiting, five milliseconds each.
PATIENCE = 4000


class BareApp(App[None]):
    """What anybody would write first: one table with fifty rows, and a footer."""

    def compose(self) -> ComposeResult:
        """The table and the footer."""
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        table.add_columns("score", "customer", "ticket", "waits", "owner", "why")
        self.fill()
        table.focus()

    def fill(self) -> None:
        """Put the rows into the table anew, as a refresh would."""
        table = self.query_one(DataTable)
        table.clear()
        table.add_rows((f"{row}", f"Account {row}", row, "3h", "Dana", "…") for row in range(ROWS))


def main(measure: str, kind: str, database: str, started: str) -> None:
    """Run one app and print what was measured of it."""
    app = BareApp() if kind == "bare" else _radar(database, score=measure == "scoring")
    measures: dict[str, Callable[[], Awaitable[dict[str, Any]]]] = {
        "start": lambda: _start(app, float(started)),
        "work": lambda: _work(app),
        "switch": lambda: _switch(app),
        "scoring": lambda: _keys_while_scoring(app, database),
    }
    print(json.dumps(asyncio.run(_run(measures[measure]))))


async def _run(measure: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
    return await measure()


def _radar(database: str, *, score: bool) -> App[None]:
    import os

    from radar_tui.app import RadarApp
    from radar_tui.config import read_config

    return RadarApp(read_config(os.environ, location=database), score=score)


async def _start(app: App[Any], started: float) -> dict[str, float]:
    """Seconds from the start of the process to the first paint, and until there are rows."""
    async with app.run_test(size=SIZE) as pilot:
        painted = time() - started
        await _until(pilot, lambda: _has_rows(app))
        return {"paint": painted, "rows": time() - started}


async def _work(app: App[Any]) -> dict[str, Any]:
    """Milliseconds from a key to the paint after it, and of a refresh; the peak memory in MiB."""
    async with app.run_test(size=SIZE) as pilot:
        await _until(pilot, lambda: _has_rows(app))
        keys = await _press(pilot)
        refreshes = [await _timed(lambda: _refresh(app, pilot)) for _ in range(REFRESHES)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"keys": keys, "refreshes": refreshes, "memory": memory}


async def _press(pilot: Pilot[Any]) -> list[float]:
    presses = ["down" if turn % 8 < 6 else "up" for turn in range(KEYS)]
    return [await _timed(partial(pilot.press, key)) for key in presses]


async def _switch(app: App[Any]) -> dict[str, Any]:
    """Milliseconds from a key to its screen's rows: the first time, and to the screen later on."""
    async with app.run_test(size=SIZE) as pilot:
        await _until(pilot, lambda: _has_rows(app))
        first = {key: await _timed(partial(_go, app, pilot, key)) for key in [*SCREENS][1:]}
        later: dict[str, list[float]] = {place: [] for place in SCREENS.values()}
        for _ in range(ROUNDS):
            for key, place in SCREENS.items():
                later[place].append(await _timed(partial(_go, app, pilot, key)))
    return {"first": {SCREENS[key]: took for key, took in first.items()}, "later": later}


async def _go(app: App[Any], pilot: Pilot[Any], key: str) -> None:
    await pilot.press(key)
    place = SCREENS[key]
    await _until(pilot, lambda: getattr(app.screen, "PLACE", "") == place and _has_rows(app))


async def _keys_while_scoring(app: App[Any], database: str) -> dict[str, Any]:
    """Milliseconds from a key to the paint after it, from the first new score to the last key."""
    before = _scores(database)
    async with app.run_test(size=SIZE) as pilot:
        await _until(pilot, lambda: _has_rows(app) and _scores(database) > before)
        began = _scores(database)
        keys = await _press(pilot)
        return {"keys": keys, "scored": _scores(database) - began}


def _scores(database: str) -> int:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM message_score").fetchone()[0])


async def _refresh(app: App[Any], pilot: Pilot[Any]) -> None:
    if isinstance(app, BareApp):
        app.fill()
        await pilot.pause()
        return
    from radar_tui.screens.today import TodayScreen

    screen = app.screen
    assert isinstance(screen, TodayScreen)
    drawn = screen.panels_drawn
    screen.refresh_view()
    await _until(pilot, lambda: screen.panels_drawn > drawn)


async def _timed(act: Callable[[], Awaitable[object]]) -> float:
    began = perf_counter()
    await act()
    return (perf_counter() - began) * 1000


def _has_rows(app: App[Any]) -> bool:
    if isinstance(app, BareApp):
        return app.query_one(DataTable).row_count > 0
    from radar_tui.widgets.virtual_table import VirtualTable

    return any(table.row_count for table in app.screen.query(VirtualTable))


async def _until(pilot: Pilot[Any], holds: Callable[[], bool]) -> None:
    for _ in range(PATIENCE):
        if holds():
            await pilot.pause()
            return
        await asyncio.sleep(0.005)
    raise TimeoutError("it never came to hold")


if __name__ == "__main__":
    main(*sys.argv[1:5])
