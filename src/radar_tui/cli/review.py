"""`radar review`: the weekly summary, to read and to share."""

from pathlib import Path

import click
import msgspec

from radar_tui.cli.common import json_option, opened, workspace_options
from radar_tui.config import Config
from radar_tui.reporting.weekly_markdown import weekly_markdown
from radar_tui.services.exporting import is_other_than_file, write_whole
from radar_tui.services.reviewing import weekly_review

STANDARD_OUTPUT = "-"


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
@click.option(
    "-o", "--output", metavar="PATH", default=STANDARD_OUTPUT, help="A file; - prints it."
)
@json_option
@workspace_options
def review(config: Config, week: str | None, format_name: str, output: str, as_json: bool) -> None:
    """Write the weekly summary: numbers, alerts, patterns, accounts, metrics, tickets to read."""
    del format_name  # Markdown is the only one so far
    with opened(config) as workspace:
        facts = weekly_review(workspace, week)
    text = msgspec.json.encode(facts).decode() + "\n" if as_json else weekly_markdown(facts)
    if output == STANDARD_OUTPUT:
        click.echo(text, nl=False)
        return
    try:
        _write(Path(output).expanduser(), text)
    except OSError as error:
        raise click.ClickException(
            f"cannot write {output}: {error.strerror}; choose another -o"
        ) from error
    click.echo(f"radar: wrote the review of {facts.week.label} to {output}", err=True)


def _write(path: Path, text: str) -> None:
    # A device or a pipe, as /dev/stdout, takes what is written; only a file can be replaced. What
    # the name of a pipe leads to is no path, so that it is resolved for files alone.
    if is_other_than_file(path):
        path.write_text(text, encoding="utf-8")
    else:
        write_whole(path.resolve(), text)
