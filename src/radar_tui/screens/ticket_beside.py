"""Screens with a list of tickets that show the one at the cursor beside it, where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.worker import get_current_worker

from radar_tui.screens.triage_keys import TriageScreen
from radar_tui.widgets.ticket_pane import TicketPane

if TYPE_CHECKING:
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.ticket_view import TicketView

NO_TICKET = "No ticket is chosen."
# Beside a list the checklist is to be seen below them without scrolling.
CONTRIBUTIONS_BESIDE = 4


class TicketBesideScreen(TriageScreen):
    """A screen with a container `#beside`; what is displayed of it is the stylesheet's choice."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "c",
            "checklist",
            "Checklist",
            id="ticket.checklist-beside",
            show=False,
            tooltip="Go to the intervention checklist of the ticket beside the list",
        ),
    ]

    beside = getters.query_one("#beside", Vertical)

    class BesideRead(Message):
        """The ticket at the cursor, or why it cannot be shown."""

        def __init__(self, view: TicketView | str) -> None:
            super().__init__()
            self.view = view

        def can_replace(self, message: Message) -> bool:
            """Only the ticket where the cursor stands is worth drawing."""
            return isinstance(message, TicketBesideScreen.BesideRead)

    @property
    def ticket_pane(self) -> TicketPane | None:
        """The ticket beside the list, once there was room for one and it stands."""
        pane = next(iter(self.beside.query(TicketPane)), None)
        return pane if pane is not None and pane.stands else None

    def show_beside(self, name: str | None) -> None:
        """Show a ticket, named as `source/number`, where there is room for it."""
        if self.live is None or not self.beside.display:
            return
        if not self.beside.children:
            self.beside.mount(TicketPane(most_contributions=CONTRIBUTIONS_BESIDE))
        self._read_beside(self.live, name)

    @work(thread=True, exclusive=True, group="ticket-beside", exit_on_error=False)
    def _read_beside(self, live: LiveWorkspace, name: str | None) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.ticket_view import find_ticket, ticket_view

        workspace = live.now()
        view: TicketView | str = NO_TICKET
        try:
            if name is not None:
                view = ticket_view(workspace, find_ticket(workspace, name))
        except WorkspaceError as error:
            view = str(error)
        if not get_current_worker().is_cancelled:
            self.post_message(self.BesideRead(view))

    @on(BesideRead)
    def _draw_beside(self, message: BesideRead) -> None:
        pane = self.ticket_pane
        if pane is None:
            self.call_after_refresh(self._draw_beside, message)
        elif isinstance(message.view, str):
            pane.tell(message.view)
        else:
            pane.show(message.view)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the checklist's key to where a ticket stands beside the list."""
        if action == "checklist":
            return self.beside.display and self.ticket_pane is not None
        return super().check_action(action, parameters)

    def action_checklist(self) -> None:
        """Put the keys on the checklist of the ticket beside the list."""
        if self.ticket_pane is not None:
            self.ticket_pane.focus_checklist()
