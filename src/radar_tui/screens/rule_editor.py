"""Rule editor: each field of a rule changed by keyboard, tried on the past while it is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static
from textual.worker import get_current_worker

from radar_tui.domain.rule_fields import (
    RuleField,
    changes_since,
    field_named,
    fields_of,
    rebased,
    stepped,
    with_field,
    with_fields,
    written,
)
from radar_tui.screens.base import ActionDone, ActionFailed, Unleavable, WorkspaceScreen
from radar_tui.screens.rule_editor_keys import EDITOR_BINDINGS
from radar_tui.screens.rule_editor_leaving import DROP, SAVE, leaving_dialog
from radar_tui.screens.rule_editor_messages import (
    RuleRead,
    RuleStored,
    RuleUnreadable,
    Trial,
    TrialDone,
    decides_alike,
)
from radar_tui.screens.rule_editor_rows import (
    FIELD_COLUMNS,
    about_field,
    field_rows,
    hint_of,
    note_words,
)
from radar_tui.screens.rule_trial import RuleTrialPane
from radar_tui.screens.work_failures import WorkFailed
from radar_tui.text.hostile import inert, inert_line
from radar_tui.widgets.dialogs import FinishingScreen
from radar_tui.widgets.edit_line import EditLine
from radar_tui.widgets.key_hints import hint_keys
from radar_tui.widgets.list_source import ListSource
from radar_tui.widgets.states import StatePanel
from radar_tui.widgets.virtual_table import RowHighlighted, RowOpened, VirtualTable

if TYPE_CHECKING:
    from radar_tui.domain.rules import Rule
    from radar_tui.services.backtesting import LiveBacktest
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.rules_panel import RuleView
    from radar_tui.services.workspace import Workspace

# A value that rests this long is tried: shorter than a pause, longer than between two letters.
REST_SECONDS = 0.25
# What steps instead of being typed.
_SWITCHED = ("enabled", "severity")
_BACKTEST = "rule-backtest"


class RuleEditorScreen(Unleavable, WorkspaceScreen, FinishingScreen[None]):
    """One rule, what is changed of it and not stored yet, and its back-test."""

    PLACE = "Rule"
    CSS_PATH = "rules.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*EDITOR_BINDINGS]

    state = getters.query_one(StatePanel)
    fields = getters.query_one("#fields", VirtualTable)
    edit = getters.query_one(EditLine)
    about = getters.query_one("#about", Static)
    note = getters.query_one("#rule-note", Static)
    trial = getters.query_one(RuleTrialPane)

    def __init__(self, key: str) -> None:
        """Edit the rule with this key."""
        super().__init__()
        self._key = key
        self._view: RuleView | None = None
        self._backtest: LiveBacktest | None = None
        # The rule as it would be stored, and as it was before a field of it was typed.
        self._draft: Rule | None = None
        self._before: Rule | None = None
        self._typed: RuleField | None = None
        # What is being stored, and whether the editor is left once it is.
        self._saving: Rule | None = None
        self._leaving = False
        self._rest: Timer | None = None
        # What was asked about last.
        self._tried: Trial | None = None

    def compose_body(self) -> ComposeResult:
        """The fields with the line to type in and their meaning; the back-test beside them."""
        with StatePanel(), Horizontal(id="editor"):
            with Vertical(id="form"):
                yield VirtualTable(FIELD_COLUMNS, markable=False, id="fields")
                yield EditLine(id="edit")
                yield Static("", id="about", markup=False)
                yield Static("", id="rule-note", markup=False)
            yield RuleTrialPane(id="trial")

    def on_mount(self) -> None:
        """Name the keys of the fields."""
        hint_keys(
            self.fields,
            "enter type · ← → step · space on/off · del [rule.all-defaults=D] default"
            " · [rule.save=s] save",
        )

    def on_unmount(self) -> None:
        """Stop reading the past: quitting would wait for it."""
        if self._backtest is not None:
            self._backtest.close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys to what is being typed."""
        if action == "change":
            return self.stands and self.focused is self.fields
        if action in ("step", "switch", "default", "all_defaults", "save"):
            return self._draft is not None and not self.edit.is_open
        return super().check_action(action, parameters)

    @property
    def held_by(self) -> str:
        """Only what is not stored yet keeps anybody here."""
        return "the rule is changed and not stored; s saves, esc asks" if self._changes() else ""

    # Reading.

    def refresh_view(self) -> None:
        """Read the rule again, in the background."""
        if self.live is not None:
            self._read(self.live)

    @work(thread=True, exclusive=True, group="rule", exit_on_error=False)
    def _read(self, live: LiveWorkspace) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.backtesting import LiveBacktest
        from radar_tui.services.rules_panel import rule_view

        try:
            view = rule_view(live.now(), self._key)
            message: Message = RuleRead(view, self._backtest or LiveBacktest())
        except WorkspaceError as error:
            message = RuleUnreadable(str(error))
        if not get_current_worker().is_cancelled:
            self.post_message(message)

    @on(RuleUnreadable)
    def _tell_unreadable(self, message: RuleUnreadable) -> None:
        self.state.show_error(message.reason)

    @on(RuleRead)
    def _take_rule(self, message: RuleRead) -> None:
        # The first one stays: read twice at once, there are two, and only this one is closed.
        self._backtest = self._backtest or message.backtest
        if self._view is None:
            self.state.show_content()
            self.call_after_refresh(self.fields.focus)
            self.refresh_bindings()
        stands = (self._view or message.view).standing.rule
        self._take_view(message.view, since=stands)

    def _take_view(self, view: RuleView, since: Rule) -> None:
        """Take the rule as it is stored; what was changed here `since` stays on top of it."""
        is_first, self._view = self._view is None, view
        stored, problem = view.standing.rule, ""
        if self._before is not None:
            try:
                self._before = rebased(self._before, since, stored)
            except ValueError:
                self._before = stored
        try:
            draft = rebased(self._draft or stored, since, stored)
        except ValueError as error:
            draft, problem = stored, f"changed by somebody else; yours does not fit: {error}"
        self._settle(draft, problem, at_once=is_first)

    def _changes(self) -> dict[str, str]:
        """What is changed and not stored, by the names of the fields."""
        if self._view is None or self._draft is None:
            return {}
        return changes_since(self._view.standing.rule, self._draft)

    # Drawing.

    def _settle(self, draft: Rule, problem: str = "", *, at_once: bool = False) -> None:
        """Take another draft, show it, and try it once it rests."""
        self._draft = draft
        self._draw(problem)
        self._try_soon(at_once=at_once)

    def _draw(self, problem: str = "") -> None:
        view, draft = self._view, self._draft
        if view is None or draft is None:
            return
        self.fields.show(ListSource(field_rows(draft, view)))
        state = "on" if draft.enabled else "OFF: it is not evaluated"
        self.fields.border_title = Content(inert_line(f"{draft.title} · {state}"))
        words = f"✗ {problem}" if problem else note_words(draft, view)
        self.note.update(inert_line(words))
        self.note.set_class(bool(problem), "-wrong")
        self.note.set_class(bool(words) and not problem, "-changed")
        self._tell_about()

    @on(RowHighlighted, "#fields")
    def _tell_about(self) -> None:
        if self._view is not None and self._draft is not None:
            words = about_field(self.fields.cursor_key or "", self._draft, self._view)
            self.about.update(inert(words))

    # Changing.

    def _field(self) -> RuleField | None:
        """The field at the cursor."""
        key = self.fields.cursor_key
        return None if key is None or self._draft is None else field_named(self._draft.kind, key)

    @on(RowOpened, "#fields")
    def action_change(self) -> None:
        """Type another value for the field at the cursor, or give it the next one of a few."""
        field = self._field()
        if field is None or self._draft is None or self._view is None or self.edit.is_open:
            return
        if field.name in _SWITCHED:
            self.action_step(1)
            return
        self._typed, self._before = field, self._draft
        suggestions = self._view.suggestions.get(field.name, ())
        text = written(self._draft, field.name)
        self.edit.ask(field.label, text, hint_of(field), suggestions)

    @on(EditLine.Taken)
    def _close_edit(self, message: EditLine.Taken) -> None:
        if self._read_typed(message):
            self._leave_edit()

    @on(EditLine.CalledOff)
    def _call_edit_off(self) -> None:
        if self._before is not None:
            self._settle(self._before)
        self._leave_edit()

    @on(EditLine.Typed)
    def _read_typed(self, message: EditLine.Typed | EditLine.Taken) -> bool:
        """Take a text for the field that is typed; False where it would not do."""
        if self._typed is None or self._before is None:
            return False
        try:
            draft, problem = with_field(self._before, self._typed, message.text), ""
        except ValueError as error:
            draft, problem = self._before, str(error)
        self.edit.tell_wrong(problem)
        self._settle(draft)
        return not problem

    def _leave_edit(self) -> None:
        self._typed = self._before = None
        self.edit.close()
        self.fields.focus()
        self.refresh_bindings()

    def action_step(self, steps: int) -> None:
        """Make the value at the cursor some steps more or less."""
        field = self._field()
        if field is not None and self._draft is not None:
            try:
                self._settle(stepped(self._draft, field, steps))
            except ValueError as error:
                self._draw(str(error))

    def action_switch(self) -> None:
        """Turn the rule off or on, once it is saved."""
        if self._draft is not None:
            text = "off" if self._draft.enabled else "on"
            self._settle(with_fields(self._draft, {"enabled": text}))

    def action_default(self) -> None:
        """Give the field at the cursor the template's value."""
        field = self._field()
        if field is not None:
            self._take_defaults((field.name,))

    def action_all_defaults(self) -> None:
        """Give every field the template's value."""
        if self._draft is not None:
            self._take_defaults([field.name for field in fields_of(self._draft.kind)])

    def _take_defaults(self, names: Sequence[str]) -> None:
        shipped = self._view.shipped if self._view is not None else None
        if self._draft is None or shipped is None:
            self._draw("the template has no such rule; it is your team's own")
            return
        try:
            self._settle(with_fields(self._draft, {one: written(shipped, one) for one in names}))
        except ValueError as error:
            self._draw(str(error))

    # Trying.

    def _try_soon(self, *, at_once: bool) -> None:
        """Try the draft once it rests, where another setting would be tried."""
        if self._draft is None or self._view is None:
            return
        trial = Trial(self._view.standing.rule, self._draft)
        if self._tried is not None and trial.is_like(self._tried):
            return
        self._tried = trial
        self.workers.cancel_group(self, _BACKTEST)
        if self._rest is not None:
            self._rest.stop()
        self.trial.show_counting()
        if at_once:
            self._begin_trial()
        else:
            self._rest = self.set_timer(REST_SECONDS, self._begin_trial)

    def _begin_trial(self) -> None:
        if self.live is not None and self._backtest is not None and self._tried is not None:
            self._try(self.live, self._backtest, self._tried)

    @work(thread=True, exclusive=True, group=_BACKTEST, exit_on_error=False)
    def _try(self, live: LiveWorkspace, backtest: LiveBacktest, trial: Trial) -> None:
        from radar_tui.db.errors import WorkspaceError

        worker = get_current_worker()
        stored, draft = trial
        other = None if decides_alike(stored, draft) else draft
        try:
            report = backtest.compare(
                live.now(), stored, other, stopped=lambda: worker.is_cancelled
            )
            message = TrialDone(trial, report)
        except WorkspaceError as error:
            message = TrialDone(trial, None, str(error))
        if not worker.is_cancelled:
            self.post_message(message)

    @on(TrialDone)
    def _draw_trial(self, message: TrialDone) -> None:
        if message.trial is not self._tried:
            return  # the setting was changed since
        if message.report is not None:
            self.trial.show(message.report)
        else:
            self.trial.show_refused(message.problem)
            self._tried = None  # so that it is tried again

    # Leaving.

    def action_save(self) -> None:
        """Store what is changed."""
        self._save(leaving=False)

    def _save(self, *, leaving: bool) -> None:
        draft = self._draft
        if self._saving is not None:
            self._draw("what was saved before is still being stored; try again")
            return
        if draft is None or not self._changes():
            self._draw("nothing is changed")
            return
        self._saving, self._leaving = draft, leaving

        def done(workspace: Workspace) -> Message:
            from radar_tui.services.rule_editing import store_edited

            result, stored = store_edited(workspace, draft)
            return RuleStored(f"{result.label} · u undoes it", draft, stored)

        self.store("the rule is not stored", done)

    @on(RuleStored)
    def _tell_stored(self, message: RuleStored) -> None:
        self.post_message(ActionDone(message.label))
        leaving = self._leaving
        self._end_saving()
        if self._view is not None:
            standing = replace(self._view.standing, rule=message.stored)
            self._take_view(replace(self._view, standing=standing), since=message.saved)
        if leaving and not self._changes():
            self.finish()
        else:
            # Somebody else may have been faster than this message.
            self.refresh_view()

    @on(ActionFailed)
    @on(WorkFailed)
    def _end_saving(self) -> None:
        self._saving, self._leaving = None, False

    def action_back(self) -> None:
        """Go back, and ask first where something is not stored."""
        if self._saving is not None and self._saving == self._draft:
            self._leaving = True
            return
        count = len(self._changes())
        if not count:
            self.finish()
            return

        def answered(answer: str | None) -> None:
            if answer == SAVE:
                self._save(leaving=True)
            elif answer == DROP:
                self.finish()

        self.app.push_screen(leaving_dialog(count), answered)
