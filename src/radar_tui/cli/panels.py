"""`radar radar`, `matrix`, `metrics`: the panels as tables or JSON, for scripts and status bars."""

from collections.abc import Sequence

import click

from radar_tui.cli.common import COUNT, json_option, opened, scope_option, workspace_options
from radar_tui.cli.output import Column, print_json, print_table
from radar_tui.config import Config
from radar_tui.domain.scope import EVERYTHING
from radar_tui.reporting.wording import band_badge, money, short_span, trajectory_glyph
from radar_tui.services.metric_strip import MetricStrip, metric_strip
from radar_tui.services.panels import (
    MatrixEntry,
    MatrixPanel,
    RadarPanel,
    SegmentEntry,
    SegmentPanel,
    SourceState,
    matrix_panel,
    newest_data,
    radar_panel,
    segment_panel,
)
from radar_tui.services.workspace import Workspace


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also tickets under the review threshold.")
@click.option("--limit", type=COUNT, default=50, show_default=True)
@scope_option
@json_option
@workspace_options
def radar(config: Config, everything: bool, limit: int, scope: str | None, as_json: bool) -> None:
    """Show the tickets that are about to blow up, why, and what to do now."""
    with opened(config, scope) as workspace:
        tell_of_later_data(workspace)
        panel = radar_panel(workspace, everything=everything, limit=limit)
    print_json(panel) if as_json else print_radar(panel)


@click.command()
@click.option("--segments", is_flag=True, help="Segments instead of accounts.")
@click.option("--limit", type=COUNT, default=50, show_default=True)
@scope_option
@json_option
@workspace_options
def matrix(config: Config, segments: bool, limit: int, scope: str | None, as_json: bool) -> None:
    """Show which accounts or segments get proactive help first, and why."""
    with opened(config, scope) as workspace:
        tell_of_later_data(workspace)
        panel = segment_panel(workspace) if segments else matrix_panel(workspace)
    print_json(panel) if as_json else print_matrix(panel, limit=limit)


@click.command()
@scope_option
@json_option
@workspace_options
def metrics(config: Config, scope: str | None, as_json: bool) -> None:
    """Show the chosen metrics now, against baseline and target, and how they are measured."""
    with opened(config, scope) as workspace:
        tell_of_later_data(workspace)
        strip = metric_strip(workspace)
    print_json(strip) if as_json else print_metrics(strip)


def print_radar(panel: RadarPanel) -> None:
    """Print the radar as the template's dashboard."""
    fresh = " · ".join(_freshness(source, panel) for source in panel.sources) or "no data yet"
    title = (
        f"Frustration radar{scope_words(panel.scope)} · {panel.over_review} over review of "
        f"{panel.open_tickets} open · data as of {fresh}"
    )
    print_table(
        title,
        [
            Column("score", least=16),
            Column("customer", wrap=True, ratio=4),
            Column("ticket"),
            Column("waits", right=True),
            Column("why it scored high", wrap=True, ratio=10),
            Column("what we'll do now", wrap=True, ratio=5),
            Column("owner", wrap=True, least=9),
        ],
        [
            (
                f"{band_badge(entry.band, entry.score)} {trajectory_glyph(entry.trajectory)}",
                entry.account or "–",
                f"#{entry.ticket}",
                f"{entry.waiting_hours:.0f}h" if entry.waiting_hours is not None else "–",
                entry.why,
                entry.next_action or "–",
                entry.owner or "–",
            )
            for entry in panel.tickets
        ],
        empty=_empty_radar(panel),
    )


def print_matrix(panel: MatrixPanel | SegmentPanel, *, limit: int) -> None:
    """Print the priority matrix, highest total first."""
    entries: Sequence[MatrixEntry | SegmentEntry]
    if isinstance(panel, SegmentPanel):
        noun, entries = "segment", panel.segments
    else:
        noun, entries = "account", panel.accounts
    print_table(
        f"Priority matrix{scope_words(panel.scope)} · {panel.to_act_on} to act on now"
        + not_shown(len(entries) - limit, f"{noun}s"),
        [
            Column("total", right=True),
            Column(noun, wrap=True, ratio=4),
            Column("ARR", right=True),
            Column("tier", right=True),
            Column("sentiment", right=True),
            Column("pattern", right=True),
            Column("why", wrap=True, ratio=9),
            Column("action", wrap=True, ratio=7),
        ],
        [_matrix_cells(entry) for entry in entries[:limit]],
        empty="No accounts yet. Import them with: radar accounts PATH"
        if panel.scope == str(EVERYTHING)
        else f"No account in {panel.scope}.",
    )


def print_metrics(strip: MetricStrip) -> None:
    """Print the metrics in the order in which they were chosen."""
    print_table(
        f"Metrics{scope_words(strip.scope)} · {strip.week} so far",
        [
            Column("metric", wrap=True, ratio=5),
            Column("now", right=True, least=5),
            Column("baseline", right=True),
            Column("target", right=True),
            Column("target met", wrap=True, ratio=5),
            Column("over"),
            Column("how measured", wrap=True, ratio=8),
        ],
        [
            (
                metric.title,
                metric.shown if metric.value is not None else "–",
                metric.baseline or "–",
                metric.target or "–",
                metric.unjudged if metric.met is None else _VERDICTS[metric.met],
                metric.period,
                metric.how,
            )
            for metric in strip.metrics
        ],
        empty="No metric is chosen.",
    )


_VERDICTS = {True: "✓ met", False: "✗ not met"}


def _matrix_cells(entry: MatrixEntry | SegmentEntry) -> tuple[object, ...]:
    name = entry.segment if isinstance(entry, SegmentEntry) else entry.account
    return (
        entry.total,
        name,
        money(entry.arr),
        entry.arr_tier.value,
        entry.sentiment_risk.value,
        entry.pattern_severity.value,
        f"{entry.sentiment_risk.made_by} · {entry.pattern_severity.made_by}",
        entry.action_words,
    )


def tell_of_later_data(workspace: Workspace) -> None:
    """Panels show what stands; asked for a moment before the newest data, they say so."""
    newest = newest_data(workspace)
    if newest is not None and newest > workspace.as_of:
        click.echo(
            f"radar: the workspace holds data up to {newest:%Y-%m-%d %H:%M} UTC; the panels show "
            f"what stands now, not what stood at {workspace.as_of:%Y-%m-%d %H:%M}",
            err=True,
        )


def scope_words(scope: str) -> str:
    """Say in a title what a table is about, where that is not everything."""
    return "" if scope == str(EVERYTHING) else f" · {scope}"


def not_shown(left: int, noun: str) -> str:
    """Say how many rows of a table are left out."""
    return f" · {left} more {noun} not shown" if left > 0 else ""


def _freshness(source: SourceState, panel: RadarPanel) -> str:
    if source.data_as_of is None:
        return f"– ({source.name})"
    age = short_span(panel.as_of - source.data_as_of)
    stale = ", stale" if source.stale else ""
    return f"{source.data_as_of:%Y-%m-%d %H:%M} UTC ({source.name} {age}{stale})"


def _empty_radar(panel: RadarPanel) -> str:
    if panel.open_tickets == 0 and panel.scope != str(EVERYTHING):
        return f"No open tickets in {panel.scope}."
    if panel.open_tickets == 0:
        return "No open tickets. Import some with: radar import PATH"
    if panel.unscored == panel.open_tickets:
        return f"Open tickets that wait to be scored: {panel.unscored}. Run: radar score"
    return "No open ticket is over the review threshold."
