"""Screens with the radar's tickets as a table: filter, order, and the ticket beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from radar_tui.domain.filter_query import Query
from radar_tui.domain.scope import EVERYTHING
from radar_tui.screens.base import scope_hint
from radar_tui.screens.ticket_beside import TicketBesideScreen
from radar_tui.widgets.filter_box import FilterBox, FilterChanged, FilterLeft
from radar_tui.widgets.virtual_table import RowHighlighted, RowOpened, SortRequested, VirtualTable

if TYPE_CHECKING:
    from radar_tui.screens.radar_source import RadarSource
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.overview import Overview
    from radar_tui.services.panels import RadarEntry

# A cursor that rests this long is read by somebody: then the ticket beside the list follows it.
REST_SECONDS = 0.12
EMPTY_RADAR = "Nobody is about to blow up."
NO_MATCH = "No ticket matches the filter."


class TicketListScreen(TicketBesideScreen):
    """A screen with a table `#radar` of tickets and a filter box for it.

    It reads by `read_list` and shows what it read by `show_tickets`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        # Before all others: the keys that come in one go with it are meant for the filter.
        Binding(
            "slash",
            "filter",
            "Filter",
            id="radar.filter",
            tooltip="Filter the radar",
            priority=True,
        ),
        Binding(
            "z",
            "zoom",
            "Zoom",
            id="radar.zoom",
            show=False,
            tooltip="Give the focused panel the whole screen, or the room back",
        ),
    ]

    radar = getters.query_one("#radar", VirtualTable)
    filter_box = getters.query_one(FilterBox)

    class NamesRead(Message):
        """What the filter can be completed with, per field."""

        def __init__(self, names: dict[str, list[str]]) -> None:
            super().__init__()
            self.names = names

    def __init__(self) -> None:
        super().__init__()
        self._tickets: RadarSource | None = None
        self._query = Query()
        self._unscored = 0
        self._scope = EVERYTHING
        self._rest: Timer | None = None

    def read_list(self) -> None:
        """Read the tickets again: filter or order have changed."""

    @property
    def query_applied(self) -> Query:
        """The filter that applies."""
        return self._query

    def show_tickets(self, tickets: RadarSource) -> None:
        """Show other tickets, or how they stand now."""
        self._tickets = tickets
        self.radar.show(tickets)

    def entry(self, name: str) -> RadarEntry | None:
        """A ticket of the list, once its row was drawn."""
        return self._tickets.entry(name) if self._tickets is not None else None

    def open_ticket(self, name: str) -> None:
        """Show a ticket on the whole screen."""
        from radar_tui.screens.ticket import open_ticket

        open_ticket(self.app, name)

    @on(RowOpened, "#radar")
    def _open_row(self, message: RowOpened) -> None:
        self.open_ticket(message.key)

    # What is said where there is nothing.

    def tell_overview(self, overview: Overview) -> None:
        """Show how fresh the data are; and do not call calm what is not scored yet."""
        super().tell_overview(overview)
        self._unscored, self._scope = overview.unscored, overview.scope
        self.tell_empty(self._words_for_nothing())

    def tell_empty(self, words: str) -> None:
        """Say why there is no ticket, where there is none."""
        self.radar.empty = words

    def _words_for_nothing(self) -> str:
        waiting = f"{self._unscored:,} tickets wait to be scored."
        calm = waiting if self._unscored else EMPTY_RADAR
        words = NO_MATCH if self._query else calm
        return f"{words} {scope_hint(self._scope)}".rstrip()

    # The ticket beside the list.

    @on(RowHighlighted, "#radar")
    def _follow_when_at_rest(self) -> None:
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST_SECONDS, self.follow_cursor)

    def on_resize(self) -> None:
        """See whether there is room for the ticket now."""
        self.call_after_refresh(self.follow_cursor)

    def follow_cursor(self) -> None:
        """Show the ticket at the list's cursor beside it."""
        self.show_beside(self.radar.cursor_key)

    # The filter and the order.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the filter's key to whatever is typed into."""
        if action == "filter":
            return self.stands and not isinstance(self.focused, Input)
        return super().check_action(action, parameters)

    def action_filter(self) -> None:
        """Open the filter of the radar."""
        self.set_focus(self.radar)
        self.filter_box.open()
        if self.live is not None:
            self._read_names(self.live)

    @work(thread=True, exclusive=True, group="filter-names", exit_on_error=False)
    def _read_names(self, live: LiveWorkspace) -> None:
        from radar_tui.services.filter_names import filter_names

        self.post_message(self.NamesRead(filter_names(live.now())))

    @on(NamesRead)
    def _offer_names(self, message: NamesRead) -> None:
        self.filter_box.offer(message.names)

    @on(FilterChanged)
    def _filter(self, message: FilterChanged) -> None:
        self._query = message.query
        self.tell_empty(self._words_for_nothing())
        self.read_list()

    @on(FilterLeft)
    def _leave_filter(self) -> None:
        self.radar.focus()

    @on(SortRequested, "#radar")
    def _sort(self) -> None:
        self.read_list()

    # Room on the screen.

    def action_zoom(self) -> None:
        """Give the focused panel the whole screen, or the room back."""
        if self.maximized is not None:
            self.minimize()
        elif self.focused is not None:
            self.maximize(self.focused)
