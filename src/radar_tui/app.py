"""RadarApp: screens, theme, keys, and the work that goes on behind them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.worker import get_current_worker

from radar_tui.config import Config
from radar_tui.screens.base import (
    ActionDone,
    ActionFailed,
    ScreenShown,
    WorkspaceChanged,
    WorkspaceScreen,
)
from radar_tui.widgets.themes import RADAR_DARK, THEMES

if TYPE_CHECKING:
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.scoring_supervisor import ScoringSupervisor

# Rules are looked at this often, besides after every import.
EVALUATE_EVERY_SECONDS = 60.0

# Terminal widths in columns from which a class is set on every screen.
BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (160, "-wide")]


def _today() -> Screen[None]:
    from radar_tui.screens.today import TodayScreen

    return TodayScreen()


def _rollout() -> Screen[None]:
    from radar_tui.screens.rollout import RolloutScreen

    return RolloutScreen()


class RadarApp(App[None]):
    """The app on one workspace. Screens are imported when they are first visited."""

    TITLE = "Radar"
    CSS_PATH = "assets/styles/radar.tcss"
    MODES: ClassVar = {"today": _today, "rollout": _rollout}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "1",
            "switch_mode('today')",
            "Today",
            id="screen.today",
            show=False,
            tooltip="Alerts, frustration radar and priority matrix, live",
        ),
        Binding(
            "0",
            "switch_mode('rollout')",
            "Rollout",
            id="screen.rollout",
            show=False,
            tooltip="The first four weeks",
        ),
        Binding("question_mark", "help", "Help", id="app.help", tooltip="The keys that work here"),
        Binding("u", "undo", "Undo", id="app.undo", tooltip="Take back your newest action"),
        Binding(
            "U", "redo", "Redo", id="app.redo", show=False, tooltip="Do again what you undid last"
        ),
        Binding("q", "quit", "Quit", id="app.quit", show=False, tooltip="Leave Radar"),
    ]

    class WorkspaceOpened(Message):
        """The workspace is open and can be shown."""

        def __init__(self, live: LiveWorkspace) -> None:
            super().__init__()
            self.live = live

    class OpeningFailed(Message):
        """The workspace cannot be opened; `reason` is one line for the user."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    class ScoringMoved(Message):
        """The scorer's process has come further; `words` for the status, empty when done."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

        def can_replace(self, message: Message) -> bool:
            """Only the newest figure counts."""
            return isinstance(message, RadarApp.ScoringMoved)

    def __init__(self, config: Config, *, score: bool = True) -> None:
        super().__init__()
        self._config = config
        self._scores = score
        self.HORIZONTAL_BREAKPOINTS = BREAKPOINTS
        self._live: LiveWorkspace | None = None
        self._supervisor: ScoringSupervisor | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = RADAR_DARK.name

    def on_mount(self) -> None:
        """Show Today at once; open the workspace behind it."""
        self.switch_mode("today")
        self._open()

    @work(thread=True, group="open", exit_on_error=False)
    def _open(self) -> None:
        from radar_tui.config import ConfigError
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.live import LiveWorkspace

        try:
            self.post_message(self.WorkspaceOpened(LiveWorkspace(self._config)))
        except (ConfigError, WorkspaceError) as error:
            self.post_message(self.OpeningFailed(str(error)))

    @on(WorkspaceOpened)
    def _show_workspace(self, message: WorkspaceOpened) -> None:
        self._live = message.live
        self._watch(message.live)
        self.set_interval(EVALUATE_EVERY_SECONDS, self._look)
        if self._scores:
            self._score(message.live)
        self._tell_screens()

    @on(OpeningFailed)
    def _leave(self, message: OpeningFailed) -> None:
        self.exit(return_code=2, message=f"radar: {message.reason}")

    @on(WorkspaceChanged)
    @on(ScreenShown)
    def _tell_screens(self) -> None:
        """Let the screen in front read again; the others do when they come to the front."""
        screen = self.screen
        if isinstance(screen, WorkspaceScreen) and self._live is not None:
            screen.show(self._live)

    @work(thread=True, group="watch", exit_on_error=False)
    def _watch(self, live: LiveWorkspace) -> None:
        worker = get_current_worker()
        live.watch(lambda: self.post_message(WorkspaceChanged()), lambda: worker.is_cancelled)

    def _look(self) -> None:
        if self._live is not None:
            self._evaluate(self._live)

    @work(thread=True, group="evaluate", exit_on_error=False)
    def _evaluate(self, live: LiveWorkspace) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.alerting import evaluate

        try:
            evaluate(live.now())
        except WorkspaceError as error:
            self.post_message(ActionFailed(str(error)))
        self.post_message(WorkspaceChanged())

    @work(thread=True, group="score", exit_on_error=False)
    def _score(self, live: LiveWorkspace) -> None:
        from radar_tui.services.scoring_supervisor import ScoringSupervisor

        self._supervisor = ScoringSupervisor(
            live, lambda words: self.post_message(self.ScoringMoved(words))
        )
        self._supervisor.run()

    @on(ScoringMoved)
    def _show_scoring(self, message: ScoringMoved) -> None:
        if isinstance(self.screen, WorkspaceScreen):
            self.screen.tell_scoring(message.words)

    @on(ActionDone)
    def _tell_done(self, message: ActionDone) -> None:
        self.notify(message.label, markup=False)

    @on(ActionFailed)
    def _tell_failed(self, message: ActionFailed) -> None:
        self.notify(message.reason, severity="error", markup=False)

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

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer the screens and every key that works here in the palette."""
        yield SystemCommand("Today", "Alerts, radar and matrix", lambda: self.switch_mode("today"))
        yield SystemCommand("Rollout", "The first four weeks", lambda: self.switch_mode("rollout"))
        yield SystemCommand("Undo", "Take back your newest action", self.action_undo)
        yield SystemCommand("Redo", "Do again what you undid last", self.action_redo)
        yield SystemCommand("Help", "The keys that work here", self.action_help)
        yield from super().get_system_commands(screen)

    async def on_unmount(self) -> None:
        """Stop the scorer and close the workspace when the app ends."""
        if self._supervisor is not None:
            self._supervisor.stop()
        if self._live is not None:
            self._live.close()
