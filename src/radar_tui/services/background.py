"""The work that goes on behind an open workspace, each kind in a thread of its own."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Protocol

from radar_tui.db.errors import WorkspaceError
from radar_tui.services.alerting import Evaluation, RuleEvaluator
from radar_tui.services.garbage import spare_what_stays
from radar_tui.services.live import LiveWorkspace
from radar_tui.services.notify_command import hand_over_notices
from radar_tui.services.scoring_supervisor import ScoringSupervisor
from radar_tui.services.settings import watched_folder
from radar_tui.services.watching import LOOK_EVERY_SECONDS, FolderWatch, WatchNews
from radar_tui.services.workspace import Workspace

# Rules are looked at this often, besides after every import.
EVALUATE_EVERY_SECONDS = 60.0
REST_AFTER_FAILURE_SECONDS = 30.0
# What is on screen first is read first: nothing else takes the processor until then.
SETTLE_SECONDS = 1.5
LEAVING_SECONDS = 3.0


class Listener(Protocol):
    """Whom the work reports to, from its own threads."""

    def workspace_changed(self) -> None:
        """Something was committed, here or by another process."""

    def work_moved(self, words: str) -> None:
        """The scorer is so far; no words when all is scored."""

    def files_told(self, news: WatchNews) -> None:
        """Something happened to a file in the watched folder."""

    def work_refused(self, reason: str) -> None:
        """Something could not be done; one line for the user."""

    def work_broke(self, error: Exception) -> None:
        """Something unexpected ended one kind of work."""


class BackgroundWork:
    """Watches the workspace and its folder, keeps it scored and its rules evaluated."""

    def __init__(self, live: LiveWorkspace, listener: Listener, *, score: bool = True) -> None:
        self._live = live
        self._listener = listener
        self._stopping = Event()
        self._look = Event()
        self._rules = RuleEvaluator()
        self._scoring = (
            ScoringSupervisor(live, listener.work_moved, evaluate=self._look_at_rules)
            if score
            else None
        )
        self._folder_watch: FolderWatch | None = None
        self._threads: list[Thread] = []

    def start(self) -> None:
        """Begin; returns at once."""
        spare_what_stays()
        tasks: list[Callable[[], None]] = [self._watch, self._evaluate, self._watch_folder]
        if self._scoring is not None:
            tasks.append(self._scoring.run)
        for task in tasks:
            thread = Thread(target=self._guarded, args=(task,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def look_at_rules(self) -> None:
        """Evaluate the rules now: new data have come."""
        self._look.set()

    def stop(self) -> None:
        """End all work and wait for it; what was committed stays."""
        self._stopping.set()
        self._look.set()
        if self._scoring is not None:
            self._scoring.stop()
        if self._folder_watch is not None:
            self._folder_watch.stop()
        for thread in self._threads:
            # A database or a network drive that hangs must not keep anybody from leaving.
            thread.join(LEAVING_SECONDS)

    def _guarded(self, task: Callable[[], None]) -> None:
        """Do some work until the end; what breaks is told, and begins anew after a rest."""
        if task != self._watch:
            self._stopping.wait(SETTLE_SECONDS)
        while not self._stopping.is_set():
            try:
                task()
            except Exception as error:
                if not self._stopping.is_set():
                    self._tell(error)
                self._stopping.wait(REST_AFTER_FAILURE_SECONDS)

    def _tell(self, error: Exception) -> None:
        if isinstance(error, WorkspaceError):
            self._listener.work_refused(str(error))
        else:
            self._listener.work_broke(error)

    def _watch(self) -> None:
        self._live.watch(self._listener.workspace_changed, self._stopping)

    def _watch_folder(self) -> None:
        """Look into the folder that the workspace's setting names at the moment."""
        chosen: Path | None = None
        while not self._stopping.wait(LOOK_EVERY_SECONDS):
            folder = watched_folder(self._live.now())
            if folder != chosen:
                chosen = folder
                self._folder_watch = self._watch_of(folder) if folder else None
            if self._folder_watch is not None:
                self._folder_watch.look(self._live.now())

    def _watch_of(self, folder: Path) -> FolderWatch:
        return FolderWatch(folder, self._listener.files_told, evaluate=self._look_at_rules)

    def _look_at_rules(self, workspace: Workspace) -> Evaluation | None:
        """Evaluate once, and tell of rules that have begun to fail."""
        evaluation = self._rules.evaluate(workspace)
        for failure in evaluation.failures if evaluation else ():
            self._listener.work_broke(failure.error)
        return evaluation

    def _evaluate(self) -> None:
        while not self._stopping.is_set():
            try:
                self._look_at_rules(self._live.now())
                for problem in hand_over_notices(self._live.now()):
                    self._listener.work_refused(problem)
            except WorkspaceError as error:
                self._listener.work_refused(str(error))
            # Time alone moves waiting and due times, so a look is news even without a change.
            self._listener.workspace_changed()
            self._look.wait(EVALUATE_EVERY_SECONDS)
            self._look.clear()
