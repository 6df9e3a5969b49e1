"""Rubric editor: points and phrases of signals, tried on the open tickets as they are changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from radar_tui.scoring.rubric_changes import RubricChanges
from radar_tui.scoring.rubric_fields import (
    FIELDS_BY_NAME,
    ListedPhrase,
    RubricField,
    defaulted,
    listed_phrases,
    read_value,
    rebased,
    stepped,
    value_of,
    with_phrase,
    without_phrase,
)
from radar_tui.screens.base import ActionDone, ActionFailed, Unleavable, WorkspaceScreen
from radar_tui.screens.rubric_editor_keys import RUBRIC_BINDINGS
from radar_tui.screens.rubric_editor_messages import (
    RubricRead,
    RubricStored,
    RubricTried,
    RubricUnreadable,
)
from radar_tui.screens.rubric_editor_rows import (
    FIELD_COLUMNS,
    MOVED_COLUMNS,
    NO_PHRASES,
    NOBODY_MOVES,
    PHRASE_COLUMNS,
    about_field,
    field_rows,
    moved_rows,
    note_words,
    phrase_rows,
    trial_words,
)
from radar_tui.screens.rule_editor_leaving import DROP, SAVE, leaving_dialog
from radar_tui.screens.work_failures import WorkFailed
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import FinishingScreen
from radar_tui.widgets.edit_line import EditLine
from radar_tui.widgets.key_hints import hint_keys
from radar_tui.widgets.list_source import ListSource
from radar_tui.widgets.states import StatePanel
from radar_tui.widgets.virtual_table import RowHighlighted, RowOpened, VirtualTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.rubric_trial import RubricFacts
    from radar_tui.services.workspace import Workspace

_PHRASE_HINT = "words in any case · cancel* any ending · (a|b) one of these · ... up to 3 words"


class RubricEditorScreen(Unleavable, WorkspaceScreen, FinishingScreen[None]):
    """The team's rubric, what is changed of it and not saved, and what that would do."""

    PLACE = "Rubric"
    CSS_PATH = "rubric_editor.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*RUBRIC_BINDINGS]

    state = getters.query_one(StatePanel)
    fields = getters.query_one("#fields", VirtualTable)
    phrases = getters.query_one("#phrases", VirtualTable)
    edit = getters.query_one(EditLine)
    about = getters.query_one("#about", Static)
    note = getters.query_one("#rubric-note", Static)
    trial = getters.query_one("#trial-words", Static)
    moved = getters.query_one("#moved", VirtualTable)

    def __init__(self) -> None:
        super().__init__()
        self._facts: RubricFacts | None = None
        # The changes as they would be saved, and as they were before something was typed.
        self._draft = self._before = RubricChanges()
        # What is typed: the number of a field, or a phrase for its signal.
        self._typed: RubricField | None = None
        self._typing_phrase = False
        self._listed: list[ListedPhrase] = []
        self._trying = self._saving = False
        self._problem = ""

    def compose_body(self) -> ComposeResult:
        """Numbers over phrases, with the line to type in; beside them who would move."""
        with StatePanel(), Horizontal(id="rubric"):
            with Vertical(id="form"):
                yield VirtualTable(FIELD_COLUMNS, markable=False, id="fields")
                yield Static("", id="about", markup=False)
                yield VirtualTable(PHRASE_COLUMNS, empty=NO_PHRASES, markable=False, id="phrases")
                yield EditLine(id="edit")
                yield Static("", id="rubric-note", markup=False)
            with Vertical(id="effect"):
                yield Static("", id="trial-words", markup=False)
                yield VirtualTable(MOVED_COLUMNS, empty=NOBODY_MOVES, markable=False, id="moved")

    def on_mount(self) -> None:
        """Name the panes and their keys."""
        self.fields.border_title = "Rubric"
        self.fields.border_subtitle = "enter type · ← → step · del as shipped"
        hint_keys(self.phrases, "[rubric.phrase=p] add · space in/out · del take yours out")
        self.moved.border_title = "Tickets that would move"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys to what is being typed."""
        if action in ("change", "step"):
            ready = self.stands and self._facts is not None and not self.edit.is_open
            return ready and self.focused is self.fields
        if action in ("phrase", "switch", "default", "all_defaults", "save"):
            return self.stands and self._facts is not None and not self.edit.is_open
        return super().check_action(action, parameters)

    @property
    def held_by(self) -> str:
        """Only what is not saved yet keeps anybody here."""
        return "the rubric is changed and not saved; s saves, esc asks" if self._is_changed else ""

    @property
    def _is_changed(self) -> bool:
        return self._facts is not None and self._draft != self._facts.changes

    # Reading.

    def refresh_view(self) -> None:
        """Read the rubric and the open tickets again, in the background."""
        if self.live is not None:
            self._read(self.live)

    @work(thread=True, exclusive=True, group="rubric", exit_on_error=False)
    def _read(self, live: LiveWorkspace) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.rubric_trial import rubric_facts

        try:
            message: Message = RubricRead(rubric_facts(live.now()))
        except WorkspaceError as error:
            message = RubricUnreadable(str(error))
        if not get_current_worker().is_cancelled:
            self.post_message(message)

    @on(RubricUnreadable)
    def _tell_unreadable(self, message: RubricUnreadable) -> None:
        self.state.show_error(message.reason)

    @on(RubricRead)
    def _take(self, message: RubricRead) -> None:
        """Take what is stored; what is changed here stays on top of it."""
        # What was refused stays told: only an act of the reader's takes it away.
        facts, problem = message.facts, self._problem
        is_first = self._facts is None
        since = self._facts.changes if self._facts is not None else facts.changes
        try:
            draft = facts.changes if is_first else rebased(self._draft, since, facts.changes)
        except ValueError as error:
            draft, problem = facts.changes, f"somebody else changed it; yours does not fit: {error}"
        self._facts = facts
        if is_first:
            self.state.show_content()
            self.call_after_refresh(self.fields.focus)
            self.refresh_bindings()
        self._settle(draft, problem)

    # Drawing.

    def _settle(self, draft: RubricChanges, problem: str = "") -> None:
        """Take other changes, show them, and what they would do."""
        self._draft = draft
        self._draw(problem)
        self._try()

    def _draw(self, problem: str = "") -> None:
        facts, self._problem = self._facts, problem
        if facts is None:
            return
        self.fields.show(ListSource(field_rows(facts.changes, self._draft, facts.shipped)))
        note = note_words(facts.changes, self._draft, facts.shipped, facts.texts)
        self.note.update(inert_line(f"✗ {problem}" if problem else note))
        self.note.set_class(bool(problem), "-wrong")
        self.note.set_class(bool(note) and not problem, "-changed")
        self._draw_phrases()

    @on(RowHighlighted, "#fields")
    def _draw_phrases(self) -> None:
        """Show what the number at the cursor means, and its signal's phrases."""
        field = self._field()
        self.about.update(about_field(self.fields.cursor_key))
        if self._facts is None or field is None:
            return
        if field.signal is None:
            self._listed, self.phrases.border_title = [], "Phrases"
        else:
            self._listed = listed_phrases(self._draft, self._facts.shipped, field.signal)
            self.phrases.border_title = f"Phrases of {field.name} · {len(self._listed)}"
        self.phrases.show(ListSource(phrase_rows(self._listed)))

    def _try(self) -> None:
        """Work out what the changes would do; one at a time, the newest when that is done."""
        if self._facts is not None and not self._trying:
            self._trying = True
            self.moved.border_subtitle = "counting…"
            self._compare(self._facts, self._draft)

    @work(thread=True, group="rubric-trial", exit_on_error=False)
    def _compare(self, facts: RubricFacts, draft: RubricChanges) -> None:
        worker = get_current_worker()
        report = facts.compare(draft, stopped=lambda: worker.is_cancelled)
        if report is not None:
            self.post_message(RubricTried(facts, draft, report))

    @on(RubricTried)
    def _draw_trial(self, message: RubricTried) -> None:
        self._trying = False
        self.trial.update(trial_words(message.report))
        self.moved.show(ListSource(moved_rows(message.report.moved)))
        count = len(message.report.moved)
        self.moved.border_title = f"Tickets that would move · {count} · give or take a point"
        self.moved.border_subtitle = ""
        if message.draft is not self._draft or message.facts is not self._facts:
            self._try()

    # Changing.

    def _field(self) -> RubricField | None:
        """The number at the cursor."""
        return FIELDS_BY_NAME.get(self.fields.cursor_key or "")

    @on(RowOpened, "#fields")
    def action_change(self) -> None:
        """Type another number for the field at the cursor."""
        field = self._field()
        if field is None or self._facts is None or self.edit.is_open:
            return
        self._typed, self._before, self._typing_phrase = field, self._draft, False
        value = value_of(self._draft, self._facts.shipped, field)
        self.edit.ask(field.name, str(value), f"{field.allowed} · {field.meaning}")

    def action_phrase(self) -> None:
        """Type a phrase of one's own for the signal at the cursor."""
        field = self._field()
        if field is None:
            return
        if field.signal is None:
            self._draw("phrases belong to signals; go to one above")
            return
        self._typed, self._before, self._typing_phrase = field, self._draft, True
        self.edit.ask(f"a phrase for {field.name}", "", _PHRASE_HINT)

    @on(EditLine.Typed)
    def _read_typed(self, message: EditLine.Typed | EditLine.Taken) -> bool:
        """Take what is typed; False where it would not do."""
        field, facts = self._typed, self._facts
        if field is None or facts is None:
            return False
        try:
            if self._typing_phrase and field.signal is not None:
                draft = with_phrase(self._before, facts.shipped, field.signal, message.text)
            else:
                draft = read_value(self._before, facts.shipped, field, message.text)
            problem = ""
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
        """Make the number at the cursor some more or less."""
        self._change(lambda facts, field: stepped(self._draft, facts.shipped, field, steps))

    def action_default(self) -> None:
        """Give the number at the cursor as it ships; in the phrases, take an own one out."""
        phrase = self._phrase()
        if self.focused is not self.phrases:
            self._change(lambda facts, field: defaulted(self._draft, facts.shipped, field))
        elif phrase is not None and phrase.is_own:
            self.action_switch()

    def action_switch(self) -> None:
        """Leave the phrase at the cursor out, or take it in again."""
        field, phrase = self._field(), self._phrase()
        if self.focused is self.phrases and phrase and field and field.signal:
            self._settle(without_phrase(self._draft, field.signal, phrase))

    def _phrase(self) -> ListedPhrase | None:
        key = self.phrases.cursor_key
        return self._listed[int(key)] if key and int(key) < len(self._listed) else None

    def _change(self, change: Callable[[RubricFacts, RubricField], RubricChanges]) -> None:
        field = self._field()
        if field is not None and self._facts is not None:
            try:
                self._settle(change(self._facts, field))
            except ValueError as error:
                self._draw(str(error))

    def action_all_defaults(self) -> None:
        """Give everything as it ships."""
        self._settle(RubricChanges())

    # Leaving.

    def action_save(self) -> None:
        """Store what is changed; the scores follow in the background."""
        facts, draft = self._facts, self._draft
        if facts is None or self._saving:
            return
        if not self._is_changed:
            self._draw("nothing is changed")
            return
        self._saving = True

        def done(workspace: Workspace) -> Message:
            from radar_tui.services.rubrics import store_changes

            result = store_changes(workspace, draft, since=facts.changes)
            return RubricStored(f"{result.label} · u undoes it")

        self.store("the rubric is as it was", done)

    @on(RubricStored)
    def _tell_stored(self, message: RubricStored) -> None:
        self.post_message(ActionDone(message.label))
        self._saving = False
        self.finish()

    @on(ActionFailed)
    @on(WorkFailed)
    def _end_saving(self) -> None:
        self._saving = self._trying = False

    def action_back(self) -> None:
        """Go back, and ask first where something is not saved."""
        if not self._is_changed:
            self.finish()
            return

        def answered(answer: str | None) -> None:
            if answer == SAVE:
                self.action_save()
            elif answer == DROP:
                self.finish()

        self.app.push_screen(leaving_dialog(1), answered)
