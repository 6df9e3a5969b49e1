"""RadarApp: screens, theme, keys, and the work that goes on behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen
from textual.worker import get_current_worker

from radar_tui.config import Config
from radar_tui.screens.base import (
    ActionDone,
    ActionFailed,
    ScreenShown,
    Unleavable,
    WorkspaceChanged,
    WorkspaceScreen,
    tell_outcome,
)
from radar_tui.screens.calling import AlertsTold
from radar_tui.screens.import_messages import DemoWanted, FolderChosen, ImportFinished
from radar_tui.screens.navigation import APP_BINDINGS, MODES
from radar_tui.screens.palette import commands_here, workspace_finds
from radar_tui.screens.remembering import RememberingApp
from radar_tui.screens.scoping import ScopingApp, told_to
from radar_tui.screens.signals import leave_on_signals
from radar_tui.screens.workspace_news import (
    BackgroundReady,
    OpeningFailed,
    OverviewRead,
    WorkMoved,
    WorkspaceNews,
    WorkspaceOpened,
)
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.key_hints import keyed

if TYPE_CHECKING:
    from radar_tui.services.background import BackgroundWork
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.workspace import Workspace

# The clock on screen shows minutes.
TELL_TIME_SECONDS = 10.0


class RadarApp(WorkspaceNews, ScopingApp, RememberingApp):
    """The app on one workspace. Screens are imported when they are first visited."""

    TITLE = "Radar"
    CSS_PATH = "assets/styles/radar.tcss"
    MODES: ClassVar = MODES
    BINDINGS: ClassVar[list[BindingType]] = APP_BINDINGS
    COMMANDS: ClassVar = App.COMMANDS | {workspace_finds}

    def __init__(
        self,
        config: Config,
        *,
        score: bool = True,
        demo_folder: Path | None = None,
        debug: bool = False,
    ) -> None:
        """`demo_folder` is where a demo workspace is made and opened instead of the user's own."""
        super().__init__(config, debug=debug)
        self._scores = score
        self._demo_folder = demo_folder
        self._own_demo_folder: TemporaryDirectory[str] | None = None
        self._background: BackgroundWork | None = None
        # Set when everything is closed: what still runs then, hangs.
        self.left = Event()
        self._work_words = ""

    # Opening and leaving a workspace.

    def on_mount(self) -> None:
        """Show Today at once; open the workspace behind it."""
        self.tell_settings_problems()
        self.switch_mode(self.recall(keeps_places=self._demo_folder is None))
        self.set_interval(TELL_TIME_SECONDS, self._read_overview)
        if not self.is_headless:
            leave_on_signals(self.exit)
        self._open(self._demo_folder)

    @work(thread=True, group="open", exit_on_error=False)
    def _open(self, demo_folder: Path | None) -> None:
        self._leave_workspace()
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.import_files import ImportStoppedError
        from radar_tui.services.live import LiveWorkspace
        from radar_tui.services.welcome import is_empty

        try:
            live = self._make_demo(demo_folder) if demo_folder else LiveWorkspace(self._config)
            self.post_message(WorkspaceOpened(live, empty=is_empty(live.now())))
        except WorkspaceError as error:
            self.post_message(OpeningFailed(str(error)))
            return
        except ImportStoppedError:
            return
        from radar_tui.services.background import BackgroundWork

        self.post_message(BackgroundReady(BackgroundWork(live, self, score=self._scores)))

    def _make_demo(self, folder: Path) -> LiveWorkspace:
        from radar_tui.services.opening import open_demo

        worker = get_current_worker()
        return open_demo(
            self._config, folder, tell=self.work_moved, stopped=lambda: worker.is_cancelled
        )

    @on(WorkspaceOpened)
    def _take_workspace(self, message: WorkspaceOpened) -> None:
        self._live = message.live
        self._tell_screen()
        if message.empty:
            self.action_welcome()

    @on(BackgroundReady)
    def _begin_background(self, message: BackgroundReady) -> None:
        self._background = message.background
        self._background.start()

    @on(DemoWanted)
    async def _open_demo(self) -> None:
        """Go over to a demo workspace of the app's own, which ends with it."""
        if self._demo_folder is not None:
            self.post_message(ActionFailed("this is the demo already"))
            return
        self._own_demo_folder = TemporaryDirectory(prefix="radar-demo-")
        self._demo_folder = Path(self._own_demo_folder.name)
        self.forget_places()
        await self.action_go("today")
        self._open(self._demo_folder)

    @on(FolderChosen)
    def _watch_folder(self, message: FolderChosen) -> None:
        def done(workspace: Workspace) -> Message:
            from radar_tui.services.settings import watch_folder

            return ActionDone(f"{watch_folder(workspace, message.path)} · u undoes it")

        self._store("no folder is watched", done)

    @on(ImportFinished)
    def _tell_imported(self, message: ImportFinished) -> None:
        from radar_tui.services.import_files import summary_counts

        for summary in message.summaries:
            self.notify(summary_counts(summary), title=f"Imported {summary.kind}", markup=False)
        if self._background is not None:
            self._background.look_at_rules()

    @on(OpeningFailed)
    def _give_up(self, message: OpeningFailed) -> None:
        self.exit(return_code=2, message=f"radar: {inert_line(message.reason)}")

    def _leave_workspace(self) -> None:
        """End the work behind the workspace, then close it."""
        background, live = self._background, self._live
        self._background = self._live = None
        if background is not None:
            background.stop()
        if live is not None:
            live.close()

    async def on_unmount(self) -> None:
        """Leave nothing running, and no demo lying about."""
        self.give_title_back()
        self._leave_workspace()
        if self._own_demo_folder is not None:
            self._own_demo_folder.cleanup()
        self.left.set()

    # News of the workspace.

    @on(WorkspaceChanged)
    @on(ScreenShown)
    def _tell_screen(self) -> None:
        """Let the screen in front read again; the others do when they come to the front."""
        # None stands in front while the app closes; one being composed asks when it stands.
        screen = next(reversed(self.screen_stack), None)
        if isinstance(screen, WorkspaceScreen) and screen.stands and self._live is not None:
            self.restore_lists(screen)
            screen.show(self._live)
            screen.tell_work(self._work_words)
            self._read_overview()

    @work(thread=True, exclusive=True, group="overview", exit_on_error=False)
    def _read_overview(self) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.notices import reader_here, take_digest
        from radar_tui.services.overview import overview

        live = self._live
        if live is None:
            return
        try:
            workspace = live.now()
            self.post_message(OverviewRead(overview(workspace)))
            if digest := take_digest(workspace, reader_here(workspace, "app")):
                self.post_message(AlertsTold(digest))
        except WorkspaceError as error:
            self.post_message(ActionFailed(str(error)))

    @on(OverviewRead)
    def _tell_overview(self, message: OverviewRead) -> None:
        self.tell_title(message.overview.needs_you)
        if self.heed_scope(message.overview):
            for screen in self._workspace_screens():
                screen.tell_overview(told_to(screen, message.overview))
        if message.overview.sources:
            self.offer_tour()

    @on(WorkMoved)
    def _tell_work(self, message: WorkMoved) -> None:
        self._work_words = message.words
        for screen in self._workspace_screens():
            screen.tell_work(message.words)

    def _workspace_screens(self) -> Iterator[WorkspaceScreen]:
        """The screens that stand; one that is being pushed asks for everything when it does."""
        for screen in self.screen_stack:
            if isinstance(screen, WorkspaceScreen) and screen.stands:
                yield screen

    @on(ActionDone)
    def _tell_done(self, message: ActionDone) -> None:
        undoes = keyed(self, "· [app.undo=u] undoes it")
        label = message.label.replace("· u undoes it", undoes)
        self.notify(label, markup=False)
        for screen in self._workspace_screens():
            screen.tell_done(label)

    @on(ActionFailed)
    def _tell_failed(self, message: ActionFailed) -> None:
        self.notify(message.reason, severity="error", markup=False)

    # Keys.

    async def action_go(self, mode: str) -> None:
        """Go to a screen as it is by itself, without what was opened on top of it."""
        if self._is_held():
            return
        if self.current_mode != mode:
            await self.switch_mode(mode)
        self.remember_screen(mode)
        while len(self.screen_stack) > 1:
            await self.pop_screen()

    async def action_leave(self) -> None:
        """Leave Radar, unless something here would be lost with it."""
        if not self._is_held():
            await self.action_quit()

    def _is_held(self) -> bool:
        """Whether only a screen's own keys lead away from here; says so."""
        held = [one.held_by for one in self.screen_stack if isinstance(one, Unleavable)]
        reason = next(filter(None, held), "")
        if reason:
            self.post_message(ActionFailed(reason))
        return bool(reason)

    def action_undo(self) -> None:
        """Take back the user's newest action."""

        def done(workspace: Workspace) -> Message:
            from radar_tui.services.undoing import undo_action

            return ActionDone(f"undone: {undo_action(workspace)}")

        self._store("not undone", done)

    def action_redo(self) -> None:
        """Do again what was undone last."""

        def done(workspace: Workspace) -> Message:
            from radar_tui.services.undoing import redo_action

            return ActionDone(f"done again: {redo_action(workspace)}")

        self._store("not done again", done)

    def _store(self, words: str, action: Callable[[Workspace], Message]) -> None:
        if self._live is not None:
            self._live.act(action).add_done_callback(partial(tell_outcome, self, words))

    def action_help(self) -> None:
        """Show the keys that work where the user is."""
        from radar_tui.screens.help import HelpScreen, keys_here

        self.push_screen(HelpScreen(keys_here(self.screen)))

    def action_jump(self) -> None:
        """Put a letter on every panel here, to go to it."""
        from radar_tui.screens.jump import JumpScreen, jump_targets

        screen = self.screen
        if isinstance(screen, WorkspaceScreen):
            self.push_screen(JumpScreen(jump_targets(screen), screen.size))

    def action_import(self) -> None:
        """Import exports."""
        from radar_tui.screens.importing import ImportScreen

        if self._live is not None and not isinstance(self.screen, ImportScreen):
            self.push_screen(ImportScreen())

    def action_welcome(self) -> None:
        """Show what can be done with an empty workspace."""
        from radar_tui.screens.welcome import WelcomeScreen

        self.push_screen(WelcomeScreen())

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every key that works here in the palette, and what has no key."""
        yield SystemCommand("Welcome", "Demo, import, watch a folder", self.action_welcome)
        yield SystemCommand("Take the tour", "What stands where on Today", self.take_tour)
        yield from commands_here(self, screen)
