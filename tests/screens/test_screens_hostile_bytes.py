"""What hostile texts make of the bytes that reach a real terminal: nothing."""

import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from radar_tui.config import Config
from support import terminal_app
from support.hostile_texts import HOSTILE
from support.hostile_worlds import STORABLE, build_hostile_world
from support.terminals import Terminal, plain, strays

SIZE = (200, 60)
ACTOR = f"Dana {''.join(STORABLE)}"
FOLDER = "work [red]x\x1b[31m\u202e"
# Two accounts with one id: the second is rejected.
TWICE = "id,name,domains\na1,ACME,\na1,Again,\n"
DOWN, ENTER, ESCAPE, PALETTE, PAGE_DOWN = "j", "\r", "\x1b", "\x10", "\x1b[6~"
PASTED = "\x1b[200~/none/[red]x\u202e\u200b.csv\x1b[201~"

Start = Callable[..., Terminal]


@pytest.fixture(scope="session")
def hostile_file(tmp_path_factory: pytest.TempPathFactory, as_of: datetime) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / "radar.db"
    build_hostile_world(Config(str(file), folder, as_of, "Dana"), folder)
    return file


@pytest.fixture
def start(hostile_file: Path, tmp_path: Path) -> Iterator[Start]:
    """Starts the app on the hostile world, in a folder full of hostile names."""
    folder = tmp_path / FOLDER
    folder.mkdir()
    shutil.copy(hostile_file, folder / "radar.db")
    for place, text in enumerate(HOSTILE):
        name = text.replace("/", "").encode("utf-8", "replace").decode()
        (folder / f"{place:02}{name}.csv").write_text(TWICE)
    started: list[Terminal] = []

    def run(*options: str) -> Terminal:
        command = [sys.executable, terminal_app.__file__, folder / "radar.db", folder, ACTOR]
        environment = {"HOME": str(folder), "LANG": "C.UTF-8"}
        terminal = Terminal([*command, *options], size=SIZE, environment=environment, folder=folder)
        started.append(terminal)
        return terminal

    yield run
    for terminal in started:
        terminal.kill()


def go(terminal: Terminal, keys: str, words: str) -> None:
    """Press keys and wait for what they lead to, and for all that follows from it."""
    terminal.until(words, terminal.press(keys))
    terminal.until_quiet()


def leave(terminal: Terminal) -> None:
    """Close what is open. What is pressed at once after an escape would be read as one key."""
    terminal.press(ESCAPE)
    terminal.until_quiet()


def walk(terminal: Terminal, key: str, times: int) -> None:
    for _ in range(times):
        terminal.press(key)
        terminal.until_quiet(0.1)


def click(terminal: Terminal, column: int, row: int) -> None:
    terminal.press(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m")


def visit_today(terminal: Terminal) -> None:
    """Every row of every panel, the filter with its suggestions, and each dialog."""
    terminal.until(f"· {len(STORABLE)} over review")
    terminal.until_quiet()
    walk(terminal, DOWN, len(STORABLE))
    go(terminal, "z", "why it scored high")
    go(terminal, "z", "Priority · ")
    for panel in ("Alerts · ", "Priority · "):
        go(terminal, "h", panel)
        walk(terminal, DOWN, 2 * len(STORABLE))
    go(terminal, "h", "Frustration radar · ")
    go(terminal, "g", "account0")
    go(terminal, "n", "What we'll do now")
    leave(terminal)
    go(terminal, "o", "Owner · ")
    leave(terminal)
    go(terminal, "t", "Tag · ")
    leave(terminal)
    go(terminal, "e", "Escalate · ")
    leave(terminal)
    go(terminal, "s", "Snooze · ")
    leave(terminal)
    go(terminal, "b", "copied https://desk.example")
    go(terminal, "a", "acknowledged #4100")
    go(terminal, "u", "undone: ")
    go(terminal, "/", "tab completes")
    for letter in "tag:feature-area":
        walk(terminal, letter, 1)
    leave(terminal)


def visit_tickets(terminal: Terminal) -> None:
    """Each ticket, with clicks wherever its thread stands."""
    terminal.press("g")
    for place, text in enumerate(STORABLE):
        mark = terminal.press(ENTER)
        terminal.until("Score and work", mark)
        terminal.until(f"message{place} ", mark)
        terminal.until_quiet()
        if text.isprintable():
            assert f"message{place} {text}" in plain(terminal.written[mark:])
        if "click" in text:
            for row in range(2, 20):
                for column in range(60, 110, 5):
                    click(terminal, column, row)
            terminal.until_quiet()
        go(terminal, "n", "What we'll do now")
        leave(terminal)
        go(terminal, ESCAPE, "over review")
        terminal.press(DOWN)


def visit_radar(terminal: Terminal) -> None:
    """Each ticket in the table and in the sweep, and the dialog of the views."""
    go(terminal, "2", "Sweep · ")
    terminal.press("g")
    walk(terminal, DOWN, len(STORABLE))
    terminal.press("p")
    for key in "ghjklG":
        walk(terminal, key, 2)
    go(terminal, "v", "Views of the radar")
    leave(terminal)


def visit_the_rest(terminal: Terminal) -> None:
    """Rollout, review, settings, help, palette, and an import of all files of the folder."""
    go(terminal, "0", "note0 ")
    walk(terminal, DOWN, 6)
    go(terminal, "n", "Note: ")
    leave(terminal)
    go(terminal, "w", "Weekly review")
    walk(terminal, PAGE_DOWN, 12)
    go(terminal, ",", "Settings of this machine")
    walk(terminal, DOWN, 8)
    go(terminal, "1", "over review")
    go(terminal, "?", "Keys that work here")
    leave(terminal)
    go(terminal, PALETTE, "Search for commands")
    go(terminal, ESCAPE, "over review")
    go(terminal, "i", "☐ 00")
    # Before the others are picked: what is told of the last of many files may be out of sight.
    go(terminal, PASTED, "expected")
    walk(terminal, f"{DOWN} ", len(HOSTILE))
    terminal.press_until(ENTER, "Rejected · ")
    terminal.until_quiet()
    walk(terminal, DOWN, len(HOSTILE))
    go(terminal, ENTER, "over review")


def test_no_text_reaches_the_terminal_as_more_than_words(start: Start) -> None:
    terminal = start()
    visit_today(terminal)
    visit_tickets(terminal)
    visit_radar(terminal)
    visit_the_rest(terminal)
    terminal.press("q")
    assert terminal.close() == 0
    assert strays(terminal.written) == []


def test_what_were_not_made_inert_would_be_seen(start: Start) -> None:
    terminal = start("--nothing-is-inert")
    terminal.until("over review")
    terminal.until_quiet()
    terminal.press("q")
    terminal.close()
    for acting in ("\x1b[31m", "\x1b]8;;http://evil\x07", "\x9b", "\u202e", "\u200b"):
        assert repr(acting) in strays(terminal.written)
