"""`radar` without a command: the app."""

from radar_tui.app import RadarApp
from radar_tui.config import Config


def open_app(config: Config) -> int:
    """Run the app on a workspace until the user leaves; gives the exit status."""
    app = RadarApp(config)
    app.run()
    return app.return_code or 0
