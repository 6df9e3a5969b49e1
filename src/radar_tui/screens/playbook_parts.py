"""What the parts of the Playbook screen have in common: a list, and more about its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from radar_tui.services.acting import ActResult
    from radar_tui.services.definition import DefinitionView
    from radar_tui.services.habit_products import Offer
    from radar_tui.services.habits import HabitLoop
    from radar_tui.services.training import TrainingBoard
    from radar_tui.services.workspace import Workspace
    from radar_tui.widgets.virtual_table import TableColumn, TableRow


class Part(StrEnum):
    """The parts of the screen, in the order in which they are gone through; values are titles."""

    HABITS = "Habits"
    TRAINING = "Training"
    DEFINITION = "Definition"
    SUCCESS = "Success"


@dataclass(frozen=True, slots=True)
class PartView:
    """A part as it is drawn: the line on top, the list, and words about each row, by its key."""

    summary: str
    title: str
    keys: str
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HabitFacts:
    """A week of the loop, what its habits may be linked to, and the tickets drawn for review."""

    loop: HabitLoop
    offers: tuple[Offer, ...]
    drawn: tuple[Offer, ...]


class PartRead(Message):
    """A part as it stands, and what it was drawn from where its keys need that."""

    def __init__(
        self,
        part: Part,
        view: PartView,
        facts: HabitFacts | TrainingBoard | DefinitionView | None = None,
    ) -> None:
        super().__init__()
        self.part = part
        self.view = view
        self.facts = facts


class PartUnreadable(Message):
    """A part cannot be read; `reason` is one line for the user."""

    def __init__(self, part: Part, reason: str) -> None:
        super().__init__()
        self.part = part
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Edit:
    """A text that the user writes over the one they saw, in the state `seen`.

    `newest` gives the text that stands there now, with its state.
    """

    title: str
    value: str
    seen: int
    write: Callable[[Workspace, str, int], ActResult]
    newest: Callable[[Workspace], tuple[str, int]]


class Overtaken(Message):
    """Somebody wrote another text since the user saw it; theirs stands, in the state `seen`."""

    def __init__(self, reason: str, edit: Edit, theirs: str, mine: str, seen: int) -> None:
        super().__init__()
        self.reason = reason
        self.edit = edit
        self.theirs = theirs
        self.mine = mine
        self.seen = seen
