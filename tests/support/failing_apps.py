"""Apps that fail in the ways an app can, with words in hand that nobody else may see."""

from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from radar_tui.config import Config
from radar_tui.db.errors import WorkspaceError
from radar_tui.screens.base import ActionFailed
from radar_tui.screens.configured_app import ConfiguredApp
from radar_tui.screens.work_failures import WorkReporting

SECRET = "[red]a customer's secret words[/red]"
STYLES = Path(__file__).parents[2] / "src/radar_tui/assets/styles/radar.tcss"


class FailingScreen(WorkReporting, Screen[None]):
    """Fails behind the screen with `w`, in a handler with `h`, as expected with `e`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "work"),
        Binding("h", "handler"),
        Binding("e", "expected"),
    ]

    def compose(self) -> ComposeResult:
        yield Static("all is well")

    @work(thread=True, group="reading-panels", exit_on_error=False)
    def action_work(self) -> None:
        local = SECRET
        raise ValueError(local)

    def action_handler(self) -> None:
        local = SECRET
        raise KeyError(local)

    @work(thread=True, exit_on_error=False)
    def action_expected(self) -> None:
        raise WorkspaceError("the workspace is locked; try again")


class FailingApp(ConfiguredApp):
    """Has the failing screen in front, and keeps what it was told."""

    CSS_PATH = STYLES

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.refused: list[str] = []

    def on_mount(self) -> None:
        self.push_screen(FailingScreen())

    @on(ActionFailed)
    def _note(self, message: ActionFailed) -> None:
        self.refused.append(message.reason)
