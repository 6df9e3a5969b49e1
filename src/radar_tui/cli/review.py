"""`radar review`: the weekly summary, to read and to share."""

import click
import msgspec

from radar_tui.cli.common import json_option, opened, scope_option, workspace_options
from radar_tui.cli.output import STANDARD_OUTPUT, output_option, write_result
from radar_tui.config import Config
from radar_tui.reporting.weekly_markdown import weekly_markdown
from radar_tui.services.reviewing import weekly_review


@click.command()
@click.option("--week", metavar="2026-W47", help="The ISO week; the last whole one by default.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["md"]),
    default="md",
    show_default=True,
    help="What to write.",
)
@output_option
@scope_option
@json_option
@workspace_options
def review(
    config: Config,
    week: str | None,
    format_name: str,
    output: str,
    scope: str | None,
    as_json: bool,
) -> None:
    """Write the weekly summary: numbers, alerts, patterns, accounts, metrics, tickets to read."""
    del format_name  # Markdown is the only one so far
    with opened(config, scope) as workspace:
        facts = weekly_review(workspace, week)
    text = msgspec.json.encode(facts).decode() + "\n" if as_json else weekly_markdown(facts)
    write_result(output, text)
    if output != STANDARD_OUTPUT:
        click.echo(f"radar: wrote the review of {facts.week.label} to {output}", err=True)
