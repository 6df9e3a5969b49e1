"""Opening the workspace of a running app: the user's own, or a demo that is made first."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from radar_tui.config import Config
from radar_tui.services.import_files import ImportStoppedError
from radar_tui.services.importing import ImportProgress
from radar_tui.services.live import LiveWorkspace

DEMO_FILE = "radar.db"


def open_demo(
    config: Config, folder: Path, *, tell: Callable[[str], object], stopped: Callable[[], bool]
) -> LiveWorkspace:
    """Make a demo workspace in a folder and open it; `tell` gets words on how far it is.

    Raises:
        ImportStoppedError: `stopped` told so; the folder holds a part of it.
        WorkspaceError: the folder cannot be written.
    """
    from radar_tui.services.demo.building import import_demo

    # What happens in the demo is nobody's to be called for.
    quiet = replace(config.preferences, notify_command=())
    demo = replace(config, location=str(folder / DEMO_FILE), preferences=quiet)
    live = LiveWorkspace(demo)

    def report(progress: ImportProgress) -> None:
        if stopped():
            raise ImportStoppedError("stopped; the demo is not whole")
        tell(f"making the demo workspace · {progress.records:,} records read")

    try:
        tell("making the demo workspace…")
        import_demo(live.now(), folder / "exports", report=report)
        tell("")
    except BaseException:
        live.close()
        raise
    return live
