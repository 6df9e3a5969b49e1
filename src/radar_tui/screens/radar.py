"""Radar: the frustrated customers as a table with saved views, the sweep, and the open ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static
from textual.worker import get_current_worker

from radar_tui.screens.radar_messages import RadarPicture, RadarRead
from radar_tui.screens.radar_rows import radar_detail
from radar_tui.screens.radar_source import RadarSource, radar_order
from radar_tui.screens.radar_views import RadarViewsScreen
from radar_tui.screens.ticket_list import EMPTY_RADAR
from radar_tui.text.hostile import inert, inert_line
from radar_tui.widgets.filter_box import FilterBox
from radar_tui.widgets.key_hints import hint_keys
from radar_tui.widgets.panel_tabs import PanelTabs
from radar_tui.widgets.sweep import BlipChosen, BlipOpened, SweepView
from radar_tui.widgets.virtual_table import RowHighlighted, TableColumn, VirtualTable

if TYPE_CHECKING:
    from radar_tui.domain.filter_query import Query
    from radar_tui.services.live import LiveWorkspace

COLUMNS = (
    TableColumn("score", "score", width=7, right=True, sortable=True),
    TableColumn("account", "customer", flex=3, sortable=True),
    TableColumn("ticket", "ticket", width=6, sortable=True),
    TableColumn("waiting", "waits", width=5, right=True, sortable=True),
    TableColumn("why", "why it scored high", flex=5),
    TableColumn("next", "what we'll do now", flex=4, from_width=90),
    TableColumn("owner", "owner", flex=2, sortable=True),
)
# What a filter must ask for to find closed tickets: then the open ones are no whole of its count.
_ALSO_CLOSED = frozenset({"status", "ticket"})


# Columns from which there is room for the ticket beside the list, and lines for table and sweep.
WIDTHS = [(0, "-narrow"), (100, "-medium"), (140, "-wide")]
HEIGHTS = [(0, "-low"), (32, "-high")]


class RadarScreen(RadarViewsScreen):
    """The template's frustration dashboard, with the picture of it and the ticket at its cursor."""

    PLACE = "Radar"
    SCOPED = True
    CSS_PATH = "radar.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "p",
            "picture",
            "Picture",
            id="radar.picture",
            tooltip="Go to the sweep, and back to the table",
        ),
    ]

    tabs = getters.query_one(PanelTabs)
    sweep = getters.query_one(SweepView)
    detail = getters.query_one("#detail", Static)

    def __init__(self) -> None:
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = WIDTHS
        self.VERTICAL_BREAKPOINTS = HEIGHTS
        self._picture: RadarPicture | None = None

    def compose_body(self) -> ComposeResult:
        """Table above sweep, the words to the ticket at the cursor, and the ticket beside."""
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield PanelTabs(id="tabs")
                with Vertical(id="list", classes="-current"):
                    yield FilterBox()
                    yield VirtualTable(COLUMNS, empty=EMPTY_RADAR, id="radar")
                yield SweepView(empty=EMPTY_RADAR, id="sweep")
                yield Static("", id="detail", markup=False)
            yield Vertical(id="beside")

    def on_mount(self) -> None:
        """Name the panels; numbers follow when the workspace is read."""
        self.radar.border_title = "Radar"
        hint_keys(
            self.radar,
            "[radar.views=v] views · [ticket.acknowledge=a] ack · [ticket.snooze=s] snooze"
            " · [ticket.disagree=d] disagree · [ticket.next-action=n] next"
            " · [ticket.owner=o] owner",
        )
        self.radar.focus()
        self._tell_tabs()

    # Reading and drawing.

    def refresh_view(self) -> None:
        """Read everything again, in the background."""
        self.read_list()
        self.follow_cursor()

    def read_list(self) -> None:
        """Read the tickets and the picture again, in the background."""
        if self.live is not None:
            self._read(self.live, self.query_applied)

    @work(thread=True, exclusive=True, group="radar", exit_on_error=False)
    def _read(self, live: LiveWorkspace, query: Query) -> None:
        from radar_tui.services.overview import open_tickets
        from radar_tui.services.radar_list import WORST_FIRST, radar_list
        from radar_tui.services.saved_views import saved_views
        from radar_tui.services.sweep import sweep

        workspace, order = live.now(), radar_order(self.radar.sort)
        tickets = radar_list(workspace, query, order)
        worst = tickets if order == WORST_FIRST else radar_list(workspace, query)
        picture = RadarPicture(
            as_of=workspace.as_of,
            tickets=RadarSource(tickets, COLUMNS),
            sweep=sweep(workspace, worst),
            views=saved_views(workspace),
            open_tickets=open_tickets(workspace),
        )
        if not get_current_worker().is_cancelled:
            self.post_message(RadarRead(picture))

    @on(RadarRead)
    def _draw(self, message: RadarRead) -> None:
        self._picture = message.picture
        self.take_views(message.picture.views)
        self.show_tickets(message.picture.tickets)
        self.sweep.show(message.picture.sweep)
        self._tell_title()
        self._tell_row()
        self._tell_tabs()

    def _tell_title(self) -> None:
        picture, view = self._picture, self.view
        if picture is None:
            return
        name = f"view {view.name}" if view is not None else str(self.query_applied)
        count = f"{self.radar.row_count:,}"
        if not any(term.field in _ALSO_CLOSED for term in self.query_applied.terms):
            count += f" of {picture.open_tickets:,}"
        self.radar.border_title = Content(inert_line(f"Radar · {name} · {count}"))

    def tell_empty(self, words: str) -> None:
        """Say why there is no ticket, in the table and in the picture."""
        super().tell_empty(words)
        self.sweep.empty = words

    def _tell_tabs(self) -> None:
        front = int(self.sweep.has_class("-current"))
        self.tabs.show((f"Radar {self.radar.row_count:,}", "Sweep"), front)

    def copied_words(self) -> str:
        """What is told of the ticket at the cursor."""
        key, picture = self.radar.cursor_key, self._picture
        if key is None or picture is None:
            return ""
        return inert(radar_detail(self.entry(key), picture.as_of) or "")

    # The two panels and their one cursor.

    @on(RowHighlighted, "#radar")
    def _tell_row(self) -> None:
        self.sweep.choose(self.radar.cursor_key)
        self.detail.update(self.copied_words(), layout=False)

    @on(BlipChosen)
    def _go_to_row(self, message: BlipChosen) -> None:
        self.radar.go_to(message.name)

    @on(BlipOpened)
    def _open_blip(self, message: BlipOpened) -> None:
        self.open_ticket(message.name)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Bring the focused panel to the front; where there is room for one it is the one shown."""
        if event.widget in (self.radar, self.sweep):
            is_sweep = event.widget is self.sweep
            self.sweep.set_class(is_sweep, "-current")
            self.query_one("#list").set_class(not is_sweep, "-current")
            self._tell_tabs()

    def action_picture(self) -> None:
        """Go to the sweep, or back to the table."""
        (self.radar if self.sweep.has_focus else self.sweep).focus()

    # What the triage keys act on.

    def triage_names(self) -> tuple[str, ...]:
        """Name the marked tickets, or the one at the cursor."""
        return self.radar.target_keys

    def planned_action(self) -> str:
        """What is planned for the one ticket chosen."""
        names = self.triage_names()
        entry = self.entry(names[0]) if len(names) == 1 else None
        return (entry.next_action or "") if entry else ""

    def go_on(self) -> None:
        """Go on to the next row; marks stay, for the next action on the same ones."""
        if not self.radar.marked_keys:
            self.radar.advance()
