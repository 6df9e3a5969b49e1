"""Where an alert stands for the lead, and what is new about alerts, in words."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from radar_tui.domain.alerts import Cause, Evidence
from radar_tui.domain.attention import Attention, Because, Standing
from radar_tui.domain.notices import Digest, DigestGroup, Notice, NoticeKind
from radar_tui.domain.rules import RuleKind, Severity
from radar_tui.reporting.wording import alert_measure, alert_subject, moment_words, short_span
from radar_tui.text.hostile import inert_line

_BACK = {
    Because.FIRED: "needs you",
    Because.TIMED_OUT: "acknowledgement timed out, still firing",
    Because.SNOOZE_OVER: "snooze is over, still firing",
    Because.SILENCE_OVER: "silence is over, still firing",
    Because.INCIDENT_OVER: "not under an incident any more, still firing",
}
_STANDING = {
    Standing.INHIBITED: "under an incident",
    Standing.DONE: "done, still firing",
    Standing.PENDING: "pending",
    Standing.UNJUDGED: "cannot be judged",
    Standing.RESOLVED: "resolved",
    Standing.CALM: "calm",
}
_BY_CAUSE = {
    Cause.VANISHED: "there is nothing to measure any more",
    Cause.RULE_EDITED: "the rule was edited",
    Cause.RULE_DISABLED: "the rule was switched off",
    Cause.HISTORY: "came with the first import",
}
_VERBS = {
    NoticeKind.FIRED: "fired",
    NoticeKind.WOKE: "woke",
    NoticeKind.TIMED_OUT: "timed out",
    NoticeKind.RESOLVED: "resolved",
}
_GLYPHS = {Severity.CRITICAL: "◆", Severity.WARNING: "▲", Severity.INFO: "●"}


def standing_words(attention: Attention, as_of: datetime, zone: ZoneInfo) -> str:
    """Say where an alert stands: `Dana has it until Tue 24 Nov 09:00 CET`."""
    match attention.standing:
        case Standing.NEEDS_YOU:
            return _needs_words(attention, as_of)
        case Standing.ACKNOWLEDGED:
            return f"{_name(attention.by)} has it{_until(attention, zone)}"
        case Standing.SNOOZED:
            return f"snoozed{_until(attention, zone)}"
        case Standing.SILENCED:
            reason = inert_line(attention.silence.reason) if attention.silence else ""
            return f"silenced{_until(attention, zone)} by {_name(attention.by)}: {reason}"
        case Standing.INHIBITED if attention.incident is not None:
            incident = attention.incident
            return f"under {inert_line(incident.shown)}: {inert_line(incident.title)}"
    return _STANDING[attention.standing]


def _needs_words(attention: Attention, as_of: datetime) -> str:
    because = attention.because or Because.FIRED
    if because is Because.TIMED_OUT and attention.acknowledged_at is not None:
        taken = f" by {_name(attention.by)}" if attention.by else ""
        ago = short_span(as_of - attention.acknowledged_at)
        return f"acknowledged{taken} {ago} ago, still firing"
    return because_words(because, attention.value, attention.was)


def because_words(because: Because, value: float | None, was: float | None) -> str:
    """Say why an alert needs somebody: `woke early: 27 > 19 when snoozed`."""
    if because is not Because.WORSE:
        return _BACK[because]
    if value is None or value <= (was or 0):
        return "woke early for being worse"
    before = "nothing" if was is None else f"{was:g}"
    return f"woke early: {value:g} > {before} when snoozed"


def step_words(
    kind: RuleKind,
    state: str,
    cause: Cause,
    value: float | None,
    evidence: Evidence,
    reason: str | None,
) -> str:
    """Say what an alert came into and why: `firing: 17 failures in the last hour (> 10)`."""
    if cause in (Cause.UNJUDGED, Cause.FAILED):
        why = inert_line(reason or "no reason given")
    elif cause in _BY_CAUSE:
        why = _BY_CAUSE[cause]
    else:
        why = inert_line(alert_measure(kind, value, evidence))
    if cause is Cause.HISTORY:
        why = f"{inert_line(alert_measure(kind, value, evidence))}; {why}"
    return f"{state.replace('-', ' ')}: {why}"


def _until(attention: Attention, zone: ZoneInfo) -> str:
    return f" until {moment_words(attention.until, zone)}" if attention.until else ""


def _name(person: str | None) -> str:
    return inert_line(person or "somebody")


def notice_words(notice: Notice) -> str:
    """Say in one line what is new about an alert: `payments: Ticket spike fired`."""
    subject = f"{alert_subject(notice.labels)}: {notice.title}"
    if notice.because in (None, Because.FIRED):
        return inert_line(f"{subject} {_VERBS[notice.kind]}")
    return inert_line(f"{subject}: {because_words(notice.because, notice.value, notice.was)}")


def digest_title(digest: Digest) -> str:
    """Say in one line how much is new: `3 alerts fired, 1 woke`; what calls comes first."""
    loud = {kind: count for kind, count in digest.counts.items() if kind.calls}
    return _counted(loud or digest.counts, noun="alert")


def digest_lines(digest: Digest) -> list[str]:
    """Say what is new, a line for each group, critical first, and how many are left out."""
    lines = [group_line(group) for group in digest.groups]
    left = digest.group_count - len(digest.groups)
    return [*lines, f"and {left} more groups"] if left > 1 else [*lines, *_one_more(left)]


def _one_more(left: int) -> list[str]:
    return ["and 1 more group"] if left else []


def group_line(group: DigestGroup) -> str:
    """Say what is new of one rule in one feature area, with what it is about."""
    glyph = _GLYPHS[group.severity] if group.calls else "✓"
    title = inert_line(group.title)
    if len(group.alert_ids) == 1:
        (kind,) = group.counts
        subject = inert_line(alert_subject(group.named[0]))
        area = _area(group, subject)
        return f"{glyph} {area}{subject}: {title} {_VERBS[kind]}"
    names = ", ".join(inert_line(alert_subject(labels)) for labels in group.named)
    left = len(group.alert_ids) - len(group.named)
    more = f" +{left}" if left else ""
    return f"{glyph} {_area(group, names)}{title}: {_counted(group.counts)} ({names}{more})"


def _area(group: DigestGroup, named: str) -> str:
    """The feature area of a group whose alerts do not name it themselves."""
    area = inert_line(group.feature_area or "")
    return f"{area} · " if area and area not in named else ""


def _counted(counts: Mapping[NoticeKind, int], *, noun: str = "") -> str:
    parts: list[str] = []
    for kind, count in counts.items():
        named = f" {noun}{'s' * (count > 1)}" if noun and not parts else ""
        parts.append(f"{count}{named} {_VERBS[kind]}")
    return ", ".join(parts)
