"""The app as a program of its own at a fixed moment: workspace, folder and actor as arguments.

With `--nothing-is-inert` it draws whatever it is given, for a test that must see that.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def main(arguments: list[str]) -> int:
    if "--nothing-is-inert" in arguments:
        from radar_tui.text import hostile

        hostile.inert = hostile.inert_line = str  # type: ignore[assignment]
        arguments.remove("--nothing-is-inert")
    from radar_tui.app import RadarApp
    from radar_tui.config import Config

    location, folder, actor = arguments
    config = Config(location, Path(folder), MOMENT, actor, settings_path=Path(folder) / "c.toml")
    app = RadarApp(config, score=False)
    app.run()
    return app.return_code or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
