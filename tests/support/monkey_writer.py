"""Imports one new ticket after another until its input ends, then prints how many.

python -m support.monkey_writer RADAR_DB DATA_FOLDER AS_OF
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory

from radar_tui.config import Config
from radar_tui.services.workspace import open_workspace
from support.workspaces import bring, comment, ticket

# Above every number of the demo's tickets.
FIRST_NUMBER = 900_000_000
PAUSE_SECONDS = 0.5


def main(location: str, data_folder: str, as_of: str) -> None:
    """Write, with a pause after each ticket, as long as somebody listens."""
    config = Config(location, Path(data_folder), datetime.fromisoformat(as_of), "monkey writer")
    workspace = open_workspace(config)
    written = 0
    with TemporaryDirectory(prefix="radar-monkey-") as folder:
        while not select([sys.stdin], [], [], PAUSE_SECONDS)[0]:
            number = FIRST_NUMBER + written
            words = comment(1, body=f"[{written * 37 % 200}] It fails for the {written}. time.")
            bring(workspace, Path(folder), ticket(number, comments=[words]))
            written += 1
    workspace.close()
    sys.stdout.write(json.dumps({"written": written}))


if __name__ == "__main__":
    main(*sys.argv[1:])
