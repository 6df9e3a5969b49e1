"""`radar tags`: how well tickets are tagged."""

from zoneinfo import ZoneInfo

import click

from radar_tui.analysis.tag_hygiene import Share, TagHygiene
from radar_tui.cli.common import json_option, opened, workspace_options
from radar_tui.cli.output import Column, print_json, print_table
from radar_tui.config import Config
from radar_tui.reporting.wording import moment_words
from radar_tui.services.tagging_hygiene import (
    USUAL_WEEKS,
    HygieneReport,
    HygieneWeek,
    hygiene_report,
)

_NOTHING = "–"


@click.group("tags")
def tags() -> None:
    """Tell how well tickets are tagged."""


@tags.command()
@click.option("--weeks", type=click.IntRange(1, 104), default=USUAL_WEEKS, show_default=True)
@json_option
@workspace_options
def hygiene(config: Config, weeks: int, as_json: bool) -> None:
    """Show by week whether closed tickets carry the tags they must, and got them in time.

    A feature area on every ticket, an escalation reason on every escalation, a root cause where the
    customer says that it keeps coming back, all of them before the ticket is closed.
    """
    with opened(config) as workspace:
        report = hygiene_report(workspace, weeks=weeks)
    print_json(report) if as_json else _print_hygiene(report)


def _print_hygiene(report: HygieneReport) -> None:
    until = moment_words(report.as_of, ZoneInfo(report.zone))
    print_table(
        f"Tagging hygiene · tickets closed in the last {len(report.weeks)} weeks until {until}",
        [
            Column("week", least=14),
            Column("closed", right=True),
            Column("feature area", right=True, ratio=1),
            Column("escalation reason", right=True, ratio=1),
            Column("root cause of repeats", right=True, ratio=1),
            Column("tagged in time", right=True, ratio=1),
            Column("time unknown", right=True),
        ],
        [_cells(week) for week in report.weeks],
        empty="",
    )
    for note in _notes(report):
        click.echo(note)


def _cells(week: HygieneWeek) -> tuple[object, ...]:
    found = week.hygiene
    return (
        week.week if week.whole else f"{week.week} so far",
        found.closed,
        _share(found.feature_area),
        _share(found.escalation_reason),
        _share(found.root_cause),
        _share(found.in_time),
        found.time_unknown,
    )


def _share(share: Share | None) -> str:
    if share is None or share.value is None:
        return _NOTHING
    return f"{share.value:.0%} ({share.part} of {share.whole})"


def _notes(report: HygieneReport) -> list[str]:
    found: list[TagHygiene] = [week.hygiene for week in report.weeks]
    by_tag = sum(one.escalated_by_tag for one in found)
    unscored = sum(one.unscored for one in found)
    notes = []
    if not report.feature_areas:
        notes.append("The vocabulary is empty. Import one with: radar vocabulary PATH")
    if by_tag:
        notes.append(
            f"Escalated by their reason alone, which they cannot lack: {by_tag}; not in the share."
        )
    if unscored:
        notes.append(
            f"Not scored, so that nobody knows whether they are repeats: {unscored}. "
            "Run: radar score"
        )
    if any(one.time_unknown for one in found):
        notes.append(
            "Time unknown: the export does not say when tags were set; counts neither way."
        )
    return notes
