"""`radar undo` and `radar redo`: take back one's own newest action, or do it again."""

import click

from radar_tui.cli.common import opened, workspace_options
from radar_tui.config import Config
from radar_tui.services.undoing import redo_action, undo_action


@click.command()
@workspace_options
def undo(config: Config) -> None:
    """Take back your newest action. Refused where somebody has changed the same since."""
    with opened(config) as workspace:
        click.echo(f"undone: {undo_action(workspace)}")


@click.command()
@workspace_options
def redo(config: Config) -> None:
    """Do again what you undid last."""
    with opened(config) as workspace:
        click.echo(f"done again: {redo_action(workspace)}")
