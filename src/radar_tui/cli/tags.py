"""`radar tags`: how well tickets are tagged, what may fit them, and which say nearly the same."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from radar_tui.analysis.tag_hygiene import Share, TagHygiene
from radar_tui.cli.common import json_option, opened, workspace_options
from radar_tui.cli.output import Column, print_json, print_table
from radar_tui.config import Config
from radar_tui.domain.records import TagKind
from radar_tui.reporting.wording import how_many, moment_words
from radar_tui.services.pattern_candidates import PatternCandidate, pattern_candidates
from radar_tui.services.tagging_hygiene import (
    USUAL_WEEKS,
    HygieneReport,
    HygieneWeek,
    hygiene_report,
)
from radar_tui.services.ticket_view import find_ticket
from radar_tui.services.triage import tag

if TYPE_CHECKING:
    from radar_tui.services.tag_suggestions import TagSuggestions

_NOTHING = "–"


@click.group("tags")
def tags() -> None:
    """Tell how well tickets are tagged, suggest tags, and show tickets that are alike."""


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


@tags.command()
@click.argument("ticket")
@json_option
@workspace_options
def suggest(config: Config, ticket: str, as_json: bool) -> None:
    """Suggest a feature area and a root cause for a ticket, from how your team tagged others.

    The confidence is how often suggestions as strong were right on your own tagged tickets. Nothing
    is tagged: radar tags add does that.
    """
    # Imported here: the vectors' library takes a tenth of a second that hygiene need not pay.
    from radar_tui.services.tag_suggestions import suggest_tags

    with opened(config) as workspace:
        found = suggest_tags(workspace, find_ticket(workspace, ticket))
    print_json(found) if as_json else _print_suggestions(found)


@tags.command()
@json_option
@workspace_options
def patterns(config: Config, as_json: bool) -> None:
    """Show open tickets that came within a week and say nearly the same, whatever their tags."""
    with opened(config) as workspace:
        found = pattern_candidates(workspace)
    print_json(found) if as_json else _print_patterns(found)


@tags.command()
@click.argument("term")
@click.argument("tickets", nargs=-1, required=True, metavar="TICKET...")
@workspace_options
def add(config: Config, term: str, tickets: tuple[str, ...]) -> None:
    """Tag tickets with a term of the vocabulary, in your name; radar undo takes it back."""
    with opened(config) as workspace:
        result = tag(workspace, [find_ticket(workspace, ticket) for ticket in tickets], term)
    click.echo(result.label if result.changed else f"nothing to do: {result.label}")


def _print_suggestions(found: "TagSuggestions") -> None:
    for of_kind in found.kinds:
        carried = f", has {', '.join(of_kind.carried)}" if of_kind.carried else ""
        learned = f"learned from {of_kind.learned_from:,} tagged tickets"
        print_table(
            f"{_words(of_kind.kind)} of {found.ticket}{carried} · {learned}",
            [
                Column("confidence", right=True),
                Column("term", ratio=2),
                Column("tickets most like it", wrap=True, ratio=5),
            ],
            [
                (f"{one.confidence:.0%}", one.term, ", ".join(one.tickets))
                for one in of_kind.suggestions
            ],
            empty=f"No suggestion: {of_kind.reason}.",
        )


def _words(kind: TagKind) -> str:
    return kind.value.replace("-", " ").capitalize()


def _print_patterns(found: tuple[PatternCandidate, ...]) -> None:
    for candidate in found:
        accounts = how_many(len(candidate.accounts), "account")
        print_table(
            f"Pattern candidate {candidate.id} · {how_many(candidate.open, 'open ticket')}, "
            f"{accounts} · found {candidate.found_at:%Y-%m-%d %H:%M} UTC",
            [
                Column("ticket", least=12),
                Column("account", wrap=True, ratio=3),
                Column("subject", wrap=True, ratio=6),
                Column("tags", wrap=True, ratio=4),
                Column("alike", right=True),
                Column("", least=6),
            ],
            [
                (
                    one.ticket,
                    one.account or _NOTHING,
                    one.subject,
                    ", ".join((*one.feature_areas, *one.root_causes)) or _NOTHING,
                    f"{one.likeness:.2f}",
                    "open" if one.is_open else "closed",
                )
                for one in candidate.tickets
            ],
            empty="",
        )
    if not found:
        print_table(
            "Pattern candidates",
            [],
            [],
            empty="No open tickets that came within a week say nearly the same. New ones are read "
            "by: radar score",
        )


def _print_hygiene(report: HygieneReport) -> None:
    until = moment_words(report.as_of, ZoneInfo(report.zone))
    print_table(
        f"Tagging hygiene · tickets closed in the last {len(report.weeks)} weeks until {until}",
        [
            Column("week", least=14),
            Column("closed", right=True),
            Column("feature area", right=True, ratio=1),
            Column("escalations", right=True, ratio=1),
            Column("repeats", right=True, ratio=1),
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
