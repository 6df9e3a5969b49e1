"""The app: `radar` without a command, and the demo on a terminal."""

import os
import sys
from pathlib import Path
from threading import Thread
from time import sleep

from radar_tui.app import RadarApp
from radar_tui.cli.terminal import wants_tracebacks
from radar_tui.config import Config

# What a database that hangs gets, when all else is closed already.
LEAVING_SECONDS = 5.0


def open_app(config: Config, *, demo_folder: Path | None = None) -> int:
    """Run the app until the user leaves; gives the exit status."""
    app = RadarApp(config, demo_folder=demo_folder, debug=wants_tracebacks(sys.argv))
    Thread(target=_leave_anyway, args=(app,), daemon=True).start()
    app.run()
    return app.return_code or 0


def _leave_anyway(app: RadarApp) -> None:
    """End the process although a thread waits for an answer that does not come.

    The terminal is restored by then, and an action is stored as a whole or not at all.
    """
    app.left.wait()
    sleep(LEAVING_SECONDS)
    os._exit(app.return_code or 0)
