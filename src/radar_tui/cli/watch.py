"""`radar watch`: imports what lands in a folder, for as long as it runs."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import sleep

import click

from radar_tui.cli.common import opened, tell_command, workspace_options
from radar_tui.cli.main import FINDINGS, UNUSABLE
from radar_tui.config import Config
from radar_tui.services.watching import (
    LOOK_EVERY_SECONDS,
    FileFailed,
    FileImported,
    FileRefused,
    FilesWait,
    FolderWatch,
    WatchNews,
    news_line,
)
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--once", is_flag=True, help="Import what is there and stands still, then end.")
@workspace_options
def watch(config: Config, folder: Path, once: bool) -> int:
    """Import what lands in a folder, until ctrl+c. What was imported before is left alone.

    A file that cannot be imported, and to which nothing was written for a minute, is moved to
    failed/ in the folder, with its reason beside it.
    """
    if not folder.is_dir():
        raise click.UsageError(f"{inert_line(str(folder))}: expected a folder that exists")
    with opened(config) as workspace:
        if once:
            return _look_once(folder, workspace)
        click.echo(f"radar: watching {inert_line(str(folder))}; ctrl+c ends it", err=True)

        def now() -> Workspace:
            tell_command(workspace)
            return replace(workspace, as_of=config.now or datetime.now(UTC))

        FolderWatch(folder, _print).run(now)
    return 0


def _look_once(folder: Path, workspace: Workspace) -> int:
    news: list[WatchNews] = []

    def tell(one: WatchNews) -> None:
        news.append(one)
        _print(one)

    watching = FolderWatch(folder, tell)
    watching.look(workspace)
    sleep(LOOK_EVERY_SECONDS)
    watching.look(workspace)
    tell_command(workspace)
    if not any(isinstance(one, FilesWait) for one in news):
        for name in watching.moving():
            click.echo(f"{name}: still being written; left for the next time", err=True)
    if any(isinstance(one, FileRefused | FileFailed | FilesWait) for one in news):
        return UNUSABLE
    rejected = any(isinstance(one, FileImported) and one.summary.rejected for one in news)
    return FINDINGS if rejected else 0


def _print(news: WatchNews) -> None:
    click.echo(news_line(news), err=True)
