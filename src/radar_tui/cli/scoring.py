"""`radar score`: the workspace's new messages, or texts from a file without any workspace."""

import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from radar_tui.cli.common import COUNT, judge, opened, workspace_options
from radar_tui.cli.output import print_json
from radar_tui.cli.progress import scoring_progress
from radar_tui.config import Config
from radar_tui.services.score_process import run_score_process


@click.command()
@click.option("--text", "text_file", metavar="FILE|-", help="Score texts instead of a workspace.")
@click.option("--lines", is_flag=True, help="With --text: one plain text a line, no JSON.")
@click.option("--rescore", is_flag=True, help="Read all texts again, not the new ones only.")
@click.option("--limit", type=COUNT, help="Score at most so many texts.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@workspace_options
def score(
    config: Config,
    text_file: str | None,
    lines: bool,
    rescore: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """Score what is new for frustration, 0-200, with the model that ships. Can be interrupted."""
    if text_file is not None:
        if rescore or limit is not None:
            raise click.UsageError("--rescore and --limit are for a workspace, not for --text")
        _score_texts(text_file, lines=lines, as_of=config.now)
        return
    if lines:
        raise click.UsageError("--lines goes with --text")
    if rescore and limit is not None:
        raise click.UsageError("--rescore reads all texts; leave out --limit")
    with opened(config) as workspace, scoring_progress() as report:
        summary = run_score_process(workspace, report=report, limit=limit, rescore=rescore)
        judge(workspace)
    if as_json:
        print_json(summary)
        return
    rate = summary.texts / max(0.1, summary.seconds)
    click.echo(
        f"scored {summary.texts} texts ({summary.unscored} cannot be judged) in "
        f"{summary.seconds:.0f} s, {rate:.0f}/s · {summary.tickets} tickets looked at, "
        f"{summary.revisions} scores changed"
    )


def _score_texts(text_file: str, *, lines: bool, as_of: datetime | None) -> None:
    # Imported here: the workspace's scoring runs in a process of its own and needs no model here.
    from radar_tui.services.score_texts import open_texts, score_texts

    if text_file == "-":
        source, name = sys.stdin.buffer, "standard input"
    else:
        source, name = open_texts(Path(text_file)), text_file
    with closing(source):
        for result in score_texts(source, plain_lines=lines, name=name, as_of=as_of):
            print_json(result)
