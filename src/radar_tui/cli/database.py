"""`radar db`: the workspace's database itself."""

import click

from radar_tui.cli.common import opened, workspace_options
from radar_tui.cli.main import FINDINGS
from radar_tui.config import Config
from radar_tui.db.engine import shown_location
from radar_tui.services.upkeep import check_database


@click.group("db")
def database() -> None:
    """Upgrade and check the workspace's database."""


@database.command()
@workspace_options
def upgrade(config: Config) -> None:
    """Create the workspace or bring it to this version; an older one is backed up first."""
    with opened(config) as workspace:
        click.echo(f"{shown_location(workspace.location)} has schema {workspace.schema}")


@database.command()
@workspace_options
def check(config: Config) -> int:
    """Check the database's integrity and references; exit status 1 with findings."""
    with opened(config) as workspace:
        findings = check_database(workspace)
    for finding in findings:
        click.echo(finding)
    if not findings:
        click.echo("no findings")
    return FINDINGS if findings else 0
