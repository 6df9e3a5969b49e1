"""What the dialogs of the triage keys offer, and what their answers mean."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

SNOOZES = (
    ("two-hours", "2 hours"),
    ("tomorrow", "tomorrow 09:00"),
    ("in-three-days", "in 3 days 09:00"),
    ("next-monday", "next Monday 09:00"),
)
VERDICTS = (
    ("too-high", "too high"),
    ("too-low", "too low"),
    ("right", "right"),
)
_MORNING = time(9)


def snooze_moment(choice: str, as_of: datetime, zone: ZoneInfo) -> datetime:
    """When what is snoozed wakes: a key of `SNOOZES` seen from a moment, mornings in the zone."""
    if choice == "two-hours":
        return as_of + timedelta(hours=2)
    today = as_of.astimezone(zone).date()
    days = {"tomorrow": 1, "in-three-days": 3, "next-monday": 7 - today.weekday()}[choice]
    morning = datetime.combine(today + timedelta(days=days), _MORNING, zone)
    return morning.astimezone(UTC)


def has_browser(environment: Mapping[str, str], platform: str) -> bool:
    """Tell whether an address can be opened beside the terminal.

    Where there is no display, the system's browser would be one that takes the terminal over.
    """
    if platform in ("darwin", "win32"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
