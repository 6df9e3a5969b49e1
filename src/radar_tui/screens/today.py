"""Today: alerts, frustration radar and priority matrix side by side, live."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from radar_tui.screens.base import ActionFailed
from radar_tui.screens.today_rows import (
    ALERT_COLUMNS,
    MATRIX_COLUMNS,
    RADAR_COLUMNS,
    alert_detail,
    alert_rows,
    freshness_words,
    matrix_detail,
    matrix_rows,
    radar_detail,
    radar_rows,
    ticket_key,
)
from radar_tui.screens.triage_keys import TriageScreen
from radar_tui.widgets.list_source import ListSource
from radar_tui.widgets.virtual_table import RowHighlighted, RowOpened, VirtualTable

if TYPE_CHECKING:
    from radar_tui.services.live import LiveWorkspace
    from radar_tui.services.panels import AlertsPanel, MatrixPanel, RadarPanel


class TodayScreen(TriageScreen):
    """The picture a lead leaves open all day."""

    CSS_PATH = "today.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "z",
            "zoom",
            "Zoom",
            id="today.zoom",
            tooltip="Give the focused panel the whole screen, or the room back",
        ),
    ]

    status = getters.query_one("#status", Static)
    alerts = getters.query_one("#alerts", VirtualTable)
    radar = getters.query_one("#radar", VirtualTable)
    matrix = getters.query_one("#matrix", VirtualTable)
    detail = getters.query_one("#detail", Static)

    class PanelsRead(Message):
        """The three panels at one moment."""

        def __init__(self, alerts: AlertsPanel, radar: RadarPanel, matrix: MatrixPanel) -> None:
            super().__init__()
            self.alerts = alerts
            self.radar = radar
            self.matrix = matrix

        def can_replace(self, message: Message) -> bool:
            """Only the newest moment is worth drawing."""
            return isinstance(message, TodayScreen.PanelsRead)

    def __init__(self) -> None:
        super().__init__()
        self._details: dict[tuple[str, str], str] = {}
        self._planned: dict[str, str] = {}
        self._status = "Radar · opening the workspace…"
        self._scoring = ""

    def compose_body(self) -> ComposeResult:
        """Status line, then the three panels."""
        yield Static(self._status, id="status", markup=False)
        with Horizontal(id="panels"):
            yield VirtualTable(ALERT_COLUMNS, empty="Nothing fires.", id="alerts")
            yield VirtualTable(RADAR_COLUMNS, empty="Nobody is about to blow up.", id="radar")
            yield VirtualTable(MATRIX_COLUMNS, empty="No accounts yet.", id="matrix")
        yield Static("", id="detail", markup=False)

    def action_zoom(self) -> None:
        """Give the focused panel the whole screen, or the room back."""
        if self.maximized is not None:
            self.minimize()
        elif self.focused is not None:
            self.maximize(self.focused)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """On a narrow terminal the focused panel is the one that is shown."""
        for table in self.query(VirtualTable):
            table.set_class(table is event.widget, "-current")
        self._tell_detail()
        self.refresh_bindings()

    def on_mount(self) -> None:
        """Name the panels; numbers follow when the workspace is read."""
        for table, title in (
            (self.alerts, "Alerts"),
            (self.radar, "Frustration radar"),
            (self.matrix, "Priority"),
        ):
            table.border_title = title
        self.radar.focus()

    def refresh_view(self) -> None:
        """Read the panels again, in the background."""
        if self.live is not None:
            self._read(self.live)

    @work(thread=True, exclusive=True, group="today-panels", exit_on_error=False)
    def _read(self, live: LiveWorkspace) -> None:
        from radar_tui.db.errors import WorkspaceError
        from radar_tui.services.panels import alerts_panel, matrix_panel, radar_panel

        workspace = live.now()
        try:
            panels = alerts_panel(workspace), radar_panel(workspace), matrix_panel(workspace)
        except WorkspaceError as error:
            self.post_message(ActionFailed(str(error)))
            return
        if not get_current_worker().is_cancelled:
            self.post_message(self.PanelsRead(*panels))

    @on(PanelsRead)
    def _draw(self, message: PanelsRead) -> None:
        alerts, radar, matrix = message.alerts, message.radar, message.matrix
        self._details = {
            ("alerts", str(one.id)): alert_detail(one, alerts) for one in alerts.alerts
        }
        self._details |= {
            ("radar", ticket_key(one)): radar_detail(one, radar) for one in radar.tickets
        }
        self._details |= {("matrix", one.account): matrix_detail(one) for one in matrix.accounts}
        self._planned = {ticket_key(one): one.next_action or "" for one in radar.tickets}
        self.alerts.show(ListSource(alert_rows(alerts)))
        self.radar.show(ListSource(radar_rows(radar)))
        self.matrix.show(ListSource(matrix_rows(matrix)))
        pending = f" · {alerts.pending} pending" if alerts.pending else ""
        self.alerts.border_title = f"Alerts · {alerts.firing} firing{pending}"
        self.radar.border_title = f"Frustration radar · {radar.over_review} over review"
        self.matrix.border_title = f"Priority · {matrix.to_act_on} to act on"
        self._status = (
            f"Radar · {freshness_words(radar)} · "
            f"{radar.open_tickets} open, {radar.unscored} unscored · "
            f"{radar.as_of:%a %d %b %H:%M} UTC"
        )
        self._tell_status()
        self._tell_detail()

    def tell_scoring(self, words: str) -> None:
        """Show how far the scorer is, before everything else on the status line."""
        self._scoring = words
        self._tell_status()

    def _tell_status(self) -> None:
        self.status.update(" · ".join(filter(None, (self._scoring, self._status))))

    @on(RowHighlighted)
    def _tell_detail(self) -> None:
        """Tell more of the row that the cursor of the focused panel is on."""
        table = self.focused
        if isinstance(table, VirtualTable):
            key = (table.id or "", table.cursor_key or "")
            self.detail.update(self._details.get(key, ""))

    @on(RowOpened, "#radar")
    def _open_ticket(self, message: RowOpened) -> None:
        from radar_tui.screens.ticket import TicketScreen

        self.app.push_screen(TicketScreen(message.key))

    def triage_names(self) -> tuple[str, ...]:
        """Name the radar's marked tickets, or the one at its cursor."""
        return self.radar.target_keys

    def offers_triage(self) -> bool:
        """Only the radar's rows are tickets."""
        return self.focused is not None and self.focused.id == "radar"

    def planned_action(self) -> str:
        """What is planned for the one ticket at the cursor."""
        names = self.triage_names()
        return self._planned.get(names[0], "") if len(names) == 1 else ""

    def go_on(self) -> None:
        """Go on to the next ticket; marks stay, for the next action on the same tickets."""
        if not self.radar.marked_keys:
            self.radar.advance()
