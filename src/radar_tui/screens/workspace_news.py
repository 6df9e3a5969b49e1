"""What the work behind the screens tells the app of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message
from textual.message_pump import MessagePump

from radar_tui.screens.base import ActionDone, ActionFailed, WorkspaceChanged
from radar_tui.screens.work_failures import WorkFailed

if TYPE_CHECKING:
    from radar_tui.services.background import BackgroundWork
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.overview import Overview
    from radar_tui.services.watching import WatchNews


class WorkspaceOpened(Message):
    """The workspace is open and can be shown; `empty` where nothing was ever imported."""

    def __init__(self, live: LiveWorkspace, *, empty: bool) -> None:
        super().__init__()
        self.live = live
        self.empty = empty


class BackgroundReady(Message):
    """The work behind the workspace can begin."""

    def __init__(self, background: BackgroundWork) -> None:
        super().__init__()
        self.background = background


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


class WorkspaceNews(MessagePump):
    """Turns what the threads behind a workspace tell into messages, as their listener."""

    def workspace_changed(self) -> None:
        """Something was committed, here or by another process."""
        self.post_message(WorkspaceChanged())

    def work_moved(self, words: str) -> None:
        """The scorer is so far; no words when all is scored."""
        self.post_message(WorkMoved(words))

    def files_told(self, news: WatchNews) -> None:
        """Something happened to a file in the watched folder."""
        from radar_tui.services.watching import FileImported, news_line

        told = ActionDone if isinstance(news, FileImported) else ActionFailed
        self.post_message(told(news_line(news)))

    def work_refused(self, reason: str) -> None:
        """Something could not be done; one line for the user."""
        self.post_message(ActionFailed(reason))

    def work_broke(self, error: Exception) -> None:
        """Something unexpected ended one kind of work."""
        self.post_message(WorkFailed(error, "work in the background"))
