"""`radar demo`: a look at a whole workspace, in a temporary folder, gone afterwards."""

import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click

from radar_tui.cli.common import workspace_options
from radar_tui.cli.panels import print_alerts, print_matrix, print_radar
from radar_tui.cli.progress import import_progress, scoring_progress
from radar_tui.config import Config
from radar_tui.services.demo.building import import_demo, score_demo
from radar_tui.services.panels import alerts_panel, matrix_panel, radar_panel
from radar_tui.services.workspace import open_workspace

SHOWN = 12


@click.command()
@click.option("--keep", type=click.Path(path_type=Path), help="Make it in this folder and keep it.")
@workspace_options
def demo(config: Config, keep: Path | None) -> None:
    """Make a demo workspace - 40 accounts, 30 weeks, real scoring - and show its three panels."""
    if keep is not None:
        _show(config, keep)
        return
    with tempfile.TemporaryDirectory(prefix="radar-demo-") as folder:
        _show(config, Path(folder))


def _show(config: Config, folder: Path) -> None:
    path = folder / "radar.db"
    if path.exists():
        raise click.UsageError(f"{path} exists already; open it with --db, or give a new folder")
    with closing(open_workspace(replace(config, location=str(path)))) as workspace:
        click.echo("radar: making the demo workspace (about a minute)", err=True)
        with import_progress() as report:
            import_demo(workspace, folder / "exports", report=report)
        with scoring_progress() as report_scoring:
            score_demo(workspace, report=report_scoring)
        print_alerts(alerts_panel(workspace), limit=SHOWN)
        print_radar(radar_panel(workspace, limit=SHOWN))
        print_matrix(matrix_panel(workspace), limit=SHOWN)
