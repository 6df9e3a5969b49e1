"""How many tickets each feature area gets in each week, and when: the demo's quiet background."""

import math
import random
from dataclasses import dataclass
from datetime import datetime

from radar_tui.services.demo.rhythm import WEEK, place_evenly, place_in_bursts, stream

WEEKS = 30
TOKEN_ROOT = "token-expiry"  # noqa: S105 - a root cause's name, not a secret

# Tagged tickets a week. The token tickets of the connector are counted on their own below.
_WEEKLY_MEAN = {
    "payments": 5.0,
    "oauth-connector": 3.5,
    "webhooks": 7.0,
    "dashboards": 6.5,
    "sso": 5.5,
    "billing": 7.5,
    "data-sync": 7.5,
}
_UNTAGGED_MEAN = 6.6
_TOKEN_WEEKS = (5, 6, 6, 7, 7, 7, 8)
_TOKENS_THIS_WEEK = 8
_CALM_WEEKS = 2

# Exports come in bursts: month ends, audits. This week is up on last week and yet nothing unusual.
_EXPORT_WEEKS = (
    4, 16, 6, 9, 5, 14, 7, 4, 12, 8, 5, 15, 6, 10, 4, 7, 13, 5, 9, 6, 16, 4, 8, 11, 5, 14, 7, 6,
)  # fmt: skip
_EXPORTS_THIS_WEEK = 12
_EXPORTS_LAST_WEEK = 8


@dataclass(frozen=True, slots=True)
class Slot:
    """A ticket to be: when, about what, and `week` 0 for the seven days before as-of."""

    key: str
    at: datetime
    area: str
    week: int
    token: bool = False
    tagged: bool = True


def plan_slots(as_of: datetime, seed: int) -> list[Slot]:
    """Lay out the background tickets of 30 weeks, oldest first."""
    rng = stream(seed, "slots")
    slots: list[Slot] = []
    exports = _export_counts(rng)
    for week in range(WEEKS):
        start = as_of - WEEK * (week + 1)
        for area, mean in _WEEKLY_MEAN.items():
            count = _count(mean, week, rng)
            slots += _slots(area, week, place_evenly(start, WEEK, count, rng))
        placed = place_evenly if week < _CALM_WEEKS else place_in_bursts
        slots += _slots("exports", week, placed(start, WEEK, exports[week], rng))
        tokens = _TOKENS_THIS_WEEK if week == 0 else rng.choice(_TOKEN_WEEKS)
        times = place_evenly(start, WEEK, tokens, rng)
        slots += _slots("oauth-connector", week, times, token=True)
        slots += _untagged(
            week, place_evenly(start, WEEK, _count(_UNTAGGED_MEAN, week, rng), rng), rng
        )
    return sorted(slots, key=lambda slot: (slot.at, slot.key))


def _slots(area: str, week: int, times: list[datetime], *, token: bool = False) -> list[Slot]:
    name = TOKEN_ROOT if token else area
    return [Slot(f"{name}-{week}-{place}", at, area, week, token) for place, at in enumerate(times)]


def _untagged(week: int, times: list[datetime], rng: random.Random) -> list[Slot]:
    areas = [*_WEEKLY_MEAN, "exports"]
    return [
        Slot(f"untagged-{week}-{place}", at, rng.choice(areas), week, tagged=False)
        for place, at in enumerate(times)
    ]


def _count(mean: float, week: int, rng: random.Random) -> int:
    """A week's count around its mean; the two latest weeks stay close to it on purpose."""
    spread = math.sqrt(mean)
    if week < _CALM_WEEKS:
        return round(mean + rng.uniform(-0.4, 0.3) * spread)
    return max(1, round(mean + max(-1.6, min(1.6, rng.gauss(0, 1))) * spread))


def _export_counts(rng: random.Random) -> list[int]:
    older = list(_EXPORT_WEEKS)
    rng.shuffle(older)
    return [_EXPORTS_THIS_WEEK, _EXPORTS_LAST_WEEK, *older]
