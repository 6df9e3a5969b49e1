"""What the app's work behind the screens tells it of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.overview import Overview


class WorkspaceOpened(Message):
    """The workspace is open and can be shown; `empty` where nothing was ever imported."""

    def __init__(self, live: LiveWorkspace, *, empty: bool) -> None:
        super().__init__()
        self.live = live
        self.empty = empty


class OpeningFailed(Message):
    """The workspace cannot be opened; `reason` is one line for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class OverviewRead(Message):
    """The line on top of every screen has news."""

    def __init__(self, overview: Overview) -> None:
        super().__init__()
        self.overview = overview

    def can_replace(self, message: Message) -> bool:
        """Only the newest state counts."""
        return isinstance(message, OverviewRead)


class WorkMoved(Message):
    """Work in the background has come further; `words` are empty when it is done."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def can_replace(self, message: Message) -> bool:
        """Only the newest figure counts."""
        return isinstance(message, WorkMoved)
