"""What all screens share: the live workspace, and news of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Footer

if TYPE_CHECKING:
    from radar_tui.services.live import LiveWorkspace


class WorkspaceChanged(Message):
    """Something was committed to the workspace, here or by another process."""

    def can_replace(self, message: Message) -> bool:
        """Several commits in a row need one refresh."""
        return isinstance(message, WorkspaceChanged)


class ScreenShown(Message):
    """A screen has come to the front and wants the workspace."""


class ActionDone(Message):
    """An action of the user was stored; `label` says what was done."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label


class ActionFailed(Message):
    """An action could not be done; `reason` is one line for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class WorkspaceScreen(Screen[None]):
    """A screen over the live workspace; `live` is None until it is open."""

    live: LiveWorkspace | None = None

    def compose(self) -> ComposeResult:
        """Give the body of the screen, then the footer."""
        yield from self.compose_body()
        yield Footer()

    def compose_body(self) -> ComposeResult:
        """Give what stands between header and footer."""
        yield from ()

    def show(self, live: LiveWorkspace) -> None:
        """Take the workspace and show it."""
        self.live = live
        self.refresh_view()

    def tell_scoring(self, words: str) -> None:
        """Show how far the scorer is; no words when all is scored."""

    def refresh_view(self) -> None:
        """Read again what is shown; called when the workspace or the clock has moved."""

    def on_screen_resume(self) -> None:
        """Ask for the workspace, to catch up with what happened meanwhile."""
        self.post_message(ScreenShown())
