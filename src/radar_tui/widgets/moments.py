"""Moments as a reader sees them: in the team's zone, which is always named."""

from datetime import datetime
from zoneinfo import ZoneInfo


def moment_words(at: datetime, zone: ZoneInfo) -> str:
    """Write a moment in a zone: `Fri 20 Nov 09:00 CET`."""
    return f"{at.astimezone(zone):%a %d %b %H:%M %Z}"


def zone_words(at: datetime, zone: ZoneInfo) -> str:
    """Name a zone as it is called at a moment, in summer or in winter."""
    return f"{at.astimezone(zone):%Z}"
