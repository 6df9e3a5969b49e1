"""The volumes of the Patterns screen: weeks against what was expected, and why in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from radar_tui.detection.spikes import SpikeStatus
from radar_tui.domain.filter_query import Operator, Query, Term
from radar_tui.reporting.wording import how_many
from radar_tui.screens.patterns_parts import NO_VOCABULARY, PartView, RowDetail
from radar_tui.services.tag_volumes import CHART_WEEKS
from radar_tui.widgets.range_chart import LEGEND, RangeWeek
from radar_tui.widgets.sparkline import sparkline
from radar_tui.widgets.virtual_table import Cell, TableColumn, TableRow

if TYPE_CHECKING:
    from radar_tui.services.tag_volumes import AreaVolumes, SpikeLook, VolumesPanel

COLUMNS = (
    TableColumn("area", "feature area", flex=1),
    TableColumn("weeks", f"last {CHART_WEEKS} weeks", width=CHART_WEEKS, from_width=90),
    TableColumn("look", "look", width=9),
    TableColumn("count", "tickets", width=7, right=True),
    TableColumn("expected", "expected", width=8, right=True),
    TableColumn("upper", "up to", width=5, right=True),
    TableColumn("p", "p", width=6, right=True),
    TableColumn("naive", "plain", width=6, right=True),
    TableColumn("verdict", "verdict", width=8),
)
KEYS = "enter tickets · →← parts"
_SPIKE = "▲"
_LOOKS = {"running-week": "this week", "last-7-days": "7 days", "last-24-hours": "24 hours"}
_VERDICTS = {
    SpikeStatus.SPIKE: "▲ spike",
    SpikeStatus.OK: "normal",
    SpikeStatus.INSUFFICIENT_DATA: "too new",
    SpikeStatus.MISSING: "no data",
}


def volumes_view(panel: VolumesPanel) -> PartView:
    """All feature areas, spikes first, each with its weeks and why it is a spike or none."""
    if panel.segment is None:
        spikes, when = sum(one.is_spike for one in panel.areas), "now"
    else:
        spikes, when = sum(one.weeks[-1].spike for one in panel.areas), "last week"
    plain = f"+{panel.effect:.0%}"
    return PartView(
        columns=COLUMNS,
        rows=tuple(_row(one, panel, plain) for one in panel.areas),
        details={one.area: _detail(one, panel, plain) for one in panel.areas},
        title=f"{how_many(len(panel.areas), 'feature area')} · {how_many(spikes, 'spike')} {when}",
        keys=KEYS,
        count=f"{spikes}{_SPIKE}" if spikes else "",
        nothing=_nothing(panel),
        next_step=_next_step(panel),
    )


def _nothing(panel: VolumesPanel) -> str:
    if not panel.has_tickets:
        return "No tickets yet."
    if not panel.terms:
        return "Your vocabulary has no feature areas yet, so no ticket can be counted by one."
    if panel.segment is not None:
        return "No ticket of the segment carries a feature area in a whole week yet."
    return "No ticket carries a feature area yet."


def _next_step(panel: VolumesPanel) -> str:
    if not panel.has_tickets:
        return "i imports an export of your help desk"
    if not panel.terms:
        return NO_VOCABULARY
    return "→ goes to the tagging queue, where tickets get their tags"


def _row(one: AreaVolumes, panel: VolumesPanel, plain: str) -> TableRow:
    look = one.look
    style = "critical" if one.is_spike else "plain"
    if panel.segment is not None:
        return _segment_row(one)
    cells = [Cell(one.label, style), Cell(_small_chart(one), "muted")]
    if look is None:
        return TableRow(one.area, (*cells, *[Cell("–", "muted")] * 6, Cell("no rule", "muted")))
    return TableRow(
        one.area,
        (
            *cells,
            Cell(_LOOKS[look.name], "muted"),
            Cell(str(look.count), style),
            Cell(_one_place(look.expected)),
            Cell("–" if look.upper is None else str(look.upper)),
            Cell(_p(look.p)),
            Cell(plain if look.naive else "–", "warning" if look.naive else "muted"),
            Cell(_VERDICTS[look.status], style if one.is_spike else "muted"),
        ),
    )


def _segment_row(one: AreaVolumes) -> TableRow:
    """An area where one segment is looked at: its last whole week, for the rule looks at all."""
    week = one.weeks[-1]
    style, verdict = ("critical", SpikeStatus.SPIKE) if week.spike else ("plain", SpikeStatus.OK)
    cells = (
        Cell(one.label, style),
        Cell(_small_chart(one), "muted"),
        Cell("last week", "muted"),
        Cell(str(week.count), style),
        Cell(_one_place(week.expected)),
        Cell("–" if week.upper is None else str(week.upper)),
        Cell("–", "muted"),
        Cell("–", "muted"),
        Cell(
            _VERDICTS[SpikeStatus.INSUFFICIENT_DATA if week.upper is None else verdict],
            "critical" if week.spike else "muted",
        ),
    )
    return TableRow(one.area, cells)


def _small_chart(one: AreaVolumes) -> str:
    """The whole weeks as blocks; a spike is a sign of its own."""
    blocks = sparkline([week.count for week in one.weeks], CHART_WEEKS)
    weeks = one.weeks[-CHART_WEEKS:]
    blank = CHART_WEEKS - len(weeks)
    drawn = (
        _SPIKE if week.spike else block for week, block in zip(weeks, blocks[blank:], strict=True)
    )
    return blocks[:blank] + "".join(drawn)


def _detail(one: AreaVolumes, panel: VolumesPanel, plain: str) -> RowDetail:
    return RowDetail(
        words="\n".join(_words(one, panel, plain)),
        chart=_chart(one, panel),
        query=Query((Term("tag", Operator.IS, (one.area,)),)),
    )


def _chart(one: AreaVolumes, panel: VolumesPanel) -> tuple[RangeWeek, ...]:
    weeks = [
        RangeWeek(week.week[-3:], week.count, week.expected, week.upper, week.spike)
        for week in one.weeks
    ]
    running = next((look for look in one.looks if look.name == "running-week"), None)
    if running is not None:
        spike = running.status is SpikeStatus.SPIKE
        label, upper = panel.week[-3:], running.upper
        weeks.append(
            RangeWeek(label, running.count, running.expected, upper, spike=spike, running=True)
        )
    return tuple(weeks)


def _words(one: AreaVolumes, panel: VolumesPanel, plain: str) -> list[str]:
    if panel.segment is not None:
        return [one.label, *_segment_words(one, panel.segment), LEGEND]
    if not one.looks:
        off = "it asks for others only" if panel.rule_enabled else "it is off"
        return [one.label, f"The spike rule does not look at it: {off}. 3, then R shows the rules."]
    lines = [f"{_LOOKS[look.name]:<9}  {_look_words(look)}" for look in one.looks]
    return [*lines, *_basis(one, plain), LEGEND]


def _segment_words(one: AreaVolumes, segment: str) -> list[str]:
    """What is counted where one segment is looked at."""
    week = one.weeks[-1]
    upper = "too new to be judged" if week.upper is None else f"up to {week.upper} is usual"
    return [
        f"Last week: {how_many(week.count, 'ticket')} of {segment}, {upper}.",
        "The spike rule counts all segments together: P, then all, shows what it sees now.",
    ]


def _look_words(look: SpikeLook) -> str:
    said = f"{look.count} from {how_many(look.accounts or 0, 'account')}"
    if not look.is_judged:
        return f"too early to judge: {said}"
    verdict = "over, but of too few accounts" if look.too_few_accounts else _VERDICTS[look.status]
    expected = f"expected {_one_place(look.expected)}, up to {look.upper}, p {_p(look.p)}"
    return f"{verdict}: {said}, {expected}"


def _basis(one: AreaVolumes, plain: str) -> list[str]:
    """What the judgement rests on, and what the plain rule makes of it."""
    look = one.look
    if look is None:
        return []
    if not look.is_judged:
        known = how_many(look.baseline_weeks, "week")
        return [f"{known} of history; four are needed before anything is called a spike."]
    before = "" if look.previous is None else f" ({look.count} after {look.previous})"
    fires = "would fire" if look.naive else "would not fire"
    left_out = f", {look.weeks_left_out} of an incident left out" if look.weeks_left_out else ""
    trend = f", trend {look.growth:+.1%} a week" if look.growth else ""
    return [
        f"Plain {plain} rule over {_LOOKS[look.name]}: {fires}{before}. "
        f"Judged by {how_many(look.baseline_weeks, 'week')}{left_out}{trend}.",
    ]


def _one_place(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _p(value: float | None) -> str:
    """A probability in few characters: `0.17`, `7e-09`."""
    if value is None:
        return "–"
    return f"{value:.2f}" if value >= 0.01 else f"{value:.0e}"
