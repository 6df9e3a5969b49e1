"""What Today's work in the background has read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from radar_tui.screens.radar_source import RadarSource
    from radar_tui.services.alerts_panel import AlertsPanel
    from radar_tui.services.due_list import DueList
    from radar_tui.services.metric_strip import MetricStrip
    from radar_tui.services.panels import MatrixPanel


class PanelsRead(Message):
    """The three panels at one moment."""

    def __init__(self, alerts: AlertsPanel, radar: RadarSource, matrix: MatrixPanel) -> None:
        super().__init__()
        self.alerts = alerts
        self.radar = radar
        self.matrix = matrix

    def can_replace(self, message: Message) -> bool:
        """Only the newest moment is worth drawing."""
        return isinstance(message, PanelsRead)


class StripsRead(Message):
    """The metrics and what is due at one moment."""

    def __init__(self, metrics: MetricStrip, due: DueList) -> None:
        super().__init__()
        self.metrics = metrics
        self.due = due

    def can_replace(self, message: Message) -> bool:
        """Only the newest moment is worth drawing."""
        return isinstance(message, StripsRead)
