"""Notices: what is new about alerts, and many of them put into one digest."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from radar_tui.domain.alert_labels import FEATURE_AREA
from radar_tui.domain.alerts import Cause, Labels
from radar_tui.domain.attention import Attention, Because, Before, Standing
from radar_tui.domain.matchers import LabelValues
from radar_tui.domain.rules import RuleKind, Severity

GROUPS_SHOWN = 5
NAMED_IN_GROUP = 3


class NoticeKind(StrEnum):
    """What happened to an alert that its readers hear of."""

    FIRED = "fired"
    WOKE = "woke"
    TIMED_OUT = "timed-out"
    RESOLVED = "resolved"

    @property
    def calls(self) -> bool:
        """Whether it asks for somebody; what has resolved only tells."""
        return self is not NoticeKind.RESOLVED


_SEVERITIES = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)
_BY_PEOPLE = (Cause.RULE_EDITED, Cause.RULE_DISABLED)
_IN_SIGHT = (Standing.NEEDS_YOU, Standing.ACKNOWLEDGED, Standing.SNOOZED)


def kind_of(because: Because) -> NoticeKind:
    """Give the kind of notice for what makes an alert need the lead."""
    if because is Because.FIRED:
        return NoticeKind.FIRED
    return NoticeKind.TIMED_OUT if because is Because.TIMED_OUT else NoticeKind.WOKE


def tells_of_need(attention: Attention, announced_since: datetime | None) -> bool:
    """Whether it is news that an alert needs the lead.

    `announced_since` is since when it needed them when that was last told. What needs them since
    then is known, also where somebody took it meanwhile and undid that.
    """
    needs = attention.standing is Standing.NEEDS_YOU
    return needs and (announced_since is None or attention.since > announced_since)


def tells_of_end(before: Before | None, *, told: bool, cause: Cause) -> bool:
    """Whether it is news that an alert has resolved: it was told of, and nobody hid or ended it."""
    in_sight = before is not None and before.standing in _IN_SIGHT
    return told and in_sight and cause not in _BY_PEOPLE


@dataclass(frozen=True, slots=True)
class Notice:
    """Something new about one alert. `seq` counts them up in the order in which they came to be."""

    seq: int
    alert_id: int
    kind: NoticeKind
    at: datetime
    rule: str
    rule_kind: RuleKind
    title: str
    severity: Severity
    labels: Labels
    context: LabelValues
    because: Because | None = None
    value: float | None = None
    was: float | None = None

    @property
    def feature_area(self) -> str | None:
        """The one feature area that the alert is about, None where there is none or several."""
        areas = {FEATURE_AREA: (), **self.context}[FEATURE_AREA]
        named = dict(self.labels).get(FEATURE_AREA)
        if named is not None:
            return named
        return areas[0] if len(areas) == 1 else None


@dataclass(frozen=True, slots=True)
class DigestGroup:
    """The news of one rule in one feature area; `named` are the labels of the first few alerts."""

    rule: str
    rule_kind: RuleKind
    title: str
    severity: Severity
    feature_area: str | None
    counts: Mapping[NoticeKind, int]
    named: tuple[Labels, ...]
    alert_ids: tuple[int, ...]

    @property
    def calls(self) -> int:
        """How many of its alerts ask for somebody."""
        return sum(count for kind, count in self.counts.items() if kind.calls)


@dataclass(frozen=True, slots=True)
class Digest:
    """What is new, however much it is, in a few lines: critical first, what only resolved last.

    `since` and `until` are the moments of the oldest and the newest notice. `groups` are the first
    few of `group_count`. `counts` are alerts, each by its newest notice; `came_and_went` of those
    that resolved began within the digest as well. `loudest` is the highest severity of what calls
    for somebody, None where nothing does.
    """

    since: datetime
    until: datetime
    counts: Mapping[NoticeKind, int]
    came_and_went: int
    loudest: Severity | None
    groups: tuple[DigestGroup, ...]
    group_count: int
    last_seq: int

    @property
    def calls(self) -> int:
        """How many alerts ask for somebody."""
        return sum(count for kind, count in self.counts.items() if kind.calls)


def make_digest(notices: Iterable[Notice], *, shown: int = GROUPS_SHOWN) -> Digest | None:
    """Put notices into one digest, by rule and feature area; None where there are none.

    Of several notices of one alert the newest counts.
    """
    ordered = sorted(notices, key=lambda one: one.seq)
    if not ordered:
        return None
    newest = {one.alert_id: one for one in ordered}
    began = {one.alert_id for one in ordered if one.kind is NoticeKind.FIRED}
    groups = sorted(_groups(newest.values()), key=_loudest_first)
    calling = [one.severity for one in newest.values() if one.kind.calls]
    ended = {key for key, one in newest.items() if not one.kind.calls}
    return Digest(
        since=min(one.at for one in ordered),
        until=max(one.at for one in ordered),
        counts=_counts(newest.values()),
        came_and_went=len(began & ended),
        loudest=min(calling, key=_SEVERITIES.index, default=None),
        groups=tuple(groups[:shown]),
        group_count=len(groups),
        last_seq=ordered[-1].seq,
    )


def _groups(notices: Iterable[Notice]) -> list[DigestGroup]:
    together: dict[tuple[str, str | None], list[Notice]] = {}
    for notice in notices:
        together.setdefault((notice.rule, notice.feature_area), []).append(notice)
    return [_group(each) for each in together.values()]


def _group(notices: Sequence[Notice]) -> DigestGroup:
    # What calls for somebody is named before what has resolved.
    ordered = sorted(notices, key=lambda one: (not one.kind.calls, one.seq))
    first = ordered[0]
    return DigestGroup(
        rule=first.rule,
        rule_kind=first.rule_kind,
        title=first.title,
        severity=first.severity,
        feature_area=first.feature_area,
        counts=_counts(ordered),
        named=tuple(one.labels for one in ordered[:NAMED_IN_GROUP]),
        alert_ids=tuple(one.alert_id for one in ordered),
    )


def _counts(notices: Iterable[Notice]) -> dict[NoticeKind, int]:
    found = Counter(one.kind for one in notices)
    return {kind: found[kind] for kind in NoticeKind if found[kind]}


def _loudest_first(group: DigestGroup) -> tuple[bool, int, int, str, str]:
    return (
        not group.calls,
        _SEVERITIES.index(group.severity),
        list(RuleKind).index(group.rule_kind),
        group.feature_area or "",
        group.rule,
    )
