"""Write docs/pictures: the app on the demo workspace, at a fixed moment, as SVG.

Takes under two minutes, most of which is the model reading the demo. The same code gives the same
bytes, so a picture that changes shows a change of the app.
"""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from contextlib import chdir
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.pilot import Pilot
from textual.widgets import Input

from radar_tui.app import RadarApp
from radar_tui.config import Config, Preferences
from radar_tui.screens.importing import ImportScreen
from radar_tui.services.demo.building import import_demo, score_demo
from radar_tui.services.rollout import RolloutChange, change_rollout
from radar_tui.services.workspace import open_workspace

FOLDER = Path(__file__).parent / "pictures"

AS_OF = datetime(2026, 11, 23, 9, tzinfo=UTC)
# Pictures are taken in a home folder of their own: no path in them is the maker's.
EXPORTS = Path("exports")
OTHER_EXPORTS = Path("other")
WORKSPACE = "~/.local/share/radar/radar.db"
EMPTY_WORKSPACE = "~/.local/share/radar/new.db"
SETTINGS = Path("~/.config/radar/config.toml")

# A table that no reader knows.
CASE_COLUMNS = "Case;Headline;Company;Phase;Came in;Mail;Story"
CASES = (
    ("Payment page fails", "The payment page fails for the third time this week."),
    ("Export stays empty", "Our nightly export has been empty since Monday."),
    ("Cannot sign in", "Nobody in our office can sign in any more."),
    ("Slow reports", "The reports take ten minutes to load."),
)

# Rounds of waiting until a screen is there, and how many in a row it must then stand still.
PATIENCE = 600
STILL_ROUNDS = 5
ROUND_SECONDS = 0.05

# A picture asks nobody for a font. Each text has its length, which browsers keep to with any font;
# for what does not, the size makes a letter of DejaVu Sans Mono or Menlo as wide as its cell.
FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
FONT_SIZE = "20.26px"
_CHANGES = (
    (re.compile(r"@font-face \{.*?\}", re.DOTALL), ""),
    (re.compile(r"font-family: Fira Code, monospace;\s*font-size: 20px"),
     f"font-family: {FONTS};\n        font-size: {FONT_SIZE}"),
    (re.compile(r"font-family: arial;"), "font-family: sans-serif;"),
    # Blanks as such, which takes a sixth of the room.
    (re.compile(r'(<g class="[\w-]+-matrix")'), r'\1 xml:space="preserve"'),
    (re.compile(r"&#160;"), " "),
    # No text is higher than its line.
    (re.compile(r'<clipPath id="[\w-]+-line-\d+">.*?</clipPath>', re.DOTALL), ""),
    (re.compile(r' clip-path="url\(#[\w-]+-line-\d+\)"'), ""),
)  # fmt: skip

Drive = Callable[[Pilot[None]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the app at a size in cells, brought to a state by `drive`."""

    name: str
    size: tuple[int, int]
    drive: Drive
    theme: str = "radar-dark"
    workspace: str = WORKSPACE

    @property
    def file(self) -> Path:
        """Where the picture goes."""
        return FOLDER / f"{self.name}.svg"


# States of the app, reached by the keys that a user presses.


async def today(pilot: Pilot[None]) -> None:
    """Today as it opens."""
    await until_words(pilot, "over review")


async def today_with_ticket(pilot: Pilot[None]) -> None:
    """Today with the ticket at the radar's cursor beside it."""
    await today(pilot)
    await until_words(pilot, "Score and work")


async def ticket(pilot: Pilot[None]) -> None:
    """The worst ticket on the whole screen."""
    await today(pilot)
    await pilot.press("enter")
    await until_words(pilot, "Score and work")


async def filtered(pilot: Pilot[None]) -> None:
    """A filter being typed, with what it means below."""
    await today(pilot)
    await pilot.press("slash")
    pilot.app.screen.query_one(Input).cursor_blink = False
    await pilot.press(*"band:critical,high tier>=4 waiting>4h")
    await until_words(pilot, "match the filter")


async def radar(pilot: Pilot[None]) -> None:
    """All open tickets with a score on the radar, the worst of them chosen."""
    await today(pilot)
    await pilot.press("2")
    await until_words(pilot, "view over review")
    await pilot.press("slash", *"score>=0", "enter")
    await until_words(pilot, "score>=0 ·")
    await until_words(pilot, "Score and work")


async def rule_editor(pilot: Pilot[None]) -> None:
    """The frustration score's rule with a higher threshold, tried on the past."""
    await pilot.press("3")
    await until_words(pilot, "Story, newest first")
    await pilot.press("R")
    await until_words(pilot, "Frustration score")
    await pilot.press("j", "j", "enter")
    await until_words(pilot, "escalations warned of")
    await pilot.press("right", "right", "right")
    await until_words(pilot, "as changed")


async def matrix(pilot: Pilot[None]) -> None:
    """The matrix with why the first account has its number."""
    await pilot.press("4")
    await until_words(pilot, "Why 1")


async def what_if(pilot: Pilot[None]) -> None:
    """The matrix with a heavier ARR tier, tried."""
    await matrix(pilot)
    await pilot.press("W")
    await until_words(pilot, "change their action")
    await pilot.press("right", "right")
    await until_words(pilot, "▴")


async def rollout(pilot: Pilot[None]) -> None:
    """The rollout plan in its third week."""
    await today(pilot)
    await pilot.press("0")
    await until_words(pilot, "Week 4")


async def patterns(pilot: Pilot[None]) -> None:
    """The volumes with the spike at the cursor."""
    await today(pilot)
    await pilot.press("5")
    await until_words(pilot, "Plain +30% rule")


async def review(pilot: Pilot[None]) -> None:
    """The summary of the last whole week."""
    await today(pilot)
    await pilot.press("w")
    await until_words(pilot, "Week 2026-W47")


async def welcome(pilot: Pilot[None]) -> None:
    """What an empty workspace offers."""
    await until_words(pilot, "Welcome to Radar")


async def importing(pilot: Pilot[None]) -> None:
    """Files picked, and said what they are, before anything is imported."""
    await welcome(pilot)
    pilot.app.push_screen(ImportScreen(EXPORTS))
    await until_words(pilot, "tickets.ndjson")
    await pilot.press("j", "space", "j", "j", "space", "j", "space", "j", "space")
    await until_words(pilot, "To import · 4 files")
    await until(pilot, lambda: "reading…" not in screen_words(pilot))


async def mapping(pilot: Pilot[None]) -> None:
    """A table of an unknown help desk: its first rows, and what is read from them."""
    await welcome(pilot)
    OTHER_EXPORTS.mkdir(exist_ok=True)
    rows = (";".join(case(number)) for number in range(1, 25))
    (OTHER_EXPORTS / "cases.csv").write_text("\n".join([CASE_COLUMNS, *rows]), encoding="utf-8")
    pilot.app.push_screen(ImportScreen(OTHER_EXPORTS))
    await until_words(pilot, "cases.csv")
    await pilot.press("j")
    await until_words(pilot, "enter shows what is read from its columns")
    await pilot.press("enter")
    await until_words(pilot, "rows can be imported")
    await pilot.press("j", "j")


def case(number: int) -> tuple[str, ...]:
    """One row of that table; one of them has no time."""
    headline, story = CASES[number % len(CASES)]
    return (
        f"C-{4000 + number}",
        headline,
        ("Northwind Robotics", "Fabrikam", "Contoso")[number % 3],
        ("Working on it", "Closed", "Parked")[number % 3],
        "unknown" if number == 5 else f"{number:02}/11/2026 {8 + number % 9:02}:15",
        f"{('ada', 'bo', 'cy')[number % 3]}@customer.example",
        story,
    )


async def settings(pilot: Pilot[None]) -> None:
    """The settings, with the keys below them."""
    await today(pilot)
    await pilot.press("comma")
    await until_words(pilot, "Settings of this machine")


PICTURES = (
    Picture("today-dark", (144, 40), today),
    Picture("today-light", (144, 40), today, theme="radar-light"),
    Picture("today-wide", (200, 60), today_with_ticket),
    Picture("today-narrow", (80, 24), today),
    Picture("filter", (120, 40), filtered),
    Picture("radar", (160, 45), radar),
    Picture("ticket", (140, 45), ticket),
    Picture("patterns", (120, 40), patterns),
    Picture("review", (120, 40), review),
    Picture("settings", (120, 40), settings),
    Picture("rule-editor", (130, 36), rule_editor),
    Picture("matrix", (120, 40), matrix),
    Picture("what-if", (120, 40), what_if),
    Picture("rollout", (120, 40), rollout),
    Picture("welcome", (100, 30), welcome, workspace=EMPTY_WORKSPACE),
    Picture("import", (120, 40), importing, workspace=EMPTY_WORKSPACE),
    Picture("mapping", (120, 36), mapping, workspace=EMPTY_WORKSPACE),
)


# Waiting, by what is on the screen.


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Let the app go on until something holds.

    Raises:
        TimeoutError: it did not come to hold.
    """
    for _ in range(PATIENCE):
        if holds():
            return
        await pilot.pause(ROUND_SECONDS)
    raise TimeoutError("the screen did not come to show what the picture is of")


async def until_words(pilot: Pilot[None], words: str) -> None:
    """Let the app go on until some words stand on the screen."""
    await until(pilot, lambda: words in screen_words(pilot))


async def until_still(pilot: Pilot[None]) -> None:
    """Let the app go on until nothing moves any more.

    Raises:
        TimeoutError: something goes on moving.
    """
    still, before = 0, ""
    for _ in range(PATIENCE):
        await until(pilot, lambda: not _is_working(pilot))
        await pilot.pause(ROUND_SECONDS)
        now = pilot.app.export_screenshot()
        still, before = (still + 1 if now == before else 0), now
        if still == STILL_ROUNDS:
            return
    raise TimeoutError("the screen does not come to rest")


def _is_working(pilot: Pilot[None]) -> bool:
    """Tell whether work goes on behind the screen; a tree's waits for folders for good."""
    return not all(one.is_finished for one in pilot.app.workers if one.group != "_loader")


def screen_words(pilot: Pilot[None]) -> str:
    """What stands on the screen, as plain lines."""
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


# Making.


def make_workspace(config: Config) -> None:
    """Make the demo: imported, scored and evaluated; its rollout began two weeks ago."""
    workspace = open_workspace(config)
    try:
        import_demo(workspace, EXPORTS)
        score_demo(workspace)
        change_rollout(workspace, RolloutChange(start=date(2026, 11, 9)))
    finally:
        workspace.close()


async def take(picture: Picture) -> str:
    """Bring the app to the picture's state; gives the picture as SVG."""
    app = RadarApp(config_of(picture), score=False)
    async with app.run_test(size=picture.size) as pilot:
        await picture.drive(pilot)
        await until_still(pilot)
        return self_contained(app.export_screenshot(title="Radar", simplify=True))


def config_of(picture: Picture) -> Config:
    """The settings of the demo's team lead."""
    return Config(
        picture.workspace,
        data_folder=Path(WORKSPACE).parent,
        now=AS_OF,
        actor="Dana Whitfield",
        preferences=Preferences(theme=picture.theme),
        settings_path=SETTINGS,
    )


def self_contained(svg: str) -> str:
    """Make a picture load nothing, and smaller."""
    for found, put in _CHANGES:
        svg = found.sub(put, svg)
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def main() -> None:
    """Make all pictures, and take away those that are on the list no more."""
    with TemporaryDirectory() as home, chdir(home):
        for name in ("RADAR_CONFIG", "RADAR_DB", "RADAR_NOW", "RADAR_USER", "NO_COLOR"):
            os.environ.pop(name, None)
        os.environ["HOME"] = home
        make_workspace(config_of(PICTURES[0]))
        taken = {picture.file: asyncio.run(take(picture)) for picture in PICTURES}
    FOLDER.mkdir(exist_ok=True)
    for old in set(FOLDER.iterdir()) - set(taken):
        old.unlink()
    for file, svg in taken.items():
        file.write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
