"""What the app remembers of its user between two runs: where they were, and how lists stood.

One small JSON file per user, in the folder for state; what cannot be read in it counts as nothing.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from radar_tui.config import Config, replace_file

# The workspaces opened last; what is known of older ones is dropped.
KEPT_WORKSPACES = 20
LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class ListState:
    """How a list was left: its filter as written, and by which column it was sorted, if any."""

    filter: str = ""
    column: str | None = None
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered: `screen` and `lists` of one workspace, `toured` of the user.

    `problem` is a line on a file that cannot be read, blank where all is well.
    """

    screen: str | None = None
    lists: Mapping[str, ListState] = field(default_factory=dict)
    toured: bool = False
    problem: str = ""

    def with_list(self, name: str, state: ListState) -> "Remembered":
        """Remember how a list stands now."""
        return replace(self, lists={**self.lists, name: state})


def read_remembered(path: Path, config: Config) -> Remembered:
    """Read what is remembered for a user in a workspace; nothing where the file is damaged."""
    document, problem = _read(path)
    own = _table(_table(document, "workspaces"), _place(config))
    screen = own.get("screen")
    lists = {name: _list_state(value) for name, value in _table(own, "lists").items()}
    return Remembered(
        screen=screen if isinstance(screen, str) else None,
        lists={name: state for name, state in lists.items() if state is not None},
        # Whoever has a file was here before, though nothing of it can be read.
        toured=document.get("toured") is True or bool(problem),
        problem=problem,
    )


def write_remembered(path: Path, config: Config, remembered: Remembered) -> None:
    """Store what is to be remembered, as a whole or not at all; other workspaces' parts stay.

    Raises:
        OSError: the file cannot be written.
    """
    document, _problem = _read(path)
    workspaces = dict(_table(document, "workspaces"))
    workspaces.pop(_place(config), None)
    workspaces[_place(config)] = {
        "screen": remembered.screen,
        "lists": {name: asdict(state) for name, state in remembered.lists.items()},
    }
    kept = dict(list(workspaces.items())[-KEPT_WORKSPACES:])
    toured = remembered.toured or document.get("toured") is True
    replace_file(path, json.dumps({"toured": toured, "workspaces": kept}, indent=1) + "\n")


def _place(config: Config) -> str:
    """Name a workspace and a user without telling either: a URL may hold a password."""
    location = config.location if "://" in config.location else str(Path(config.location).resolve())
    return sha256(f"{location}\n{config.actor}".encode()).hexdigest()[:24]


def _read(path: Path) -> tuple[dict[str, Any], str]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, ""
    except (OSError, ValueError, RecursionError):
        document = None
    if isinstance(document, dict):
        return document, ""
    return {}, f"{path}: expected JSON as Radar wrote it; screens and lists begin anew"


def _table(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = values.get(key)
    return value if isinstance(value, dict) else {}


def _list_state(value: object) -> ListState | None:
    match value:
        case {"filter": str() as words, "column": column, "descending": bool() as descending}:
            if column is None or isinstance(column, str):
                return ListState(words[:LONGEST_TEXT], column, descending)
    return None
