"""How values are put into words: the same in tables, reports and on screen."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from radar_tui.domain.alerts import Evidence, Labels
from radar_tui.domain.bands import Band
from radar_tui.domain.rules import RuleKind
from radar_tui.domain.units import Unit

_BAND_GLYPHS = {Band.NEUTRAL: "·", Band.MILD: "●", Band.HIGH: "▲", Band.CRITICAL: "◆"}
_TRAJECTORY_GLYPHS = {"up": "↗", "flat": "→", "down": "↘"}
_LOOKS = {"last-24-hours": "in 24 h", "running-week": "this week", "last-7-days": "in 7 days"}


def band_badge(band: str | None, score: int | None) -> str:
    """Write a score as glyph, word and number, so that nothing rests on colour."""
    if band is None or score is None:
        return "– unscored"
    return f"{band_glyph(Band(band))} {band} {score}"


def band_glyph(band: Band) -> str:
    """Show a band by a sign of its own."""
    return _BAND_GLYPHS[band]


def trajectory_glyph(trajectory: str) -> str:
    """Show which way a thread goes."""
    return _TRAJECTORY_GLYPHS[trajectory]


def short_span(span: timedelta) -> str:
    """Write a span in its largest fitting unit: `12m`, `3h`, `2d`; never negative."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes}m"
    hours = minutes // 60
    return f"{hours}h" if hours < 48 else f"{hours // 24}d"


def due_words(due_at: datetime | None, as_of: datetime) -> str:
    """Say when something is due, or for how long it has been."""
    if due_at is None:
        return "–"
    left = due_at - as_of
    return f"in {short_span(left)}" if left >= timedelta() else f"overdue {short_span(-left)}"


def moment_words(at: datetime, zone: ZoneInfo) -> str:
    """Write a moment in a zone, which is always named: `Fri 20 Nov 09:00 CET`."""
    return f"{at.astimezone(zone):%a %d %b %H:%M %Z}"


def zone_words(at: datetime, zone: ZoneInfo) -> str:
    """Name a zone as it is called at a moment, in summer or in winter."""
    return f"{at.astimezone(zone):%Z}"


def money(amount: float | None) -> str:
    """Write a yearly revenue in thousands."""
    return "–" if amount is None else f"{amount / 1000:,.0f} k"


def alert_subject(labels: Labels) -> str:
    """Name what an alert is about from its labels alone."""
    values = dict(labels)
    if "ticket" in values:
        return f"#{values['ticket'].rpartition('/')[2]}"
    return " · ".join(value for _, value in sorted(values.items()))


def alert_measure(kind: RuleKind, value: float | None, evidence: Evidence) -> str:
    """Say what was measured and what it was held against."""
    if value is None:
        return "cannot be judged"
    count = f"{value:g}"
    if kind is RuleKind.TICKET_SPIKE:
        return _spike_measure(evidence, count)
    threshold = evidence.get("threshold")
    limit = f"{threshold:g}" if isinstance(threshold, int | float) else "?"
    if kind is RuleKind.FRUSTRATION_SCORE:
        account = evidence.get("account")
        return f"score {count} (> {limit}){f' · {account}' if account else ''}"
    window = _window(evidence)
    if kind is RuleKind.CONNECTION_FAILURES:
        return f"{count} failures in {window} (> {limit})"
    accounts = evidence.get("accounts")
    spread = f" · {accounts} accounts" if isinstance(accounts, int) and accounts > 1 else ""
    return f"{count} tickets in {window} (> {limit}){spread}"


def short_measure(kind: RuleKind, value: float | None, evidence: Evidence) -> str:
    """Say in a few characters what was measured and where the limit lies: `19 (≤ 5)`."""
    if value is None:
        return "?"
    if kind is RuleKind.TICKET_SPIKE:
        look = _spike_look(evidence)
        return f"{look.get('count')} (≤ {look.get('upper')})" if look else f"{value:g}"
    threshold = evidence.get("threshold")
    limit = f" (> {threshold:g})" if isinstance(threshold, int | float) else ""
    return f"{value:g}{limit}"


def waiting_words(hours: float | None, days: float | None) -> str:
    """Write how long a customer waits as short as it can be read, from two working days in days."""
    if hours is None or days is None:
        return "–"
    return f"{hours:.0f}h" if days < 2 else f"{days:.0f}d"


def working_wait(hours: float | None, days: float | None) -> str:
    """Say in full how long a customer waits, and as tables do where these write days."""
    if hours is None:
        return "nobody waits"
    short = waiting_words(hours, days)
    in_days = f" ({short})" if short.endswith("d") else ""
    return f"waiting {hours:g} working hour{'' if hours == 1 else 's'}{in_days}"


def _window(evidence: Evidence) -> str:
    written = str(evidence.get("window", ""))
    return {"1h": "the last hour", "1d": "24 h", "1w": "7 days"}.get(written, written)


def _spike_measure(evidence: Evidence, count: str) -> str:
    look = _spike_look(evidence)
    if look is None:
        return f"{count} tickets"
    window = next(words for name, words in _LOOKS.items() if evidence.get(name) is look)
    return (
        f"{look.get('count')} tickets {window} (expected up to {look.get('upper')}) · "
        f"{look.get('accounts')} accounts · p {_number(look.get('p')):.1g}"
    )


def _spike_look(evidence: Evidence) -> Mapping[str, object] | None:
    """The look that decided: of those that spike, or else of all judged, the least likely one."""
    looks = [evidence.get(name) for name in _LOOKS]
    judged = [look for look in looks if isinstance(look, Mapping) and look.get("p") is not None]
    spiking = [look for look in judged if look.get("status") == "spike"] or judged
    return min(spiking, key=lambda one: _number(one.get("p"))) if spiking else None


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 1.0


def measured_words(value: float | None, unit: Unit) -> str:
    """Write a metric's value as short as it can be read: `41m`, `2.5h`, `14.2%`, `43`."""
    if value is None:
        return "–"
    if unit is Unit.HOURS:
        return _hours_words(value)
    if unit is Unit.SHARE:
        return f"{value * 100:.1f}".removesuffix(".0") + "%"
    return f"{value:,.0f}"


def _hours_words(hours: float) -> str:
    minutes = round(hours * 60)
    if minutes < 60:
        return f"{minutes}m"
    if hours < 48:
        return f"{hours:.1f}".removesuffix(".0") + "h"
    return f"{hours / 24:.1f}".removesuffix(".0") + "d"
