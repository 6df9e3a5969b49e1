"""How far a source's data reach, and when they are too old to steer by."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# A daily export is the rarest feed worth steering by.
DEFAULT_USUAL_INTERVAL = timedelta(hours=24)
# One late delivery is a hiccup; two in a row are a dead feed.
STALE_AFTER_INTERVALS = 2


@dataclass(frozen=True, slots=True)
class Freshness:
    """Up to when a source's data reach (None before any came), and how often they usually come."""

    data_as_of: datetime | None
    usual_interval: timedelta = DEFAULT_USUAL_INTERVAL

    def behind(self, as_of: datetime) -> timedelta | None:
        """How old the data are; None where there are none."""
        return None if self.data_as_of is None else as_of - self.data_as_of

    def is_stale(self, as_of: datetime) -> bool:
        """Whether the data are missing, or older than `STALE_AFTER_INTERVALS` intervals."""
        behind = self.behind(as_of)
        return behind is None or behind > STALE_AFTER_INTERVALS * self.usual_interval
