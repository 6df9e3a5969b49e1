"""What all screens share: the live workspace, and news of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen

from radar_tui.domain.scope import Scope
from radar_tui.screens.work_failures import WorkFailed, WorkReporting
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.key_footer import KeyFooter
from radar_tui.widgets.states import StatePanel
from radar_tui.widgets.status_line import ActivityLine, StatusLine

if TYPE_CHECKING:
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.overview import Overview
    from radar_tui.services.workspace import Workspace


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


def tell_outcome(teller: MessagePump, words: str, outcome: Future[Message]) -> None:
    """Post what came of an action; for the thread in which it was done."""
    from radar_tui.db.errors import WorkspaceError

    error = None if outcome.cancelled() else outcome.exception()
    if isinstance(error, WorkspaceError):
        teller.post_message(ActionFailed(f"{words}: {error}"))
    elif error is not None:
        teller.post_message(WorkFailed(error, words))
    elif not outcome.cancelled():
        teller.post_message(outcome.result())


def scope_hint(scope: Scope) -> str:
    """Say beside what is not there that a scope leaves something out; nothing where it does not."""
    return f"The scope is {inert_line(scope.words)}; P chooses another." if scope else ""


class Unleavable:
    """Marks a screen that only its own keys leave: what goes on there would end with it."""

    @property
    def held_by(self) -> str:
        """What is in the way of the keys that lead elsewhere; blank where nothing is."""
        return "something is still going on here; esc stops it"


class WorkspaceScreen(WorkReporting, Screen[None]):
    """A screen over the live workspace; `live` is None until it is open."""

    # How the screen is called in the line on top of it.
    PLACE: ClassVar[str] = ""
    # Whether all that it shows keeps to the scope that the user looks at; else it shows everything.
    SCOPED: ClassVar[bool] = False

    live: LiveWorkspace | None = None

    status_line = getters.query_one(StatusLine)
    activity_line = getters.query_one(ActivityLine)

    def compose(self) -> ComposeResult:
        """Give the line on top, the body of the screen, what goes on, and the footer."""
        yield StatusLine(self.PLACE)
        yield from self.compose_body()
        yield ActivityLine()
        yield KeyFooter()

    def compose_body(self) -> ComposeResult:
        """Give what stands between the lines on top and below."""
        yield from ()

    @property
    def stands(self) -> bool:
        """Whether it is composed. Textual calls a screen mounted a moment before it is."""
        return bool(self.query(ActivityLine))

    def show(self, live: LiveWorkspace) -> None:
        """Take the workspace and show it."""
        self.live = live
        self.refresh_view()

    def tell_overview(self, overview: Overview) -> None:
        """Show how fresh the data are, and the time."""
        self.status_line.show(overview)

    def tell_work(self, words: str) -> None:
        """Show how far the work in the background is; no words when there is none."""
        self.activity_line.show_work(words)

    def tell_done(self, words: str) -> None:
        """Show what the user did last."""
        self.activity_line.show_done(words)

    def store(self, words: str, action: Callable[[Workspace], Message]) -> None:
        """Do what the user asks for, in turn; its message comes back, or why it was not done.

        `words` name in a line of plain text what is not done then.
        """
        if self.live is not None:
            self.live.act(action).add_done_callback(partial(tell_outcome, self, words))

    def refresh_view(self) -> None:
        """Read again what is shown; called when the workspace or the clock has moved."""

    @on(StatePanel.RetryRequested)
    def _read_again(self) -> None:
        self.refresh_view()

    @on(events.Mount)
    @on(events.ScreenResume)
    def _ask_for_workspace(self) -> None:
        """Ask for the workspace: for the first time, and to catch up with what happened since."""
        self.post_message(ScreenShown())
