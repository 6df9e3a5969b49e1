"""`radar changes`: what people set in Radar, as a table to carry back into the help desk."""

from datetime import datetime

import click
import msgspec

from radar_tui.cli.common import json_option, opened, workspace_options
from radar_tui.cli.output import STANDARD_OUTPUT, output_option, write_result
from radar_tui.config import Config, ConfigError, parse_moment
from radar_tui.domain.rules import parse_duration
from radar_tui.reporting.ticket_changes import changes_csv
from radar_tui.services.carrying_back import ticket_changes


@click.command()
@click.option(
    "--since",
    metavar="ISO|8h|7d",
    help="A moment, or how long ago; all that people ever set by default.",
)
@output_option
@json_option
@workspace_options
def changes(config: Config, since: str | None, output: str, as_json: bool) -> None:
    """Write tags, owners and escalations that people set in Radar as CSV, to carry back.

    One row for each ticket: what has changed, the tags to add and to remove in the help desk, and
    its newest owner and escalation. What imports brought is not in it, nor what was taken back.
    """
    with opened(config) as workspace:
        found = ticket_changes(workspace, _moment(since, workspace.as_of))
    text = msgspec.json.encode(found).decode() + "\n" if as_json else changes_csv(found)
    write_result(output, text)
    place = "" if output == STANDARD_OUTPUT else f", written to {output}"
    noun = "ticket" if len(found.tickets) == 1 else "tickets"
    click.echo(
        f"radar: {len(found.tickets):,} {noun} changed{place}; "
        f"next time: --since {found.until.isoformat(timespec='seconds')}",
        err=True,
    )


def _moment(text: str | None, now: datetime) -> datetime | None:
    if text is None:
        return None
    moment = _ago(text, now) or _read(text)
    if moment > now:
        raise click.UsageError(f"--since {text[:40]} lies ahead; give a moment that has passed")
    return moment


def _ago(text: str, now: datetime) -> datetime | None:
    try:
        return now - parse_duration(text)
    except (ValueError, OverflowError):
        return None


def _read(text: str) -> datetime:
    try:
        return parse_moment(text)
    except ConfigError as error:
        raise click.UsageError(
            f"--since {text[:40]!r}: expected a moment such as 2026-11-23T09:00Z, or how long ago, "
            "such as 8h or 7d"
        ) from error
