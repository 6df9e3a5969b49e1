"""What the workers of the Patterns screen bring; of each part only the newest is worth drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from radar_tui.screens.patterns_parts import Part, PartView


class PartRead(Message):
    """A part as it stands."""

    def __init__(self, part: Part, view: PartView) -> None:
        super().__init__()
        self.part = part
        self.view = view

    def can_replace(self, message: Message) -> bool:
        """Whether an older message need not be handled any more."""
        return isinstance(message, PartRead) and message.part is self.part


class PartUnreadable(Message):
    """A part cannot be read; `reason` is one line for the user."""

    def __init__(self, part: Part, reason: str) -> None:
        super().__init__()
        self.part = part
        self.reason = reason


class PartSettled(Message):
    """All of a part was read that is known by now, or it cannot be."""

    def __init__(self, part: Part) -> None:
        super().__init__()
        self.part = part


class ListedRead(Message):
    """The tickets behind a row, as (name, words)."""

    def __init__(self, tickets: list[tuple[str, str]]) -> None:
        super().__init__()
        self.tickets = tickets
