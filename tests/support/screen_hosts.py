"""An app around one screen: a live workspace, and the messages that the real app acts on."""

from pathlib import Path

from textual import on
from textual.app import App
from textual.message import Message
from textual.screen import Screen

import radar_tui
from radar_tui.config import Config
from radar_tui.screens.base import ActionDone, ActionFailed, ScreenShown, WorkspaceScreen
from radar_tui.screens.import_messages import DemoWanted, FolderChosen, ImportFinished
from radar_tui.services.live import LiveWorkspace
from radar_tui.widgets.themes import RADAR_DARK, THEMES


class HostApp(App[None]):
    """Shows one screen over a workspace."""

    CSS_PATH = Path(radar_tui.__file__).parent / "assets" / "styles" / "radar.tcss"

    def __init__(self, config: Config, shown: Screen[None]) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = RADAR_DARK.name
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (160, "-wide")]
        self.shown = shown
        self.live = LiveWorkspace(config)
        self.told: list[Message] = []

    def on_mount(self) -> None:
        self.push_screen(self.shown)

    @on(ScreenShown)
    def give_workspace(self) -> None:
        # A test's end takes the screens away while messages are still read.
        screen = next(reversed(self.screen_stack), None)
        if isinstance(screen, WorkspaceScreen):
            screen.show(self.live)

    @on(ActionDone)
    @on(ActionFailed)
    @on(DemoWanted)
    @on(FolderChosen)
    @on(ImportFinished)
    def keep(self, message: Message) -> None:
        self.told.append(message)

    def told_of(self, kind: type[Message]) -> list[Message]:
        return [message for message in self.told if isinstance(message, kind)]

    def on_unmount(self) -> None:
        self.live.close()
