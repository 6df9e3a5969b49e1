"""Tagging hygiene on the Patterns screen: the template's four rules, and how far they are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from radar_tui.reporting.wording import how_many
from radar_tui.screens.patterns_parts import NO_VOCABULARY, PartView, RowDetail
from radar_tui.widgets.sparkline import GAP, sparkline
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    from radar_tui.analysis.tag_hygiene import Share, TagHygiene
    from radar_tui.services.tagging_hygiene import HygieneReport, HygieneWeek

WEEKS = 9
COLUMNS = (
    TableColumn("rule", "rule", flex=1),
    TableColumn("weeks", "by week", width=WEEKS),
    TableColumn("running", "this week", width=16, right=True),
    TableColumn("before", "last week", width=16, right=True),
)
KEYS = "→← parts"
_RULES: dict[str, tuple[str, Callable[[TagHygiene], Share | None]]] = {
    "feature-area": ("Every ticket has a feature area", lambda one: one.feature_area),
    "escalation-reason": ("Every escalation has its reason", lambda one: one.escalation_reason),
    "root-cause": ("Every repeat has a root cause", lambda one: one.root_cause),
    "in-time": ("Tagged during resolution", lambda one: one.in_time),
}
_FULL = 0.995


def hygiene_view(report: HygieneReport) -> PartView:
    """The four tagging rules with their weeks, oldest first."""
    closed = sum(week.hygiene.closed for week in report.weeks)
    return PartView(
        columns=COLUMNS,
        rows=tuple(_row(key, report.weeks) for key in _RULES) if closed else (),
        details={key: _detail(key, report.weeks) for key in _RULES},
        title=f"{how_many(closed, 'ticket')} closed in {len(report.weeks)} weeks",
        keys=KEYS,
        nothing="No ticket was closed in the last weeks; hygiene is told of closed ones.",
        next_step="" if report.feature_areas else NO_VOCABULARY,
    )


def _row(key: str, weeks: Sequence[HygieneWeek]) -> TableRow:
    title, share_of = _RULES[key]
    shares = [share_of(week.hygiene) for week in weeks]
    trend = [share.value if share else None for share in reversed(shares)]
    return TableRow(
        key,
        (
            Cell(title),
            Cell(_trend(trend), "muted"),
            _share(shares[0]),
            _share(shares[1]),
        ),
    )


def _trend(values: Sequence[float | None]) -> str:
    """A block a week; what never moves is full, where all was done."""
    known = {value for value in values if value is not None}
    if len(known) == 1 and min(known) >= _FULL:
        return "".join(GAP if value is None else "█" for value in values)
    return sparkline(values, len(values))


def _share(share: Share | None) -> Cell:
    if share is None or share.value is None:
        return Cell("–", "muted")
    style = "good" if share.value >= _FULL else "warning"
    return Cell(f"{share.value:.0%} ({share.part} of {share.whole})", style)


def _detail(key: str, weeks: Sequence[HygieneWeek]) -> RowDetail:
    title, share_of = _RULES[key]
    lines = [f"{title}, by the week in which tickets were closed", ""]
    for week in weeks:
        so_far = "" if week.whole else " so far"
        lines.append(f"{week.week}  {_share(share_of(week.hygiene)).text}{so_far}")
    return RowDetail("\n".join([*lines, *_notes(key, [week.hygiene for week in weeks])]))


def _notes(key: str, found: Sequence[TagHygiene]) -> list[str]:
    """What counts neither way, and why."""
    by_tag = sum(one.escalated_by_tag for one in found)
    unscored = sum(one.unscored for one in found)
    unknown = sum(one.time_unknown for one in found)
    notes = {
        "escalation-reason": (by_tag, "known to be escalated by their reason alone: in no share"),
        "root-cause": (unscored, "not scored, so that nobody knows whether they repeat"),
        "in-time": (unknown, "of which the export does not say when they were tagged"),
    }
    count, words = notes.get(key, (0, ""))
    return ["", f"{how_many(count, 'ticket')} {words}"] if count else []
