"""Today: alerts, frustration radar and priority matrix side by side, live."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.widgets import Static
from textual.worker import get_current_worker

from radar_tui.domain.scope import EVERYTHING
from radar_tui.screens.base import ActionFailed
from radar_tui.screens.radar_rows import radar_detail
from radar_tui.screens.radar_source import RadarSource, radar_order
from radar_tui.screens.ticket_list import EMPTY_RADAR
from radar_tui.screens.today_alert_groups import group_of, group_words, grouped, row_of
from radar_tui.screens.today_arranging import TodayArranging
from radar_tui.screens.today_messages import PanelsRead, StripsRead
from radar_tui.screens.today_rows import (
    ALERT_COLUMNS,
    MATRIX_COLUMNS,
    alert_detail,
    alert_rows,
    matrix_detail,
    matrix_rows,
)
from radar_tui.text.hostile import inert
from radar_tui.widgets.due_line import DueLine, DueOpened
from radar_tui.widgets.filter_box import FilterBox
from radar_tui.widgets.highlight_line import HighlightLine
from radar_tui.widgets.key_hints import hint_keys
from radar_tui.widgets.list_source import ListSource
from radar_tui.widgets.metric_strip import MetricStripView
from radar_tui.widgets.panel_tabs import PanelTabs
from radar_tui.widgets.virtual_table import RowHighlighted, RowOpened, TableColumn, VirtualTable

if TYPE_CHECKING:
    from radar_tui.screens.today_alert_groups import AlertGroup, AlertLine
    from radar_tui.services.alerts_panel import AlertsPanel
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.panels import MatrixPanel

EMPTY_MATRIX, OUTSIDE = "No accounts yet.", "No account in the scope; P chooses another."
RADAR_COLUMNS = (
    TableColumn("score", "score", width=7, right=True, sortable=True),
    TableColumn("account", "customer", flex=3, sortable=True),
    TableColumn("ticket", "ticket", width=6, sortable=True),
    TableColumn("waiting", "waits", width=5, right=True, sortable=True),
    TableColumn("owner", "owner", flex=2, sortable=True),
    TableColumn("why", "why it scored high", flex=4, from_width=78),
    TableColumn("next", "what we'll do now", flex=4, from_width=110),
)

ALERT_HINTS = "[ticket.acknowledge=a] ack · [ticket.snooze=s] snooze · [ticket.done=x] done"
RADAR_HINTS = (
    "[ticket.acknowledge=a] ack · [ticket.disagree=d] disagree"
    " · [ticket.next-action=n] next · enter open"
)


class TodayScreen(TodayArranging):
    """The picture a lead leaves open all day."""

    PLACE = "Today"
    SCOPED = True
    CSS_PATH = "today.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
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
    matrix = getters.query_one("#matrix", VirtualTable)
    detail = getters.query_one("#detail", Static)
    metrics = getters.query_one(MetricStripView)
    due = getters.query_one(DueLine)

    # How often the panels were drawn anew, for whoever waits for the next time.
    panels_drawn = 0

    def __init__(self) -> None:
        super().__init__()
        self._alerts: AlertsPanel | None = None
        self._alert_lines: list[AlertLine] = []
        self._matrix: MatrixPanel | None = None

    def compose_body(self) -> ComposeResult:
        """What changed; the three panels with the words to their row; metrics and what is due."""
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield HighlightLine(id="highlights")
                yield PanelTabs(id="tabs")
                with Container(id="panels"):
                    yield VirtualTable(ALERT_COLUMNS, empty="Nothing fires.", id="alerts")
                    with Vertical(id="radar-panel"):
                        yield FilterBox()
                        yield VirtualTable(RADAR_COLUMNS, empty=EMPTY_RADAR, id="radar")
                    yield VirtualTable(MATRIX_COLUMNS, empty=EMPTY_MATRIX, id="matrix")
                yield Static("", id="detail", markup=False)
                yield MetricStripView(id="metrics")
                yield DueLine(id="due")
            yield Vertical(id="beside")

    def on_mount(self) -> None:
        """Name the panels and their keys; numbers follow when the workspace is read."""
        for table, title, keys in (
            (self.alerts, "Alerts", ALERT_HINTS),
            (self.radar, "Frustration radar", RADAR_HINTS),
            (self.matrix, "Priority", "[radar.filter=/] filter"),
        ):
            table.border_title = title
            hint_keys(table, keys)
        self.metrics.border_title = "Metrics · from baseline to target"
        self.due.border_title = "Due"
        hint_keys(self.highlights, "enter open · [today.seen=M] seen")
        self.lay_out()
        first = self.radar if self.arrangement.shows("radar") else self.tables[0]
        first.focus()

    @property
    def tables(self) -> tuple[VirtualTable, ...]:
        """The panels that are shown, from left to right."""
        by_name = {"alerts": self.alerts, "radar": self.radar, "matrix": self.matrix}
        return tuple(by_name[one.name] for one in self.arrangement.panels if one.shown)

    def arranged(self) -> None:
        """Keep a panel in front, where the one that was is hidden now."""
        if self._front() not in self.tables:
            self._bring_to_front(self.tables[0])
        self._tell_tabs()

    # Reading and drawing.

    def read_list(self) -> None:
        """Read the panels again: filter or order have changed."""
        if self.live is not None:
            self._read_panels(self.live)

    def refresh_view(self) -> None:
        """Read everything again, in the background."""
        if self.live is not None:
            self._read_panels(self.live)
            self._read_strips(self.live)
            self.read_highlights(self.live)
            self.follow_cursor()

    @work(thread=True, exclusive=True, group="today-panels", exit_on_error=False)
    def _read_panels(self, live: LiveWorkspace) -> None:
        from radar_tui.services.alerts_panel import alerts_panel
        from radar_tui.services.panels import matrix_panel
        from radar_tui.services.radar_list import radar_list

        workspace, order = live.now(), radar_order(self.radar.sort)
        radar = RadarSource(radar_list(workspace, self.query_applied, order), RADAR_COLUMNS)
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
        self._alerts, self._matrix = message.alerts, message.matrix
        self._alert_lines = grouped(message.alerts.alerts)
        self.alerts.show(ListSource(alert_rows(self._alert_lines, message.alerts.as_of)))
        self.show_tickets(message.radar)
        self.matrix.empty = EMPTY_MATRIX if message.matrix.scope == str(EVERYTHING) else OUTSIDE
        self.matrix.show(ListSource(matrix_rows(message.matrix)))
        pending = f" · {message.alerts.pending} pending" if message.alerts.pending else ""
        self.alerts.border_title = f"Alerts · {message.alerts.firing} firing{pending}"
        kept = "match the filter" if self.query_applied else "over review"
        self.radar.border_title = f"Frustration radar · {self.radar.row_count:,} {kept}"
        self.matrix.border_title = f"Priority · {message.matrix.to_act_on} to act on"
        self._tell_tabs()
        self._tell_detail()
        self.panels_drawn += 1

    @on(StripsRead)
    def _draw_strips(self, message: StripsRead) -> None:
        self.metrics.show(message.metrics)
        self.due.show(message.due)

    def _tell_tabs(self) -> None:
        firing = self._alerts.firing if self._alerts else 0
        to_act_on = self._matrix.to_act_on if self._matrix else 0
        names = {
            self.alerts: f"Alerts {firing}",
            self.radar: f"Radar {self.radar.row_count:,}",
            self.matrix: f"Priority {to_act_on}",
        }
        tables = self.tables
        front = self._front()
        place = tables.index(front) if front in tables else 0
        self.tabs.show([names[table] for table in tables], place)

    def _tell_detail(self) -> None:
        """Tell more of the row that the cursor of the front panel is on."""
        self.detail.update(self.copied_words(), layout=False)

    def copied_words(self) -> str:
        """What is told of the row at the cursor."""
        key, words = self._front().cursor_key, None
        if key is not None and self._alerts is not None:
            if self._front() is self.alerts:
                group = group_of(self._alert_lines, key)
                as_of = self._alerts.as_of
                words = group_words(group, as_of) if group else alert_detail(key, self._alerts)
            elif self._front() is self.radar:
                words = radar_detail(self.entry(key), self._alerts.as_of)
            elif self._matrix is not None:
                words = matrix_detail(key, self._matrix)
        return inert(words or "")

    # Panels.

    def _is_front(self, table: VirtualTable) -> bool:
        return table.has_class("-current")

    def _front(self) -> VirtualTable:
        """The panel that was focused last."""
        every = (self.alerts, self.radar, self.matrix)
        return next((table for table in every if self._is_front(table)), self.radar)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Bring the focused panel to the front; on a narrow terminal it is the one shown."""
        table = next((one for one in self.tables if one is event.widget), None)
        if table is not None:
            self._bring_to_front(table)

    def _bring_to_front(self, front: VirtualTable) -> None:
        for table in (self.alerts, self.radar, self.matrix):
            table.set_class(table is front, "-current")
        self.query_one("#radar-panel").set_class(front is self.radar, "-current")
        self._tell_tabs()
        self._tell_detail()

    def action_focus_panel(self, step: int) -> None:
        """Go to the panel beside the front one, round and round."""
        tables = self.tables
        tables[(tables.index(self._front()) + step) % len(tables)].focus()

    @on(RowHighlighted)
    def _tell_row(self) -> None:
        self._tell_detail()

    # Opening.

    @on(RowOpened, "#alerts")
    async def _open_alert(self, message: RowOpened) -> None:
        group = group_of(self._alert_lines, message.key)
        if group is not None:
            await self._open_group(group)
            return
        names = self.triage_names()
        if names:
            self.open_ticket(names[0])
        else:
            self.post_message(ActionFailed("this alert is about many tickets; filter with /"))

    async def _open_group(self, group: AlertGroup) -> None:
        from radar_tui.screens.alerts import AlertsScreen

        await self.run_action("app.go('alerts')")
        if isinstance(self.app.screen, AlertsScreen):
            self.app.screen.show_rule(group.first.rule, group.first.title, group.listed_in)

    @on(DueOpened)
    async def _open_due(self, message: DueOpened) -> None:
        entry = message.entry
        if entry.ticket is not None:
            self.open_ticket(entry.ticket)
        elif entry.alert_id is not None:
            self.alerts.focus()
            self.alerts.go_to(row_of(self._alert_lines, entry.alert_id))
        else:
            await self.run_action("app.go('rollout')")

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
        """Give the marked alerts, or the one at the cursor; none of many in one row."""
        keys = self.alerts.target_keys if self._front() is self.alerts else ()
        return tuple(int(key) for key in keys if group_of(self._alert_lines, key) is None)

    def planned_action(self) -> str:
        """What is planned for the one ticket or alert at the cursor."""
        names, alerts = self.triage_names(), self.alert_ids()
        if len(alerts) == 1 and not names and self._alerts is not None:
            return next((one.action for one in self._alerts.alerts if one.id == alerts[0]), "")
        entry = self.entry(names[0]) if len(names) == 1 else None
        return (entry.next_action or "") if entry else ""

    def go_on(self) -> None:
        """Go on to the next row; marks stay, for the next action on the same ones."""
        table = self._front()
        if not table.marked_keys:
            table.advance()
