"""`radar demo`: a look at a whole workspace, in a temporary folder, gone afterwards."""

import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click

from radar_tui.cli.common import workspace_options
from radar_tui.cli.terminal import has_terminal
from radar_tui.config import Config

SHOWN = 12


@click.command()
@click.option("--keep", type=click.Path(path_type=Path), help="Make it in this folder and keep it.")
@click.option("--text", is_flag=True, help="Print the panels, as without a terminal.")
@workspace_options
def demo(config: Config, keep: Path | None, text: bool) -> int:
    """Open a demo workspace - 40 accounts, 30 weeks, real scoring - or print its panels."""
    if keep is not None:
        return _show(config, keep, text=text)
    with tempfile.TemporaryDirectory(prefix="radar-demo-") as folder:
        return _show(config, Path(folder), text=text)


def _show(config: Config, folder: Path, *, text: bool) -> int:
    path = folder / "radar.db"
    if path.exists():
        raise click.UsageError(f"{path} exists already; open it with --db, or give a new folder")
    if not text and has_terminal():
        from radar_tui.cli.tui import open_app

        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return open_app(config, demo_folder=folder)
    _print(replace(config, location=str(path)), folder)
    return 0


def _print(config: Config, folder: Path) -> None:
    from radar_tui.cli.alerts import print_alerts
    from radar_tui.cli.panels import print_matrix, print_radar
    from radar_tui.cli.progress import import_progress, scoring_progress
    from radar_tui.services.alerts_panel import alerts_panel
    from radar_tui.services.demo.building import import_demo, score_demo
    from radar_tui.services.panels import matrix_panel, radar_panel
    from radar_tui.services.workspace import open_workspace

    with closing(open_workspace(config)) as workspace:
        click.echo("radar: making the demo workspace (about a minute)", err=True)
        with import_progress() as report:
            import_demo(workspace, folder / "exports", report=report)
        with scoring_progress() as report_scoring:
            score_demo(workspace, report=report_scoring)
        print_alerts(alerts_panel(workspace), limit=SHOWN)
        print_radar(radar_panel(workspace, limit=SHOWN))
        print_matrix(matrix_panel(workspace), limit=SHOWN)
