"""Ticket: the score and what it rests on, the thread, and the work on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.worker import get_current_worker

from radar_tui.screens.ticket_words import head_content, other_lines, work_content
from radar_tui.screens.triage_keys import TriageScreen
from radar_tui.widgets.checklist import LineList, checklist_line
from radar_tui.widgets.contribution_bars import contribution_bars
from radar_tui.widgets.thread_view import ReadingPane, thread_content

if TYPE_CHECKING:
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.ticket_view import ChecklistItem, TicketView


class TicketScreen(TriageScreen):
    """One ticket, named as `source/number`; esc goes back to where it was opened."""

    CSS_PATH = "ticket.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="ticket.back", tooltip="Back to the list"),
        Binding(
            "c",
            "to_checklist",
            "Checklist",
            show=False,
            id="ticket.checklist",
            tooltip="Go to the intervention checklist; enter or space ticks",
        ),
    ]

    head = getters.query_one("#ticket-head", Static)
    thread_words = getters.query_one("#thread-words", Static)
    bars = getters.query_one("#bars", Static)
    work_done = getters.query_one("#work", Static)
    checklist = getters.query_one("#checklist", LineList)
    others = getters.query_one("#others", LineList)

    class TicketRead(Message):
        """The ticket as it stands."""

        def __init__(self, view: TicketView) -> None:
            super().__init__()
            self.view = view

        def can_replace(self, message: Message) -> bool:
            """Only the newest state is worth drawing."""
            return isinstance(message, TicketScreen.TicketRead)

    class TicketMissing(Message):
        """The ticket cannot be read; `reason` is one line for the user."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    def __init__(self, ticket: str) -> None:
        super().__init__()
        self._ticket = ticket
        self._view: TicketView | None = None

    def compose_body(self) -> ComposeResult:
        """Who and how bad on top; below the thread, and beside it the score and the work."""
        yield Static("Reading the ticket…", id="ticket-head", markup=False)
        with Horizontal(id="ticket-body"):
            with ReadingPane(id="ticket-side") as side:
                side.border_title = "Score and work"
                yield Static("", id="bars", markup=False)
                yield Static("", id="work", markup=False)
                yield Static("Intervention checklist", classes="ticket-part")
                yield LineList(id="checklist")
                yield Static("Other open tickets", classes="ticket-part", id="others-title")
                yield LineList(id="others")
            with ReadingPane(id="ticket-thread") as pane:
                pane.border_title = "Thread · times in UTC"
                yield Static("", id="thread-words", markup=False)

    def on_mount(self) -> None:
        """The thread is read first."""
        self.query_one("#ticket-thread").focus()

    def refresh_view(self) -> None:
        """Read the ticket again, in the background."""
        if self.live is not None:
            self._read(self.live)

    @work(thread=True, exclusive=True, group="ticket-view", exit_on_error=False)
    def _read(self, live: LiveWorkspace) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.ticket_view import find_ticket, ticket_view

        workspace = live.now()
        try:
            view = ticket_view(workspace, find_ticket(workspace, self._ticket))
        except WorkspaceError as error:
            self.post_message(self.TicketMissing(str(error)))
            return
        if not get_current_worker().is_cancelled:
            self.post_message(self.TicketRead(view))

    @on(TicketRead)
    def _draw(self, message: TicketRead) -> None:
        view, before = message.view, self._view
        self._view = view
        self.head.update(head_content(view))
        self.work_done.update(work_content(view))
        if before is None or before.score != view.score:
            score = view.score
            self.bars.update(contribution_bars(score) if score else Content("Not scored yet."))
        if before is None or before.thread != view.thread:
            self.thread_words.update(thread_content(view.thread))
        self.checklist.show(
            [
                (item.key, checklist_line(item.label, done=item.done))
                for item in view.intervention.checklist
            ]
        )
        self.others.show(other_lines(view))
        self.query_one("#others-title").display = bool(view.other_tickets)
        self.refresh_bindings()

    @on(TicketMissing)
    def _tell_missing(self, message: TicketMissing) -> None:
        self._view = None
        self.head.update(Content(message.reason))
        self.refresh_bindings()

    def triage_names(self) -> tuple[str, ...]:
        """Name this ticket, once it is read."""
        return (self._ticket,) if self._view is not None else ()

    def offers_triage(self) -> bool:
        """There is something to act on once the ticket is read."""
        return self._view is not None

    def planned_action(self) -> str:
        """What is planned for this ticket."""
        return (self._view.intervention.next_action or "") if self._view else ""

    def action_back(self) -> None:
        """Go back to where the ticket was opened."""
        self.dismiss()

    def action_to_checklist(self) -> None:
        """Put the keys on the checklist."""
        self.checklist.focus()

    @on(OptionList.OptionSelected, "#checklist")
    def _tick(self, message: OptionList.OptionSelected) -> None:
        from radar_tui.services.triage import check_off

        item = self._item(message.option_id)
        if item is not None:
            key, done = item.key, not item.done
            self._act(self.triage_names(), lambda live, ids: check_off(live, ids, key, done=done))

    @on(OptionList.OptionSelected, "#others")
    def _open_other(self, message: OptionList.OptionSelected) -> None:
        if message.option_id is not None:
            self.app.push_screen(TicketScreen(message.option_id))

    def _item(self, key: str | None) -> ChecklistItem | None:
        items = self._view.intervention.checklist if self._view else ()
        return next((item for item in items if item.key == key), None)
