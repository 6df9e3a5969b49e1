"""Ticket: one ticket on the whole screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import get_current_worker

from radar_tui.screens.triage_keys import TriageScreen
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.dialogs import FinishingScreen
from radar_tui.widgets.states import StatePanel
from radar_tui.widgets.ticket_pane import TicketPane
from radar_tui.widgets.ticket_words import head_content

if TYPE_CHECKING:
    from textual.app import App

    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.ticket_view import TicketView

# Wider than any line: what is copied is not cut.
UNCUT = 10_000


class TicketScreen(TriageScreen, FinishingScreen[None]):
    """One ticket, named as `source/number`; esc goes back to where it was opened."""

    CSS_PATH = "ticket.tcss"
    PLACE = "Ticket"
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

    state = getters.query_one(StatePanel)
    pane = getters.query_one(TicketPane)

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

    @property
    def ticket(self) -> str:
        """Which ticket it shows."""
        return self._ticket

    def compose_body(self) -> ComposeResult:
        """The pane and nothing else."""
        with StatePanel():
            yield TicketPane()

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
        first = self.pane.view is None
        self.pane.show(message.view)
        self.state.show_content()
        if first:
            self.call_after_refresh(self.pane.focus_thread)
        self.refresh_bindings()

    @on(TicketMissing)
    def _tell_missing(self, message: TicketMissing) -> None:
        self.pane.tell("")
        self.state.show_error(message.reason)
        self.refresh_bindings()

    def triage_names(self) -> tuple[str, ...]:
        """Name this ticket, once it is read."""
        return (self._ticket,) if self.pane.view is not None else ()

    def copied_words(self) -> str:
        """Who and how bad, and where the ticket is in the help desk."""
        view = self.pane.view
        if view is None:
            return ""
        return "\n".join(
            filter(None, (head_content(view, UNCUT).plain, inert_line(view.ticket.url or "")))
        )

    def planned_action(self) -> str:
        """What is planned for this ticket."""
        view = self.pane.view
        return (view.intervention.next_action or "") if view else ""

    def action_back(self) -> None:
        """Go back to where the ticket was opened."""
        self.finish()

    def action_to_checklist(self) -> None:
        """Put the keys on the checklist."""
        self.pane.focus_checklist()


def open_ticket(app: App[Any], name: str) -> None:
    """Show a ticket on the whole screen, unless it is in front already."""
    front = app.screen
    if not (isinstance(front, TicketScreen) and front.ticket == name):
        app.push_screen(TicketScreen(name))
