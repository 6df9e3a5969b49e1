"""Playbook: weekly habits, training, what proactive means here, and what success looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Static
from textual.worker import get_current_worker

from radar_tui.screens.playbook_definition import PlaybookDefinition
from radar_tui.screens.playbook_habits import PlaybookHabits
from radar_tui.screens.playbook_parts import HabitFacts, Part, PartRead, PartUnreadable, PartView
from radar_tui.screens.playbook_training import PlaybookTraining
from radar_tui.text.hostile import inert
from radar_tui.widgets.key_hints import hint_keys
from radar_tui.widgets.list_source import ListSource
from radar_tui.widgets.panel_tabs import PanelTabs
from radar_tui.widgets.states import READING, StatePanel
from radar_tui.widgets.virtual_table import RowHighlighted, RowOpened, VirtualTable

if TYPE_CHECKING:
    from radar_tui.screens.playbook_reader import PlaybookReader
    from radar_tui.services.live import LiveWorkspace

# Which actions belong to some parts alone.
_ONLY_IN = {
    "who": (Part.HABITS,),
    "link": (Part.HABITS,),
    "week": (Part.HABITS,),
    "note": (Part.HABITS, Part.TRAINING),
    "tick": (Part.HABITS, Part.TRAINING, Part.DEFINITION),
}


class PlaybookScreen(PlaybookHabits, PlaybookTraining, PlaybookDefinition):
    """The parts one at a time: a list, and more about the row at the cursor."""

    PLACE = "Playbook"
    CSS_PATH = "playbook.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "step_part(1)", "Next part", id="playbook.next-part",
                tooltip="Go on to the next part of the playbook"),
        Binding("left,h", "step_part(-1)", "Part before", id="playbook.part-before", show=False,
                tooltip="Go back to the part before"),
        Binding("x", "tick", "Done", id="playbook.done",
                tooltip="Tick the line, or take the tick back: done, trained, or it applies to us"),
        Binding("n", "note", "Note", id="playbook.note", tooltip="Write a note to the line"),
        Binding("o", "who", "Who", id="playbook.who",
                tooltip="Say that somebody else did the habit, or that they did not"),
        Binding("L", "link", "Led to", id="playbook.link",
                tooltip="Link the habit to what came of it: a macro, a fix, a ticket, any link"),
        Binding("left_square_bracket", "week(-1)", "Week before", id="playbook.week-before",
                show=False, tooltip="Show the habits of the week before"),
        Binding("right_square_bracket", "week(1)", "Week after", id="playbook.week-after",
                show=False, tooltip="Show the habits of the week after"),
    ]  # fmt: skip

    tabs = getters.query_one("#parts", PanelTabs)
    summary = getters.query_one("#summary", Static)
    state = getters.query_one(StatePanel)
    words = getters.query_one("#words", Static)

    def __init__(self) -> None:
        super().__init__()
        self._part = Part.HABITS
        self._views: dict[Part, PartView] = {}
        self._cursors: dict[Part, str] = {}
        self._drawn: Part | None = None
        self._reader: PlaybookReader | None = None

    def compose_body(self) -> ComposeResult:
        """The parts' names, how far the one in front is, its list, and more about a row."""
        yield PanelTabs(id="parts")
        yield Static("", id="summary", markup=False)
        with StatePanel(), Container(id="body"):
            yield VirtualTable((), id="list")
            with VerticalScroll(id="more"):
                yield Static("", id="words", markup=False)

    def on_mount(self) -> None:
        """Name the parts; what they hold follows when the workspace is read."""
        self._tell_parts()

    # Reading and drawing.

    def refresh_view(self) -> None:
        """Read the part in front again, in the background."""
        if self.live is not None:
            self._read(self.live, self._part, self.week)

    @work(thread=True, exclusive=True, group="playbook", exit_on_error=False)
    def _read(self, live: LiveWorkspace, part: Part, week: str | None) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.screens.playbook_reader import PlaybookReader

        if self._reader is None:
            self._reader = PlaybookReader()
        try:
            message: PartRead | PartUnreadable = self._reader.read(part, live.now(), week)
        except WorkspaceError as error:
            message = PartUnreadable(part, str(error))
        if not get_current_worker().is_cancelled:
            self.post_message(message)

    @on(PartRead)
    def _keep(self, message: PartRead) -> None:
        self._views[message.part] = message.view
        self._take_facts(message)
        if message.part is self._part:
            self._draw(message.view)

    def _take_facts(self, message: PartRead) -> None:
        """Take what the keys of the part rest on."""
        from radar_tui.services.definition import DefinitionView
        from radar_tui.services.training import TrainingBoard

        if isinstance(message.facts, HabitFacts):
            self.habit_facts = message.facts
        elif isinstance(message.facts, TrainingBoard):
            self.board = message.facts
        elif isinstance(message.facts, DefinitionView):
            self.definition = message.facts

    @on(PartUnreadable)
    def _tell_unreadable(self, message: PartUnreadable) -> None:
        if message.part is self._part:
            self.state.show_error(message.reason)

    def _tell_parts(self) -> None:
        self.tabs.show([str(part) for part in Part], list(Part).index(self._part))

    def _draw(self, view: PartView) -> None:
        self.summary.update(view.summary)
        self.table.border_title = view.title
        hint_keys(self.table, view.keys)
        self.table.show(ListSource(view.rows), view.columns)
        if self._drawn is not self._part:
            self._drawn = self._part
            if not self.table.go_to(self._cursors.get(self._part, "")):
                self.table.action_first()
        self.state.show_content()
        if self.focused is None:
            self.call_after_refresh(self.table.focus)
        self._tell_row()

    def _draw_reading(self) -> None:
        """Show no rows while a part is read for the first time; the list keeps the keys."""
        self._drawn = None
        self.summary.update("")
        self.words.update("")
        self.table.border_title = self.table.border_subtitle = ""
        self.table.empty = READING
        self.table.show(ListSource(()), ())

    @on(RowHighlighted)
    def _tell_row(self) -> None:
        """Tell more of the row at the cursor."""
        key, view = self.table.cursor_key, self._views.get(self._part)
        if key is None or view is None or self._drawn is not self._part:
            return
        self._cursors[self._part] = key
        self.words.update(inert(view.details.get(key, "")))

    # Parts.

    def action_step_part(self, step: int) -> None:
        """Go to the part beside the one in front, round and round."""
        parts = list(Part)
        self._part = parts[(parts.index(self._part) + step) % len(parts)]
        self.table.clear_marks()
        self._tell_parts()
        view = self._views.get(self._part)
        if view is None:
            self._draw_reading()
        else:
            self._draw(view)
        self.refresh_bindings()
        self.refresh_view()

    # Acting.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the part in front knows."""
        if action in _ONLY_IN:
            return self._part in _ONLY_IN[action]
        return super().check_action(action, parameters)

    def action_tick(self) -> None:
        """Tick the chosen lines off, or take that back."""
        if self._part is Part.HABITS:
            self.tick_habits()
        elif self._part is Part.TRAINING:
            self.tick_training()
        else:
            self.tick_definition()

    def action_note(self) -> None:
        """Write a note to the line at the cursor."""
        if self._part is Part.HABITS:
            self.note_habit()
        else:
            self.note_training()

    def action_who(self) -> None:
        """Say who did a habit."""
        self.ask_who()

    def action_link(self) -> None:
        """Link a habit to what came of it."""
        self.link_habit()

    def action_week(self, weeks: int) -> None:
        """Show the habits of another week."""
        self.step_week(weeks)

    @on(RowOpened)
    def _open(self) -> None:
        if self._part is Part.HABITS:
            self.open_habit()
        elif self._part is Part.TRAINING:
            self.note_training()
        elif self._part is Part.DEFINITION:
            self.open_definition()

    def copied_words(self) -> str:
        """What is told of the row at the cursor."""
        view = self._views.get(self._part)
        return view.details.get(self.table.cursor_key or "", "") if view is not None else ""
