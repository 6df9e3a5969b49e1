"""RadarApp: screens, theme, keys, and the work that goes on behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from radar_tui.config import Config
from radar_tui.screens.base import (
    ActionDone,
    ActionFailed,
    ScreenShown,
    WorkspaceChanged,
    WorkspaceScreen,
)
from radar_tui.screens.configured_app import ConfiguredApp
from radar_tui.screens.import_messages import DemoWanted, FolderChosen, ImportFinished
from radar_tui.screens.navigation import APP_BINDINGS, MODES, PLACES
from radar_tui.screens.workspace_news import (
    BackgroundReady,
    OpeningFailed,
    OverviewRead,
    WorkMoved,
    WorkspaceNews,
    WorkspaceOpened,
)

if TYPE_CHECKING:
    from radar_tui.services.background import BackgroundWork
    from radar_tui.services.importing import ImportProgress
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.overview import Overview

# The clock on screen shows minutes.
TELL_TIME_SECONDS = 10.0


class RadarApp(WorkspaceNews, ConfiguredApp):
    """The app on one workspace. Screens are imported when they are first visited."""

    TITLE = "Radar"
    CSS_PATH = "assets/styles/radar.tcss"
    MODES: ClassVar = MODES
    BINDINGS: ClassVar[list[BindingType]] = APP_BINDINGS

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
        self._live: LiveWorkspace | None = None
        self._background: BackgroundWork | None = None
        self._work_words = ""
        self._overview: Overview | None = None

    # Opening and leaving a workspace.

    def on_mount(self) -> None:
        """Show Today at once; open the workspace behind it."""
        self.tell_settings_problems()
        self.switch_mode("today")
        self.set_interval(TELL_TIME_SECONDS, self._tell_time)
        self._open(self._demo_folder)

    @work(thread=True, group="open", exit_on_error=False)
    def _open(self, demo_folder: Path | None) -> None:
        self._leave_workspace()
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.live import LiveWorkspace
        from radar_tui.services.welcome import is_empty

        config = self._config
        if demo_folder is not None:
            config = replace(config, location=str(demo_folder / "radar.db"))
        try:
            live = LiveWorkspace(config)
            if demo_folder is not None:
                self._build_demo(live, demo_folder)
            self.post_message(WorkspaceOpened(live, empty=is_empty(live.now())))
        except WorkspaceError as error:
            self.post_message(OpeningFailed(str(error)))
            return
        from radar_tui.services.background import BackgroundWork

        self.post_message(BackgroundReady(BackgroundWork(live, self, score=self._scores)))

    def _build_demo(self, live: LiveWorkspace, folder: Path) -> None:
        from radar_tui.services.demo.building import import_demo

        self.post_message(WorkMoved("making the demo workspace…"))

        def report(progress: ImportProgress) -> None:
            words = f"making the demo workspace · {progress.records:,} records read"
            self.post_message(WorkMoved(words))

        import_demo(live.now(), folder / "exports", report=report)
        self.post_message(WorkMoved(""))

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
        self._own_demo_folder = TemporaryDirectory(prefix="radar-demo-")
        await self.action_go("today")
        self._open(Path(self._own_demo_folder.name))

    @on(FolderChosen)
    def _watch_folder(self, message: FolderChosen) -> None:
        self._store_folder(message.path)

    @work(thread=True, group="watch-folder", exit_on_error=False)
    def _store_folder(self, folder: Path) -> None:
        from radar_tui.services.settings import watch_folder

        if self._live is not None:
            self.post_message(ActionDone(f"{watch_folder(self._live.now(), folder)} · u undoes it"))

    @on(ImportFinished)
    def _tell_imported(self, message: ImportFinished) -> None:
        from radar_tui.services.import_files import summary_counts

        for summary in message.summaries:
            self.notify(summary_counts(summary), title=f"Imported {summary.kind}", markup=False)
        if self._background is not None:
            self._background.look_at_rules()

    @on(OpeningFailed)
    def _give_up(self, message: OpeningFailed) -> None:
        self.exit(return_code=2, message=f"radar: {message.reason}")

    def _leave_workspace(self) -> None:
        """End the work behind the workspace, then close it."""
        background, live = self._background, self._live
        self._background = self._live = self._overview = None
        if background is not None:
            background.stop()
        if live is not None:
            live.close()

    async def on_unmount(self) -> None:
        """Leave nothing running, and no demo lying about."""
        self._leave_workspace()
        if self._own_demo_folder is not None:
            self._own_demo_folder.cleanup()

    # News of the workspace.

    @on(WorkspaceChanged)
    @on(ScreenShown)
    def _tell_screen(self) -> None:
        """Let the screen in front read again; the others do when they come to the front."""
        screen = self.screen
        # A screen that is still being composed asks again when it stands.
        if isinstance(screen, WorkspaceScreen) and screen.is_mounted and self._live is not None:
            screen.show(self._live)
            screen.tell_work(self._work_words)
            self._read_overview(self._live)

    def _tell_time(self) -> None:
        if self._live is not None:
            self._read_overview(self._live)

    @work(thread=True, exclusive=True, group="overview", exit_on_error=False)
    def _read_overview(self, live: LiveWorkspace) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.overview import overview

        try:
            self.post_message(OverviewRead(overview(live.now())))
        except WorkspaceError as error:
            self.post_message(ActionFailed(str(error)))

    @on(OverviewRead)
    def _tell_overview(self, message: OverviewRead) -> None:
        from radar_tui.services.overview import begun_to_fire

        before, self._overview = self._overview, message.overview
        for screen in self._workspace_screens():
            screen.tell_overview(message.overview)
        if count := begun_to_fire(before, message.overview):
            noun = "alert has" if count == 1 else "alerts have"
            self.notify(f"{count} {noun} begun to fire", severity="warning", markup=False)
            self.ring()

    @on(WorkMoved)
    def _tell_work(self, message: WorkMoved) -> None:
        self._work_words = message.words
        for screen in self._workspace_screens():
            screen.tell_work(message.words)

    def _workspace_screens(self) -> Iterator[WorkspaceScreen]:
        """The screens that stand; one that is being pushed asks for everything when it does."""
        for screen in self.screen_stack:
            if isinstance(screen, WorkspaceScreen) and screen.is_mounted:
                yield screen

    @on(ActionDone)
    def _tell_done(self, message: ActionDone) -> None:
        self.notify(message.label, markup=False)
        for screen in self._workspace_screens():
            screen.tell_done(message.label)

    @on(ActionFailed)
    def _tell_failed(self, message: ActionFailed) -> None:
        self.notify(message.reason, severity="error", markup=False)

    # Keys.

    async def action_go(self, mode: str) -> None:
        """Go to a screen as it is by itself, without what was opened on top of it."""
        if self.current_mode != mode:
            await self.switch_mode(mode)
        while len(self.screen_stack) > 1:
            await self.pop_screen()

    def action_undo(self) -> None:
        """Take back the user's newest action."""
        self._take_back("undone", redo=False)

    def action_redo(self) -> None:
        """Do again what was undone last."""
        self._take_back("done again", redo=True)

    @work(thread=True, exclusive=True, group="undo", exit_on_error=False)
    def _take_back(self, word: str, *, redo: bool) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.undoing import redo_action, undo_action

        if self._live is None:
            return
        try:
            label = (redo_action if redo else undo_action)(self._live.now())
        except WorkspaceError as error:
            self.post_message(ActionFailed(str(error)))
            return
        self.post_message(ActionDone(f"{word}: {label}"))

    def action_help(self) -> None:
        """Show the keys that work where the user is."""
        from radar_tui.screens.help import HelpScreen, keys_here

        self.push_screen(HelpScreen(keys_here(self.screen)))

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
        """Offer the screens and every key that works here in the palette."""
        for mode, name, told in PLACES:
            yield SystemCommand(name, told, partial(self.action_go, mode))
        yield SystemCommand("Welcome", "Demo, import, watch a folder", self.action_welcome)
        yield SystemCommand("Undo", "Take back your newest action", self.action_undo)
        yield SystemCommand("Redo", "Do again what you undid last", self.action_redo)
        yield SystemCommand("Help", "The keys that work here", self.action_help)
        yield from super().get_system_commands(screen)
