"""Welcome: what a lead sees on an empty workspace, and the three ways to fill it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from radar_tui.screens.base import ActionFailed, WorkspaceScreen
from radar_tui.screens.folder_dialog import FolderDialog
from radar_tui.screens.import_messages import DemoWanted, FolderChosen
from radar_tui.widgets.checklist import LineList
from radar_tui.widgets.dialogs import FinishingScreen
from radar_tui.widgets.file_picker import working_folder

if TYPE_CHECKING:
    from radar_tui.services.live import LiveWorkspace

WHAT = (
    "Radar reads your team's tickets, hears which customers are about to lose patience, and says "
    "what to do now, by when, and who owns it."
)
WHERE = "Nothing leaves this machine."

# key to press, action, title, what happens then
CHOICES = (
    (
        "d",
        "demo",
        "Look at the demo",
        "A made-up team, 30 weeks of tickets; gone when you quit.",
    ),
    ("i", "import", "Import exports", "Pick files of your help desk; see what they are first."),
    ("f", "folder", "Watch a folder", "Exports are imported as they land in it."),
)


class WelcomeScreen(WorkspaceScreen, FinishingScreen[None]):
    """Three ways to begin; it goes away by itself when something was imported."""

    PLACE = "Welcome"
    CSS_PATH = "welcome.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "begin('demo')", "Demo", id="welcome.demo", tooltip=CHOICES[0][3]),
        Binding("i", "begin('import')", "Import", id="welcome.import", tooltip=CHOICES[1][3]),
        Binding("f", "begin('folder')", "Folder", id="welcome.folder", tooltip=CHOICES[2][3]),
        Binding("escape", "leave", "Look around", id="welcome.close", tooltip="Go to Today"),
    ]

    class NoLongerEmpty(Message):
        """Something was imported, here or by another process."""

    def __init__(self) -> None:
        super().__init__()
        self._demo_wanted = False

    def compose_body(self) -> ComposeResult:
        """A card in the middle."""
        with Center(id="welcome-room"), Vertical(id="welcome-card") as card:
            card.border_title = "Welcome to Radar"
            card.border_subtitle = "enter choose · esc look around"
            yield Static(WHAT, markup=False)
            yield Static(WHERE, id="welcome-where", markup=False)
            demo, exports, folder = (Option(_choice(*one), id=one[1]) for one in CHOICES)
            yield LineList(demo, None, exports, None, folder)

    def on_mount(self) -> None:
        """The choices take the keys."""
        self.query_one(LineList).focus()

    def refresh_view(self) -> None:
        """See whether there is still nothing."""
        if self.live is not None:
            self._look(self.live)

    @work(thread=True, exclusive=True, group="welcome-look", exit_on_error=False)
    def _look(self, live: LiveWorkspace) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.welcome import is_empty

        try:
            if not is_empty(live.now()):
                self.post_message(self.NoLongerEmpty())
        except WorkspaceError as error:
            self.post_message(ActionFailed(str(error)))

    @on(NoLongerEmpty)
    def _make_way(self) -> None:
        self.finish()

    @on(OptionList.OptionSelected)
    def _choose(self, message: OptionList.OptionSelected) -> None:
        self.action_begin(message.option_id or "")

    def action_begin(self, choice: str) -> None:
        """Begin in one of the three ways, once: the app may take a moment to come to it."""
        if not self.is_active or self._demo_wanted:
            return
        match choice:
            case "demo":
                self._demo_wanted = True
                self.app.post_message(DemoWanted())
            case "import":
                from radar_tui.screens.importing import ImportScreen

                self.app.push_screen(ImportScreen())
            case "folder":
                self.app.push_screen(FolderDialog("Watch a folder", working_folder()), self._watch)

    def action_leave(self) -> None:
        """Go to Today, empty as it is."""
        self.finish()

    def _watch(self, folder: Path | None) -> None:
        if folder is not None:
            self.app.post_message(FolderChosen(folder))
            self.finish()


def _choice(key: str, _name: str, title: str, words: str) -> Content:
    return Content.assemble((f" {key} ", "bold"), (f" {title}", "bold"), (f"\n    {words}", "dim"))
