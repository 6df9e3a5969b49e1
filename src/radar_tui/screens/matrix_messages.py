"""What the workers of the Matrix screen bring; of each kind only the newest is worth drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from radar_tui.domain.priority import Priority
    from radar_tui.services.prioritising import MatrixFacts


class MatrixRead(Message):
    """The matrix as it stands: what it rests on, and its rows by accounts and by segments."""

    def __init__(
        self, facts: MatrixFacts, accounts: Sequence[Priority], segments: Sequence[Priority]
    ) -> None:
        super().__init__()
        self.facts = facts
        self.accounts = accounts
        self.segments = segments

    def can_replace(self, message: Message) -> bool:
        """Whether an older message need not be handled any more."""
        return isinstance(message, MatrixRead)


class MatrixUnreadable(Message):
    """The matrix cannot be read; `reason` is one line for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class AccountTicketsRead(Message):
    """The open tickets of an account, as (name, words)."""

    def __init__(self, account: str, tickets: list[tuple[str, str]]) -> None:
        super().__init__()
        self.account = account
        self.tickets = tickets
