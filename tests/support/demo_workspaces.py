"""The demo world behind the app, with scores that no model's next version moves."""

from pathlib import Path

from radar_tui.config import Config
from radar_tui.services.demo.building import import_demo
from radar_tui.services.workspace import open_workspace
from support.app_workspaces import rescore
from support.scorers import WordScorer


def build_demo(config: Config, folder: Path) -> None:
    """Make the demo at the configured moment: imported the real way, scored by words."""
    workspace = open_workspace(config)
    import_demo(workspace, folder)
    rescore(workspace, WordScorer())
    workspace.close()
