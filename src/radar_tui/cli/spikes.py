"""`radar spikes`: which weeks are spikes, of the workspace or of any table of counts."""

import sys
from collections.abc import Iterable, Iterator, Sequence

import click
from click.core import ParameterSource

from radar_tui.cli.common import json_option, opened, workspace_options
from radar_tui.cli.output import Column, print_json, print_table
from radar_tui.config import Config
from radar_tui.db.queries.spike_decisions import StoredDecision
from radar_tui.detection.spikes import SpikeSettings, SpikeStatus
from radar_tui.ingest.open import Source
from radar_tui.services.late_data import JudgedWeek, judged_weeks
from radar_tui.services.spike_table import SpikeRow, judge_table

COLUMNS = (
    Column("Series", ratio=1, least=8),
    Column("Week"),
    Column("Count", right=True),
    Column("Expected", right=True),
    Column("Up to", right=True),
    Column("p", right=True),
    Column("Status", least=15),
    Column("+30 %"),
)
# Without p, for which 80 columns have no room beside what the week was at first.
_P = 5
WORKSPACE_COLUMNS = (
    Column("Feature area", ratio=1, least=8),
    *COLUMNS[1:_P],
    *COLUMNS[_P + 1 :],
    Column("At first"),
)
STATUS_WORDS = {
    SpikeStatus.OK: "ok",
    SpikeStatus.SPIKE: "▲ spike",
    SpikeStatus.INSUFFICIENT_DATA: "too little data",
    SpikeStatus.MISSING: "missing",
}


def _settings(context: click.Context, parameter: click.Parameter, alpha: float) -> SpikeSettings:
    """Say what is wrong with an alpha before a file is read."""
    del context, parameter
    try:
        return SpikeSettings(alpha=alpha)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.argument("file", metavar="[FILE|-]", required=False)
@click.option(
    "--alpha",
    "settings",
    type=float,
    default=SpikeSettings().alpha,
    show_default=True,
    callback=_settings,
    help="False-alarm probability per series and week of FILE.",
)
@json_option
@workspace_options
def spikes(config: Config, file: str | None, settings: SpikeSettings, as_json: bool) -> None:
    """Tell which weeks are spikes, and what a normal week would bring.

    Without FILE, of the workspace's feature areas: the last six whole weeks as they were judged,
    and judged again when late tickets arrived.

    FILE has the columns series, week and count in time order, or a column per series beside a
    column week. An empty cell is a week without data. On a terminal it prints a table, otherwise,
    and with --json, one JSON object a row.
    """
    as_rows = as_json or not sys.stdout.isatty()
    if file is None:
        _refuse_alpha()
        with opened(config) as workspace:
            weeks = judged_weeks(workspace)
        _print_rows(map(_row, _each(weeks))) if as_rows else _print_weeks(weeks)
        return
    with Source(file) as source:
        rows = judge_table(source, settings)
        if as_rows:
            _print_rows(rows)
            return
        judged = list(rows)
    found = sum(row.spike for row in judged)
    print_table(
        f"{found} {'spike' if found == 1 else 'spikes'} in {len(judged)} weeks",
        COLUMNS,
        [_cells(row) for row in judged],
        empty="no rows",
    )


def _refuse_alpha() -> None:
    source = click.get_current_context().get_parameter_source("settings")
    if source is not ParameterSource.DEFAULT:
        raise click.UsageError(
            "--alpha is for a FILE; the workspace's weeks are judged by its rule"
        )


def _print_rows(rows: Iterable[SpikeRow]) -> None:
    for row in rows:
        print_json(row)


def _each(weeks: Iterable[JudgedWeek]) -> Iterator[StoredDecision]:
    return (revision for week in weeks for revision in week.revisions)


def _row(one: StoredDecision) -> SpikeRow:
    status = SpikeStatus(one.status)
    return SpikeRow(
        series=one.feature_area,
        week=one.week,
        count=one.observed,
        expected=None if one.expected is None else round(one.expected, 3),
        upper=one.upper,
        p=one.p,
        spike=status is SpikeStatus.SPIKE,
        naive=one.naive,
        status=status,
        revision=one.revision,
        known_at=one.known_at,
    )


def _print_weeks(weeks: Sequence[JudgedWeek]) -> None:
    """Print the workspace's weeks by what is known now, and what each was before."""
    found, turned = sum(week.is_spike for week in weeks), sum(week.turned for week in weeks)
    late = f" · {turned} turned since" if turned else ""
    print_table(
        f"{found} {'spike' if found == 1 else 'spikes'} in the last six whole weeks{late}",
        WORKSPACE_COLUMNS,
        [_week_cells(week) for week in weeks],
        empty="No week is judged yet: import tickets and a vocabulary with feature areas.",
    )


def _week_cells(week: JudgedWeek) -> tuple[object, ...]:
    cells = _cells(_row(week.revisions[-1]))
    return (*cells[:_P], *cells[_P + 1 :], _before(week.revisions))


def _before(revisions: Sequence[StoredDecision]) -> str:
    """What the week was when it was first judged, where that was something else."""
    first, last = revisions[0], revisions[-1]
    if first.observed == last.observed and first.status == last.status:
        return ""
    return f"{first.observed}, {STATUS_WORDS[SpikeStatus(first.status)]}"


def _cells(row: SpikeRow) -> tuple[object, ...]:
    return (
        row.series,
        row.week,
        "–" if row.count is None else row.count,
        "–" if row.expected is None else f"{row.expected:.1f}",
        "–" if row.upper is None else row.upper,
        "–" if row.p is None else f"{row.p:.2g}",
        STATUS_WORDS[row.status],
        "fires" if row.naive else "",
    )
