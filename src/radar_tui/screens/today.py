"""Today: alerts, frustration radar and priority matrix side by side, live."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from radar_tui.domain.filter_query import Query
from radar_tui.screens.base import ActionFailed
from radar_tui.screens.radar_source import RadarSource
from radar_tui.screens.ticket_beside import TicketBesideScreen
from radar_tui.screens.today_messages import NamesRead, PanelsRead, StripsRead
from radar_tui.screens.today_rows import (
    ALERT_COLUMNS,
    MATRIX_COLUMNS,
    RADAR_COLUMNS,
    alert_detail,
    alert_rows,
    matrix_detail,
    matrix_rows,
    radar_detail,
)
from radar_tui.text.hostile import inert
from radar_tui.widgets.due_line import DueLine, DueOpened
from radar_tui.widgets.filter_box import FilterBox, FilterChanged, FilterLeft
from radar_tui.widgets.list_source import ListSource
from radar_tui.widgets.metric_strip import MetricStripView
from radar_tui.widgets.panel_tabs import PanelTabs
from radar_tui.widgets.virtual_table import RowHighlighted, RowOpened, SortRequested, VirtualTable

if TYPE_CHECKING:
    from radar_tui.services.alerts_panel import AlertsPanel
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.overview import Overview
    from radar_tui.services.panels import MatrixPanel

# A cursor that rests this long is read by somebody: then the ticket beside the radar follows it.
REST_SECONDS = 0.12
EMPTY_RADAR = "Nobody is about to blow up."
NO_MATCH = "No ticket matches the filter."


class TodayScreen(TicketBesideScreen):
    """The picture a lead leaves open all day."""

    PLACE = "Today"
    CSS_PATH = "today.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        # Before all others: the keys that come in one go with it are meant for the filter.
        Binding(
            "slash",
            "filter",
            "Filter",
            id="today.filter",
            tooltip="Filter the radar",
            priority=True,
        ),
        Binding(
            "z",
            "zoom",
            "Zoom",
            id="today.zoom",
            show=False,
            tooltip="Give the focused panel the whole screen, or the room back",
        ),
        Binding(
            "right,l",
            "focus_panel(1)",
            "Panel right",
            id="today.panel-right",
            show=False,
            tooltip="Go to the next panel",
        ),
        Binding(
            "left,h",
            "focus_panel(-1)",
            "Panel left",
            id="today.panel-left",
            show=False,
            tooltip="Go to the panel before",
        ),
    ]

    tabs = getters.query_one(PanelTabs)
    alerts = getters.query_one("#alerts", VirtualTable)
    radar = getters.query_one("#radar", VirtualTable)
    matrix = getters.query_one("#matrix", VirtualTable)
    filter_box = getters.query_one(FilterBox)
    detail = getters.query_one("#detail", Static)
    metrics = getters.query_one(MetricStripView)
    due = getters.query_one(DueLine)

    # How often the panels were drawn anew, for whoever waits for the next time.
    panels_drawn = 0

    def __init__(self) -> None:
        super().__init__()
        self._alerts: AlertsPanel | None = None
        self._radar: RadarSource | None = None
        self._matrix: MatrixPanel | None = None
        self._query = Query()
        self._unscored = 0
        self._rest: Timer | None = None

    def compose_body(self) -> ComposeResult:
        """The three panels with the words to the row at the cursor; metrics and what is due."""
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield PanelTabs(id="tabs")
                with Container(id="panels"):
                    yield VirtualTable(ALERT_COLUMNS, empty="Nothing fires.", id="alerts")
                    with Vertical(id="radar-panel"):
                        yield FilterBox()
                        yield VirtualTable(RADAR_COLUMNS, empty=EMPTY_RADAR, id="radar")
                    yield VirtualTable(MATRIX_COLUMNS, empty="No accounts yet.", id="matrix")
                yield Static("", id="detail", markup=False)
                yield MetricStripView(id="metrics")
                yield DueLine(id="due")
            yield Vertical(id="beside")

    def on_mount(self) -> None:
        """Name the panels and their keys; numbers follow when the workspace is read."""
        for table, title, keys in (
            (self.alerts, "Alerts", "a ack · s snooze · x done"),
            (self.radar, "Frustration radar", "a ack · d disagree · n next · enter open"),
            (self.matrix, "Priority", "/ filter"),
        ):
            table.border_title = title
            table.border_subtitle = keys
        self.metrics.border_title = "Metrics · from baseline to target"
        self.due.border_title = "Due"
        self.radar.focus()

    @property
    def tables(self) -> tuple[VirtualTable, VirtualTable, VirtualTable]:
        """The three panels from left to right."""
        return self.alerts, self.radar, self.matrix

    # Reading and drawing.

    def refresh_view(self) -> None:
        """Read everything again, in the background."""
        if self.live is not None:
            self._read_panels(self.live)
            self._read_strips(self.live)
            self._show_beside()

    @work(thread=True, exclusive=True, group="today-panels", exit_on_error=False)
    def _read_panels(self, live: LiveWorkspace) -> None:
        from radar_tui.services.alerts_panel import alerts_panel
        from radar_tui.services.panels import matrix_panel
        from radar_tui.services.radar_list import WORST_FIRST, RadarColumn, RadarOrder, radar_list

        workspace, sort = live.now(), self.radar.sort
        order = RadarOrder(RadarColumn(sort.column), sort.descending) if sort else WORST_FIRST
        radar = RadarSource(radar_list(workspace, self._query, order))
        panels = alerts_panel(workspace), radar, matrix_panel(workspace)
        if not get_current_worker().is_cancelled:
            self.post_message(PanelsRead(*panels))

    @work(thread=True, exclusive=True, group="today-strips", exit_on_error=False)
    def _read_strips(self, live: LiveWorkspace) -> None:
        from radar_tui.services.due_list import due_list
        from radar_tui.services.metric_strip import metric_strip

        workspace = live.now()
        strips = metric_strip(workspace), due_list(workspace)
        if not get_current_worker().is_cancelled:
            self.post_message(StripsRead(*strips))

    @on(PanelsRead)
    def _draw_panels(self, message: PanelsRead) -> None:
        self._alerts, self._radar, self._matrix = message.alerts, message.radar, message.matrix
        self.alerts.show(ListSource(alert_rows(message.alerts)))
        self.radar.show(message.radar)
        self.matrix.show(ListSource(matrix_rows(message.matrix)))
        pending = f" · {message.alerts.pending} pending" if message.alerts.pending else ""
        self.alerts.border_title = f"Alerts · {message.alerts.firing} firing{pending}"
        kept = "match the filter" if self._query else "over review"
        self.radar.border_title = f"Frustration radar · {self.radar.row_count:,} {kept}"
        self.matrix.border_title = f"Priority · {message.matrix.to_act_on} to act on"
        self._tell_tabs()
        self._tell_detail()
        self.panels_drawn += 1

    @on(StripsRead)
    def _draw_strips(self, message: StripsRead) -> None:
        self.metrics.show(message.metrics)
        self.due.show(message.due)

    def tell_overview(self, overview: Overview) -> None:
        """Show how fresh the data are; and do not call calm what is not scored yet."""
        super().tell_overview(overview)
        self._unscored = overview.unscored
        self._tell_empty()

    def _tell_empty(self) -> None:
        waiting = f"{self._unscored:,} tickets wait to be scored."
        calm = waiting if self._unscored else EMPTY_RADAR
        self.radar.empty = NO_MATCH if self._query else calm

    def _tell_tabs(self) -> None:
        firing = self._alerts.firing if self._alerts else 0
        to_act_on = self._matrix.to_act_on if self._matrix else 0
        names = (f"Alerts {firing}", f"Radar {self.radar.row_count:,}", f"Priority {to_act_on}")
        front = next((place for place, table in enumerate(self.tables) if self._is_front(table)), 1)
        self.tabs.show(names, front)

    def _tell_detail(self) -> None:
        """Tell more of the row that the cursor of the front panel is on."""
        self.detail.update(self.copied_words(), layout=False)

    def copied_words(self) -> str:
        """What is told of the row at the cursor."""
        key, words = self._front().cursor_key, None
        if key is not None and self._alerts is not None:
            if self._front() is self.alerts:
                words = alert_detail(key, self._alerts)
            elif self._front() is self.radar and self._radar is not None:
                words = radar_detail(self._radar.entry(key), self._alerts.as_of)
            elif self._matrix is not None:
                words = matrix_detail(key, self._matrix)
        return inert(words or "")

    # Panels.

    def _is_front(self, table: VirtualTable) -> bool:
        return table.has_class("-current")

    def _front(self) -> VirtualTable:
        """The panel that was focused last."""
        return next((table for table in self.tables if self._is_front(table)), self.radar)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Bring the focused panel to the front; on a narrow terminal it is the one shown."""
        if event.widget in self.tables:
            for table in self.tables:
                table.set_class(table is event.widget, "-current")
            self.query_one("#radar-panel").set_class(event.widget is self.radar, "-current")
            self._tell_tabs()
            self._tell_detail()

    def action_focus_panel(self, step: int) -> None:
        """Go to the panel beside the front one, round and round."""
        tables = self.tables
        tables[(tables.index(self._front()) + step) % len(tables)].focus()

    def action_zoom(self) -> None:
        """Give the focused panel the whole screen, or the room back."""
        if self.maximized is not None:
            self.minimize()
        elif self.focused is not None:
            self.maximize(self.focused)

    @on(RowHighlighted)
    def _follow_cursor(self, message: RowHighlighted) -> None:
        self._tell_detail()
        if message.table is self.radar:
            if self._rest is not None:
                self._rest.stop()
            self._rest = self.set_timer(REST_SECONDS, self._show_beside)

    def on_resize(self) -> None:
        """See whether there is room for the ticket now."""
        self.call_after_refresh(self._show_beside)

    def _show_beside(self) -> None:
        self.show_beside(self.radar.cursor_key)

    # The filter and the order of the radar.

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

        self.post_message(NamesRead(filter_names(live.now())))

    @on(NamesRead)
    def _offer_names(self, message: NamesRead) -> None:
        self.filter_box.offer(message.names)

    @on(FilterChanged)
    def _filter(self, message: FilterChanged) -> None:
        self._query = message.query
        self._tell_empty()
        if self.live is not None:
            self._read_panels(self.live)

    @on(FilterLeft)
    def _leave_filter(self) -> None:
        self.radar.focus()

    @on(SortRequested, "#radar")
    def _sort(self) -> None:
        if self.live is not None:
            self._read_panels(self.live)

    # Opening.

    @on(RowOpened, "#radar")
    def _open_row(self, message: RowOpened) -> None:
        self._open_ticket(message.key)

    @on(RowOpened, "#alerts")
    def _open_alert(self) -> None:
        names = self.triage_names()
        if names:
            self._open_ticket(names[0])
        else:
            self.post_message(ActionFailed("this alert is about many tickets; filter with /"))

    @on(DueOpened)
    async def _open_due(self, message: DueOpened) -> None:
        entry = message.entry
        if entry.ticket is not None:
            self._open_ticket(entry.ticket)
        elif entry.alert_id is not None:
            self.alerts.focus()
            self.alerts.go_to(str(entry.alert_id))
        else:
            await self.run_action("app.go('rollout')")

    def _open_ticket(self, name: str) -> None:
        from radar_tui.screens.ticket import open_ticket

        open_ticket(self.app, name)

    # What the triage keys act on.

    def triage_names(self) -> tuple[str, ...]:
        """Name the radar's marked tickets, or the one at its cursor; or those of the alerts."""
        if self._front() is self.radar:
            return self.radar.target_keys
        if self._front() is self.alerts and self._alerts is not None:
            chosen = set(self.alerts.target_keys)
            labels = [one.labels for one in self._alerts.alerts if str(one.id) in chosen]
            return tuple(one["ticket"] for one in labels if "ticket" in one)
        return ()

    def alert_ids(self) -> tuple[int, ...]:
        """Give the marked alerts, or the one at the cursor."""
        return tuple(map(int, self.alerts.target_keys)) if self._front() is self.alerts else ()

    def planned_action(self) -> str:
        """What is planned for the one ticket or alert at the cursor."""
        names, alerts = self.triage_names(), self.alert_ids()
        if len(alerts) == 1 and not names and self._alerts is not None:
            return next((one.action for one in self._alerts.alerts if one.id == alerts[0]), "")
        entry = self._radar.entry(names[0]) if self._radar and len(names) == 1 else None
        return (entry.next_action or "") if entry else ""

    def go_on(self) -> None:
        """Go on to the next row; marks stay, for the next action on the same ones."""
        table = self._front()
        if not table.marked_keys:
            table.advance()
