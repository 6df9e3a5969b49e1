"""How values are put into words: the same in tables, reports and on screen."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from radar_tui.domain.alert_labels import MISSING_TAG, TICKET
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
    if TICKET in values:
        return f"#{values[TICKET].rpartition('/')[2]}"
    if MISSING_TAG in values:
        return f"no {values[MISSING_TAG].replace('-', ' ')}"
    return " · ".join(value for _, value in sorted(values.items()))


def alert_measure(kind: RuleKind, value: float | None, evidence: Evidence) -> str:
    """Say what was measured and what it was held against."""
    if kind is RuleKind.SOURCE_SILENCE and "data-as-of" in evidence and value is None:
        return "no data yet"
    if value is None:
        return "cannot be judged"
    return _MEASURES[kind](value, evidence)


def short_measure(kind: RuleKind, value: float | None, evidence: Evidence) -> str:
    """Say in a few characters what was measured and where the limit lies: `19 (≤ 5)`."""
    if value is None:
        return "?"
    if kind is RuleKind.TICKET_SPIKE:
        look = _spike_look(evidence)
        return f"{look.get('count')} (≤ {look.get('upper')})" if look else f"{value:g}"
    if kind in (RuleKind.CHURN_LANGUAGE, RuleKind.ESCALATION_TRIGGERS):
        return how_many(value, "message")
    if kind is RuleKind.MONITORING_ALERTS:
        return "goes on"
    if kind is RuleKind.SOURCE_SILENCE:
        return f"{value:.1f}× (> {_limit(evidence)}×)"
    limit = f" (> {_limit(evidence)})" if "threshold" in evidence else ""
    return f"{value:g}{limit}"


def how_many(count: float, noun: str) -> str:
    """Write a number with its noun, which takes an s unless there is one."""
    return f"{count:g} {noun}{'' if count == 1 else 's'}"


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


def _limit(evidence: Evidence) -> str:
    threshold = evidence.get("threshold")
    return f"{threshold:g}" if isinstance(threshold, int | float) else "?"


def _over(evidence: Evidence) -> str:
    return f"in {_window(evidence)} (> {_limit(evidence)})"


def _spike_measure(value: float, evidence: Evidence) -> str:
    look = _spike_look(evidence)
    if look is None:
        return f"{value:g} tickets"
    window = next(words for name, words in _LOOKS.items() if evidence.get(name) is look)
    return (
        f"{look.get('count')} tickets {window} (expected up to {look.get('upper')}) · "
        f"{look.get('accounts')} accounts · p {_number(look.get('p')):.1g}"
    )


def _failures_measure(value: float, evidence: Evidence) -> str:
    return f"{value:g} failures {_over(evidence)}"


def _score_measure(value: float, evidence: Evidence) -> str:
    return f"score {value:g} (> {_limit(evidence)}){_of_account(evidence)}"


def _language_measure(value: float, evidence: Evidence) -> str:
    quote = evidence.get("quote")
    said = f"“{quote}” in " if quote else ""
    return f"{said}{how_many(value, 'message')}{_of_account(evidence)}"


def _of_account(evidence: Evidence) -> str:
    account = evidence.get("account")
    return f" · {account}" if account else ""


def _repeats_measure(value: float, evidence: Evidence) -> str:
    accounts = evidence.get("accounts")
    spread = f" · {accounts} accounts" if isinstance(accounts, int) and accounts > 1 else ""
    return f"{value:g} tickets {_over(evidence)}{spread}"


def _accounts_measure(value: float, evidence: Evidence) -> str:
    tier, usual = evidence.get("min-tier"), evidence.get("usual")
    usually = f", usually {usual:.1f}" if isinstance(usual, int | float) else ""
    over = _over(evidence).removesuffix(")")
    return f"{how_many(value, 'account')} of tier {tier} or more {over}{usually})"


def _bounds_measure(value: float, evidence: Evidence) -> str:
    return f"{how_many(value, 'value')} out of bounds {_over(evidence)}"


def _anomalies_measure(value: float, evidence: Evidence) -> str:
    found = "anomaly" if value == 1 else "anomalies"
    return f"{value:g} {found} {_over(evidence)}"


def _monitoring_measure(value: float, evidence: Evidence) -> str:
    told, number, unit = (evidence.get(name) for name in ("title", "value", "unit"))
    measured = f"{number:g} {unit or ''}".strip() if isinstance(number, int | float) else None
    times = f"{value:g} at once" if value > 1 else None
    said = " · ".join(str(words) for words in (told, measured, times) if words)
    return f"{said or 'goes on'}{_of_account(evidence)}"


def _silence_measure(value: float, evidence: Evidence) -> str:
    usual = evidence.get("usual-interval")
    return f"no data for {value:.1f} times the usual {usual} (> {_limit(evidence)})"


def _untagged_measure(value: float, evidence: Evidence) -> str:
    return f"{how_many(value, 'closed ticket')} {_over(evidence)}"


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


_MEASURES: Mapping[RuleKind, Callable[[float, Evidence], str]] = {
    RuleKind.TICKET_SPIKE: _spike_measure,
    RuleKind.CONNECTION_FAILURES: _failures_measure,
    RuleKind.FRUSTRATION_SCORE: _score_measure,
    RuleKind.CHURN_LANGUAGE: _language_measure,
    RuleKind.ESCALATION_TRIGGERS: _language_measure,
    RuleKind.REPEAT_ISSUES: _repeats_measure,
    RuleKind.HIGH_IMPACT_ACCOUNTS: _accounts_measure,
    RuleKind.OUT_OF_BOUNDS: _bounds_measure,
    RuleKind.LOG_ANOMALIES: _anomalies_measure,
    RuleKind.MONITORING_ALERTS: _monitoring_measure,
    RuleKind.SOURCE_SILENCE: _silence_measure,
    RuleKind.UNTAGGED_CLOSED: _untagged_measure,
}
