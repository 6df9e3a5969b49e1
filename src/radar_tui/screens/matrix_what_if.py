"""What if: other weights, cut-offs and limits of the matrix, with who would change, live."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from radar_tui.domain.priority import DEFAULT_PRIORITY_SETTINGS, Priority, PrioritySettings
from radar_tui.domain.priority_fields import (
    FIELDS_BY_NAME,
    PriorityField,
    defaulted,
    rebased,
    stepped,
    value_words,
    with_field,
)
from radar_tui.screens.base import ActionDone, ActionFailed, Unleavable, WorkspaceScreen
from radar_tui.screens.matrix_messages import MatrixUnreadable
from radar_tui.screens.matrix_what_if_keys import WHAT_IF_BINDINGS
from radar_tui.screens.matrix_what_if_messages import EffectSeen, FactsRead, SettingsStored
from radar_tui.screens.matrix_what_if_rows import (
    CHANGE_COLUMNS,
    FIELD_COLUMNS,
    NO_CHANGE,
    about_field,
    change_row,
    effect_counts,
    effect_title,
    field_rows,
    note_words,
)
from radar_tui.screens.work_failures import WorkFailed
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import FinishingScreen
from radar_tui.widgets.edit_line import EditLine
from radar_tui.widgets.heat_map import HeatMap
from radar_tui.widgets.key_hints import hint_keys
from radar_tui.widgets.list_source import ListSource
from radar_tui.widgets.states import StatePanel
from radar_tui.widgets.virtual_table import RowHighlighted, RowOpened, VirtualTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.prioritising import MatrixFacts
    from radar_tui.services.workspace import Workspace


class MatrixWhatIfScreen(Unleavable, WorkspaceScreen, FinishingScreen[None]):
    """The settings of the matrix, what is changed of them and not saved, and what that would do."""

    PLACE = "Matrix: what if"
    SCOPED = True
    CSS_PATH = "matrix.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*WHAT_IF_BINDINGS]

    state = getters.query_one(StatePanel)
    fields = getters.query_one("#fields", VirtualTable)
    edit = getters.query_one(EditLine)
    about = getters.query_one("#about", Static)
    note = getters.query_one("#what-if-note", Static)
    heat = getters.query_one(HeatMap)
    counts = getters.query_one("#effect-counts", Static)
    changes = getters.query_one("#changes", VirtualTable)

    def __init__(self) -> None:
        super().__init__()
        self._facts: MatrixFacts | None = None
        self._stored_rows: Sequence[Priority] = ()
        # The settings as they would be saved, and as they were before one of them was typed.
        self._draft = DEFAULT_PRIORITY_SETTINGS
        self._before = DEFAULT_PRIORITY_SETTINGS
        self._typed: PriorityField | None = None
        # Whether an effect is being worked out, and whether the draft is being stored.
        self._trying = False
        self._saving = False

    def compose_body(self) -> ComposeResult:
        """The settings with the line to type in; beside them the map and who would change."""
        with StatePanel(), Horizontal(id="what-if"):
            with Vertical(id="form"):
                yield VirtualTable(FIELD_COLUMNS, markable=False, id="fields")
                yield EditLine(id="edit")
                yield Static("", id="about", markup=False)
                yield Static("", id="what-if-note", markup=False)
            with Vertical(id="effect"):
                heat = HeatMap(id="heat")
                heat.can_focus = False
                yield heat
                yield Static("", id="effect-counts", markup=False)
                yield VirtualTable(CHANGE_COLUMNS, empty=NO_CHANGE, markable=False, id="changes")

    def on_mount(self) -> None:
        """Name the panes and their keys."""
        self.fields.border_title = "What if"
        hint_keys(self.fields, "enter type · ← → step · del default · [what-if.save=s] save")
        self.heat.border_title = "The map as it would be"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys to what is being typed."""
        if action == "change":
            return self.stands and self.focused is self.fields
        if action in ("step", "default", "all_defaults", "save"):
            return self.stands and self._facts is not None and not self.edit.is_open
        return super().check_action(action, parameters)

    @property
    def held_by(self) -> str:
        """Only what is not saved yet keeps anybody here."""
        return "the what-if is not saved; s saves, esc drops it" if self._is_changed else ""

    @property
    def _is_changed(self) -> bool:
        return self._facts is not None and self._draft != self._facts.settings

    # Reading.

    def refresh_view(self) -> None:
        """Read what the matrix rests on again, in the background."""
        if self.live is not None:
            self._read(self.live)

    @work(thread=True, exclusive=True, group="matrix-facts", exit_on_error=False)
    def _read(self, live: LiveWorkspace) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.prioritising import matrix_facts

        try:
            facts = matrix_facts(live.now())
            message: Message = FactsRead(facts, facts.account_rows())
        except WorkspaceError as error:
            message = MatrixUnreadable(str(error))
        if not get_current_worker().is_cancelled:
            self.post_message(message)

    @on(MatrixUnreadable)
    def _tell_unreadable(self, message: MatrixUnreadable) -> None:
        self.state.show_error(message.reason)

    @on(FactsRead)
    def _take(self, message: FactsRead) -> None:
        """Take what is stored; what is changed here stays on top of it."""
        facts, problem = message.facts, ""
        is_first = self._facts is None
        since = facts.settings if self._facts is None else self._facts.settings
        try:
            draft = facts.settings if is_first else rebased(self._draft, since, facts.settings)
            before = facts.settings if is_first else rebased(self._before, since, facts.settings)
        except ValueError as error:
            draft = before = facts.settings
            problem = f"changed by somebody else; yours does not fit: {error}"
        self._facts, self._stored_rows = facts, message.rows
        self._draft, self._before = draft, before
        if is_first:
            self.state.show_content()
            self.call_after_refresh(self.fields.focus)
            self.refresh_bindings()
        self._settle(draft, problem)

    # Drawing.

    def _settle(self, draft: PrioritySettings, problem: str = "") -> None:
        """Take another draft, show it, and what it would do."""
        self._draft = draft
        self._draw(problem)
        self._try()

    def _draw(self, problem: str = "") -> None:
        if self._facts is None:
            return
        stored = self._facts.settings
        self.fields.show(ListSource(field_rows(stored, self._draft)))
        words = f"✗ {problem}" if problem else note_words(stored, self._draft)
        self.note.update(inert_line(words))
        self.note.set_class(bool(problem), "-wrong")
        self.note.set_class(bool(words) and not problem, "-changed")
        self._tell_about()

    @on(RowHighlighted, "#fields")
    def _tell_about(self) -> None:
        if self._facts is not None:
            self.about.update(about_field(self.fields.cursor_key, self._facts.settings))

    def _try(self) -> None:
        """Work out what the draft would do; one at a time, the newest when that is done."""
        if self._facts is not None and not self._trying:
            self._trying = True
            self._compare(self._facts, self._stored_rows, self._draft)

    @work(thread=True, group="what-if", exit_on_error=False)
    def _compare(
        self, facts: MatrixFacts, before: Sequence[Priority], draft: PrioritySettings
    ) -> None:
        from radar_tui.analysis.priority_cells import heat_cells
        from radar_tui.analysis.priority_what_if import compare_priorities

        after = facts.account_rows(draft)
        effect = compare_priorities(before, after)
        rows = [change_row(one) for one in effect.changes]
        self.post_message(EffectSeen(facts, draft, effect, rows, heat_cells(after)))

    @on(EffectSeen)
    def _draw_effect(self, message: EffectSeen) -> None:
        self._trying = False
        self.heat.show(message.cells)
        self.counts.update(effect_counts(message.effect))
        self.changes.border_title = effect_title(message.effect)
        self.changes.show(ListSource(message.rows))
        if message.draft is not self._draft or message.facts is not self._facts:
            self._try()

    # Changing.

    def _field(self) -> PriorityField | None:
        """The setting at the cursor."""
        return FIELDS_BY_NAME.get(self.fields.cursor_key or "")

    @on(RowOpened, "#fields")
    def action_change(self) -> None:
        """Type another value for the setting at the cursor."""
        field = self._field()
        if field is not None and self._facts is not None and not self.edit.is_open:
            self._typed, self._before = field, self._draft
            text = value_words(self._draft, field)
            self.edit.ask(field.label, text, f"{field.allowed} · {field.meaning}")

    @on(EditLine.Typed)
    def _read_typed(self, message: EditLine.Typed | EditLine.Taken) -> bool:
        """Take a text for the setting that is typed; False where it would not do."""
        if self._typed is None:
            return False
        try:
            draft, problem = with_field(self._before, self._typed, message.text), ""
        except ValueError as error:
            draft, problem = self._before, str(error)
        self.edit.tell_wrong(problem)
        self._settle(draft)
        return not problem

    @on(EditLine.Taken)
    def _close_edit(self, message: EditLine.Taken) -> None:
        if self._read_typed(message):
            self._leave_edit()

    @on(EditLine.CalledOff)
    def _call_edit_off(self) -> None:
        self._settle(self._before)
        self._leave_edit()

    def _leave_edit(self) -> None:
        self._typed = None
        self.edit.close()
        self.fields.focus()
        self.refresh_bindings()

    def action_step(self, steps: int) -> None:
        """Make the value at the cursor some steps more or less."""
        self._change_field(lambda draft, field: stepped(draft, field, steps))

    def action_default(self) -> None:
        """Give the setting at the cursor the template's value."""
        self._change_field(defaulted)

    def _change_field(
        self, change: Callable[[PrioritySettings, PriorityField], PrioritySettings]
    ) -> None:
        field = self._field()
        if field is not None:
            try:
                self._settle(change(self._draft, field))
            except ValueError as error:
                self._draw(str(error))

    def action_all_defaults(self) -> None:
        """Give every setting the template's value."""
        self._settle(DEFAULT_PRIORITY_SETTINGS)

    # Leaving.

    def action_save(self) -> None:
        """Store what is changed, and go back to the matrix."""
        facts, draft = self._facts, self._draft
        if facts is None or self._saving:
            return
        if not self._is_changed:
            self._draw("nothing is changed")
            return
        self._saving = True

        def done(workspace: Workspace) -> Message:
            from radar_tui.services.settings import store_priority_settings

            result = store_priority_settings(workspace, draft, since=facts.settings)
            return SettingsStored(f"{result.label} · u undoes it")

        self.store("the matrix is as it was", done)

    @on(SettingsStored)
    def _tell_stored(self, message: SettingsStored) -> None:
        self.post_message(ActionDone(message.label))
        self._saving = False
        self.finish()

    @on(ActionFailed)
    @on(WorkFailed)
    def _end_saving(self) -> None:
        self._saving = self._trying = False

    def action_back(self) -> None:
        """Go back to the matrix; what is not saved is dropped."""
        self.finish()
