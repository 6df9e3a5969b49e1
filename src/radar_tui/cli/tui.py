"""The app: `radar` without a command, and the demo on a terminal."""

import sys
from pathlib import Path

from radar_tui.app import RadarApp
from radar_tui.cli.terminal import wants_tracebacks
from radar_tui.config import Config


def open_app(config: Config, *, demo_folder: Path | None = None) -> int:
    """Run the app until the user leaves; gives the exit status."""
    app = RadarApp(config, demo_folder=demo_folder, debug=wants_tracebacks(sys.argv))
    app.run()
    return app.return_code or 0
