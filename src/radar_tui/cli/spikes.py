"""`radar spikes`: which weeks of a table of counts are spikes, without any workspace."""

import sys

import click

from radar_tui.cli.common import json_option, workspace_options
from radar_tui.cli.output import Column, print_json, print_table
from radar_tui.config import Config
from radar_tui.detection.spikes import SpikeSettings, SpikeStatus
from radar_tui.ingest.open import Source
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
@click.argument("file", metavar="FILE|-")
@click.option(
    "--alpha",
    "settings",
    type=float,
    default=SpikeSettings().alpha,
    show_default=True,
    callback=_settings,
    help="False-alarm probability per series and week.",
)
@json_option
@workspace_options
def spikes(config: Config, file: str, settings: SpikeSettings, as_json: bool) -> None:
    """Tell which weeks of a table of counts are spikes, and what a normal week would bring.

    FILE has the columns series, week and count in time order, or a column per series beside a
    column week. An empty cell is a week without data. On a terminal it prints a table, otherwise,
    and with --json, one JSON object a row.
    """
    del config  # the same options as everywhere, but nothing of a workspace is needed
    with Source(file) as source:
        rows = judge_table(source, settings)
        if as_json or not sys.stdout.isatty():
            for row in rows:
                print_json(row)
            return
        judged = list(rows)
    found = sum(row.spike for row in judged)
    print_table(
        f"{found} {'spike' if found == 1 else 'spikes'} in {len(judged)} weeks",
        COLUMNS,
        [_cells(row) for row in judged],
        empty="no rows",
    )


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
