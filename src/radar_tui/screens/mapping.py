"""Mapping: which column of a table is which of Radar's fields, seen on its first rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from radar_tui.screens.base import ActionFailed, WorkspaceScreen
from radar_tui.screens.mapping_first_rows import FirstRowsTable
from radar_tui.screens.mapping_questions import (
    KEEP,
    OTHER_FORMAT,
    TYPED_FORMAT,
    keep_question,
    question,
    switched,
)
from radar_tui.screens.mapping_rows import (
    ABOUT,
    DATE_FORMAT,
    FIELD_COLUMNS,
    WORD_ROW,
    about_field,
    field_rows,
    rows_title,
    shown_column,
    verdict,
)
from radar_tui.widgets.dialogs import FinishingScreen
from radar_tui.widgets.key_hints import hint_keys
from radar_tui.widgets.list_source import ListSource
from radar_tui.widgets.states import StatePanel
from radar_tui.widgets.virtual_table import RowHighlighted, RowOpened, VirtualTable

if TYPE_CHECKING:
    from radar_tui.ingest.mapping import ColumnMapping
    from radar_tui.ingest.mapping_trial import MappingTrial
    from radar_tui.services.column_mapping import ChosenMapping, OpenedTable

_STILL_READING = "the rows are still being read; press i again"
_VERDICT_STYLES = {"critical": "$text-error", "warning": "$text-warning", "good": "$text-success"}


class MappingScreen(WorkspaceScreen, FinishingScreen[None]):
    """A table's first rows, and what is read from them; `chosen` is set once that is confirmed."""

    PLACE = "Mapping"
    CSS_PATH = "mapping.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="mapping.back",
                tooltip="Back to the files; nothing is imported or written"),
        Binding("i", "import", "Import", id="mapping.import",
                tooltip="Import the file with this mapping"),
        Binding("delete,backspace", "clear", "No column", id="mapping.clear",
                tooltip="Read the field at the cursor from no column"),
        Binding("left,h", "scroll_columns(-1)", "Columns before", show=False, id="mapping.left",
                tooltip="Show the columns of the file before these"),
        Binding("right,l", "scroll_columns(1)", "Columns after", show=False, id="mapping.right",
                tooltip="Show the columns of the file after these"),
    ]  # fmt: skip

    state = getters.query_one(StatePanel)
    first_rows = getters.query_one(FirstRowsTable)
    fields = getters.query_one("#mapping-fields", VirtualTable)
    about = getters.query_one("#mapping-about", Static)
    verdict = getters.query_one("#mapping-verdict", Static)

    class TableOpened(Message):
        """The table's first rows are read."""

        def __init__(self, table: OpenedTable) -> None:
            super().__init__()
            self.table = table

    class TableRefused(Message):
        """The table cannot be read; `reason` is one line for the user."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    class MappingJudged(Message):
        """It is known what an import with the mapping asked about would make of the rows."""

        def __init__(self, asked: ColumnMapping, trial: MappingTrial) -> None:
            super().__init__()
            self.asked = asked
            self.trial = trial

    def __init__(self, path: Path, earlier: Sequence[ChosenMapping] = ()) -> None:
        """`earlier` mappings were confirmed for files that are imported together with this one."""
        super().__init__()
        self.chosen: ChosenMapping | None = None
        self._path = path
        self._earlier = tuple(earlier)
        self._table: OpenedTable | None = None
        # What was asked about last; what came of it, and whether that is of what was asked last.
        self._asked: ColumnMapping | None = None
        self._trial: MappingTrial | None = None
        self._is_judged = False
        self._guessed: frozenset[str] = frozenset()
        self._finds_format = False
        # Why nothing can be imported yet, besides what the rows tell.
        self._waits_for = _STILL_READING

    def compose_body(self) -> ComposeResult:
        """The file's first rows, Radar's fields, more on the row at the cursor, the count."""
        with StatePanel():
            yield FirstRowsTable(id="mapping-raw")
            yield VirtualTable(FIELD_COLUMNS, id="mapping-fields")
            yield Static("", id="mapping-about", markup=False)
            yield Static("", id="mapping-verdict")

    def on_mount(self) -> None:
        """Name the panels and read the file."""
        self.fields.border_title = "What Radar reads from it"
        hint_keys(
            self.fields, "enter change · del no column · [mapping.import=i] import · esc back"
        )
        self._open()

    # Reading.

    @work(thread=True, exclusive=True, group="mapping-open", exit_on_error=False)
    def _open(self) -> None:
        from radar_tui.ingest.errors import BadFileError
        from radar_tui.services.column_mapping import open_table
        from radar_tui.services.import_files import plain_reason

        try:
            table = open_table(self._path, [one.mapping for one in self._earlier])
        except BadFileError as error:
            reason = plain_reason(self._path, error)
            self.post_message(self.TableRefused(f"{self._path.name}: {reason}"))
        except OSError as error:
            why = (error.strerror or "no reason given").lower()
            self.post_message(self.TableRefused(f"{self._path.name}: cannot be read ({why})"))
        else:
            self.post_message(self.TableOpened(table))

    @on(StatePanel.RetryRequested)
    def _open_again(self) -> None:
        self._waits_for = _STILL_READING
        self.state.show_loading()
        self._open()

    @on(TableRefused)
    def _tell_refused(self, message: TableRefused) -> None:
        self._waits_for = message.reason
        self.state.show_error(message.reason)

    @on(TableOpened)
    def _begin(self, message: TableOpened) -> None:
        self._table = message.table
        title = rows_title(self._path.name, message.table.first)
        self.first_rows.border_title = Content(title)
        self._guessed = message.table.guessed
        self._finds_format = message.table.finds_format
        self._judge(message.table.mapping)

    def _judge(self, mapping: ColumnMapping) -> None:
        """Ask what an import with a mapping would make of the rows."""
        if self._table is not None:
            self._asked, self._is_judged = mapping, False
            self._try(self._table, mapping, self._finds_format)

    @work(thread=True, exclusive=True, group="mapping-try", exit_on_error=False)
    def _try(self, table: OpenedTable, mapping: ColumnMapping, find_format: bool) -> None:
        from radar_tui.services.column_mapping import judge

        trial = judge(table, mapping, find_format=find_format)
        self.post_message(self.MappingJudged(mapping, trial))

    @on(MappingJudged)
    def _take_trial(self, message: MappingJudged) -> None:
        if message.asked is not self._asked:
            return  # the mapping was changed since
        is_first = self._trial is None
        self._trial, self._is_judged = message.trial, True
        self.fields.show(ListSource(field_rows(message.trial, self._guessed)))
        self._draw_beside()
        style, words = verdict(message.trial)
        self.verdict.update(Content.styled(words, _VERDICT_STYLES[style]))
        if is_first:
            self.state.show_content()
            self.call_after_refresh(self.fields.focus)

    # Showing.

    @on(RowHighlighted)
    @on(events.DescendantFocus)
    def _draw_beside(self) -> None:
        """Show the column of the field at the cursor; tell more of the row that has the keys."""
        if self._table is None or self._trial is None:
            return
        key = self.fields.cursor_key or ""
        self.first_rows.show_rows(self._table.first, self._trial, shown_column(self._trial, key))
        if self.first_rows.has_focus:
            self.about.update(self.first_rows.about_row())
        else:
            self.about.update(about_field(key, self._trial, self._guessed))

    def action_scroll_columns(self, columns: int) -> None:
        """Show other columns of the file."""
        self.first_rows.scroll_columns(columns)

    # Changing.

    @on(RowOpened, "#mapping-fields")
    def _change(self, message: RowOpened) -> None:
        other = switched(message.key, self._asked) if self._asked is not None else None
        if other is not None:
            self._judge(other)
        else:
            self._ask(message.key)

    def _ask(self, key: str, problem: str = "") -> None:
        """Ask what a field is to be read from, or how."""
        if self._table is None or self._trial is None:
            return
        asked = question(key, self._table, self._trial, problem)
        if asked is None:
            return

        def answered(answer: str | None) -> None:
            if answer is None or self._asked is None:
                return
            if answer == OTHER_FORMAT:
                self._ask(TYPED_FORMAT)
            elif refused := asked.refusal(answer):
                self._ask(key, refused)
            else:
                self._settle(key, asked.take(self._asked, answer))

        self.app.push_screen(asked.dialog, answered)

    def _settle(self, key: str, mapping: ColumnMapping) -> None:
        """Take what the lead says of a field: it is guessed no more."""
        self._guessed -= {key}
        if key.startswith(WORD_ROW):
            self.fields.advance()
        if key in (DATE_FORMAT, TYPED_FORMAT):
            self._finds_format = False
        self._judge(mapping)

    def action_clear(self) -> None:
        """Read the field at the cursor from no column."""
        key = self.fields.cursor_key
        if self._asked is not None and key in ABOUT:
            self._settle(key, self._asked.without(key))

    # Leaving.

    def action_import(self) -> None:
        """Confirm the mapping, and ask whether it is to be kept for the next export."""
        from radar_tui.services.column_mapping import ChosenMapping

        table, trial = self._table, self._trial
        if table is None or trial is None or not self._is_judged:
            self.post_message(ActionFailed(self._waits_for))
        elif not trial.can_be_imported:
            self.post_message(ActionFailed(verdict(trial)[1]))
        elif not self._can_be_kept(table, trial.mapping):
            self._confirm(ChosenMapping(trial.mapping))
        else:
            self.app.push_screen(keep_question(table.beside), self._answer_keep)

    def _can_be_kept(self, table: OpenedTable, mapping: ColumnMapping) -> bool:
        """Whether there is something to keep, in a file that will be looked at."""
        files = [one.keep_in.path for one in self._earlier if one.keep_in is not None]
        is_taken = table.beside.path in files
        return not (table.is_known or is_taken or table.is_kept(mapping))

    def _answer_keep(self, answer: str | None) -> None:
        from radar_tui.services.column_mapping import ChosenMapping

        if answer is not None and self._table is not None and self._trial is not None:
            kept = self._table.beside if answer == KEEP else None
            self._confirm(ChosenMapping(self._trial.mapping, kept))

    def _confirm(self, chosen: ChosenMapping) -> None:
        self.chosen = chosen
        self.finish()

    def action_back(self) -> None:
        """Go back to the files."""
        self.finish()
