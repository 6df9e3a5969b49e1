"""Rollout: the first four weeks, ticked off by keyboard or by the workspace's own facts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static

from radar_tui.screens.base import ActionDone, ActionFailed, WorkspaceScreen
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import TextDialog
from radar_tui.widgets.key_hints import hint_keys
from radar_tui.widgets.list_source import ListSource
from radar_tui.widgets.states import StatePanel
from radar_tui.widgets.virtual_table import (
    Cell,
    RowHighlighted,
    TableColumn,
    TableRow,
    VirtualTable,
)

if TYPE_CHECKING:
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.rollout import (
        RolloutChange,
        RolloutItem,
        RolloutPlan,
        RolloutWeekState,
    )
    from radar_tui.services.workspace import Workspace

COLUMNS = (
    TableColumn("item", "the first 30 days", flex=3),
    TableColumn("due", "by", width=11),
    TableColumn("fact", "how we know", flex=2),
)
_WEEK = "week-"
NOT_BEGUN = "not begun; S says when it begins"


class RolloutScreen(WorkspaceScreen):
    """The template's plan with dates, progress and notes."""

    PLACE = "Rollout"
    CSS_PATH = "rollout.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "tick", "Done", id="rollout.done", tooltip="Tick the item off, or back on"),
        Binding("n", "note", "Note", id="rollout.note", tooltip="Write a note to the item"),
        Binding(
            "S", "start", "Start", id="rollout.start", tooltip="Say which day is the plan's first"
        ),
    ]

    progress = getters.query_one("#progress", Static)
    state = getters.query_one(StatePanel)
    items = getters.query_one("#items", VirtualTable)
    told = getters.query_one("#told", Static)

    class PlanRead(Message):
        """The plan as it stands."""

        def __init__(self, plan: RolloutPlan) -> None:
            super().__init__()
            self.plan = plan

    class PlanUnreadable(Message):
        """The plan cannot be read; `reason` is one line for the user."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    def __init__(self) -> None:
        super().__init__()
        self._plan: RolloutPlan | None = None
        self._items: dict[str, RolloutItem] = {}

    def compose_body(self) -> ComposeResult:
        """Progress on top, the items below, then more of the item at the cursor."""
        yield Static("", id="progress", markup=False)
        with StatePanel():
            yield VirtualTable(COLUMNS, id="items")
        yield Static("", id="told", markup=False)

    def on_mount(self) -> None:
        """Name the plan and its keys."""
        self.items.border_title = "The first 30 days"
        hint_keys(
            self.items, "[rollout.done=x] done · [rollout.note=n] note · [rollout.start=S] start"
        )

    def refresh_view(self) -> None:
        """Read the plan again, in the background."""
        if self.live is not None:
            self._read(self.live)

    @work(thread=True, exclusive=True, group="rollout-plan", exit_on_error=False)
    def _read(self, live: LiveWorkspace) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.rollout import rollout_plan

        try:
            self.post_message(self.PlanRead(rollout_plan(live.now())))
        except WorkspaceError as error:
            self.post_message(self.PlanUnreadable(str(error)))

    @on(PlanUnreadable)
    def _tell_unreadable(self, message: PlanUnreadable) -> None:
        self.state.show_error(message.reason)

    @on(PlanRead)
    def _draw(self, message: PlanRead) -> None:
        first, plan = self._plan is None, message.plan
        self._plan = plan
        self._items = {item.key: item for week in plan.weeks for item in week.items}
        rows = [row for week in plan.weeks for row in _week_rows(week)]
        self.items.show(ListSource(rows))
        self.state.show_content()
        if first:
            self.call_after_refresh(self.items.focus)
        dates = f"{plan.starts_on:%d %b} – {plan.ends_on:%d %b}" if plan.starts_on else NOT_BEGUN
        late = f" · {plan.late} late" if plan.late else ""
        bar = "█" * plan.done + "░" * (plan.items - plan.done)
        self.progress.update(f"{bar}  {plan.done} of {plan.items} done{late} · {dates}")
        self._tell()

    @on(RowHighlighted)
    def _tell(self) -> None:
        """Tell more of the item at the cursor."""
        item = self._at_cursor()
        self.told.update(_item_words(item) if item else "")

    def action_tick(self) -> None:
        """Tick the item at the cursor off, or take the tick back."""
        item = self._at_cursor()
        if item is None:
            return
        if item.ticked_by_fact:
            self.post_message(ActionFailed("this item ticks itself, by the fact beside it"))
            return
        from radar_tui.services.rollout import RolloutChange

        keys = (item.key,)
        self._change(RolloutChange(not_done=keys) if item.done else RolloutChange(done=keys))

    def action_note(self) -> None:
        """Ask for a note to the item at the cursor."""
        item = self._at_cursor()
        if item is None:
            return

        def save(text: str | None) -> None:
            if text is not None:
                from radar_tui.services.rollout import RolloutChange

                self._change(RolloutChange(notes=((item.key, text),)))

        self.app.push_screen(TextDialog(f"Note: {item.label}", value=item.note or ""), save)

    def action_start(self) -> None:
        """Ask for the first day of the plan."""
        if self._plan is None:
            return
        day = self._plan.starts_on or self._plan.today

        def save(text: str | None) -> None:
            if text is None:
                return
            try:
                start = date.fromisoformat(text)
            except ValueError:
                expected = f"expected a date such as {day.isoformat()}"
                self.post_message(ActionFailed(f"found {text[:20]!r}; {expected}"))
                return
            from radar_tui.services.rollout import RolloutChange

            self._change(RolloutChange(start=start))

        self.app.push_screen(TextDialog("First day of the plan", value=day.isoformat()), save)

    def _change(self, change: RolloutChange) -> None:
        def done(workspace: Workspace) -> Message:
            from radar_tui.services.rollout import change_rollout

            change_rollout(workspace, change)
            return ActionDone("rollout updated · u undoes it")

        self.store("the rollout is as it was", done)

    def _at_cursor(self) -> RolloutItem | None:
        return self._items.get(self.items.cursor_key or "")


def _week_rows(week: RolloutWeekState) -> list[TableRow]:
    done = sum(item.done for item in week.items)
    dates = f"{week.starts_on:%d %b}" if week.starts_on else ""
    heading = TableRow(
        key=f"{_WEEK}{week.number}",
        cells=(
            Cell(f"Week {week.number}: {week.title}", "heading"),
            Cell(dates, "heading"),
            Cell(f"{done} of {len(week.items)}", "muted"),
        ),
    )
    return [heading, *(_item_row(item) for item in week.items)]


def _item_words(item: RolloutItem) -> str:
    """Say who ticked an item and when, what the workspace knows of it, and its note."""
    if item.ticked_by_fact:
        state = "ticked by the workspace itself"
    elif item.done_at is not None:
        state = f"ticked by {item.done_by or 'nobody named'} on {item.done_at:%d %b}"
    else:
        state = f"late since {item.due_on:%d %b}" if item.late else "open"
    lines = (f"{item.label} · {state}", item.fact or "", f"note: {item.note}" if item.note else "")
    return "\n".join(inert_line(line) for line in lines if line)


def _item_row(item: RolloutItem) -> TableRow:
    mark = "☑" if item.done else "☐"
    style = "muted" if item.done else ("warning" if item.late else "plain")
    told = item.note or item.fact or (f"{item.done_by}" if item.done_by else "")
    due = f"{item.due_on:%d %b}" if item.due_on else ""
    return TableRow(
        key=item.key,
        cells=(
            Cell(f"  {mark} {item.label}", style),
            Cell(f"late {due}" if item.late else due, "warning" if item.late else "muted"),
            Cell(told, "muted"),
        ),
    )
