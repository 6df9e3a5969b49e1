"""What the radar's work in the background has read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from radar_tui.domain.saved_views import SavedView

if TYPE_CHECKING:
    from datetime import datetime

    from radar_tui.screens.radar_source import RadarSource
    from radar_tui.services.sweep import Sweep


@dataclass(frozen=True, slots=True)
class RadarPicture:
    """The radar at one moment: its tickets, the sweep of them, and the views to choose from.

    `open_tickets` counts all open ones, filtered out or not.
    """

    as_of: datetime
    tickets: RadarSource
    sweep: Sweep
    views: Sequence[SavedView]
    open_tickets: int


class RadarRead(Message):
    """The radar was read."""

    def __init__(self, picture: RadarPicture) -> None:
        super().__init__()
        self.picture = picture

    def can_replace(self, message: Message) -> bool:
        """Only the newest moment is worth drawing."""
        return isinstance(message, RadarRead)


class ViewsRead(Message):
    """The views to choose from."""

    def __init__(self, views: Sequence[SavedView]) -> None:
        super().__init__()
        self.views = views


class ViewSaved(Message):
    """A view was saved or renamed; it is the one shown now."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        self.name = name
        self.label = label
