"""What the workers of the Alerts screen bring; of each kind only the newest is worth drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from radar_tui.services.alerts_panel import AlertsPanel


class AlertsRead(Message):
    """One list of alerts as it stands."""

    def __init__(self, shown: str, panel: AlertsPanel) -> None:
        super().__init__()
        self.shown = shown
        self.panel = panel

    def can_replace(self, message: Message) -> bool:
        """Whether an older message need not be handled any more."""
        return isinstance(message, AlertsRead)


class StoryRead(Message):
    """The story of the alert at the cursor, in words."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def can_replace(self, message: Message) -> bool:
        """Whether an older message need not be handled any more."""
        return isinstance(message, StoryRead)


class AlertTicketsRead(Message):
    """The open tickets behind an alert, as (name, words)."""

    def __init__(self, tickets: list[tuple[str, str]]) -> None:
        super().__init__()
        self.tickets = tickets
