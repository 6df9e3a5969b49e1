"""Lets a monkey at the keyboard, over every screen of the demo, while another process writes.

    python tests/monkey_keys.py --keys 20000 --seed 1

1 where the app failed, a row was lost, or a key kept the screen's thread busy for over 100 ms.
"""

import argparse
import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from radar_tui.config import Config
from support.demo_workspaces import build_demo
from support.monkeys import Outcome, let_loose

AS_OF = datetime(2026, 11, 22, 8, 53, tzinfo=UTC)
MOST_BUSY_SECONDS = 0.1


def main() -> int:
    """Make a demo, press the keys, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with TemporaryDirectory(prefix="radar-monkey-") as name:
        folder = Path(name)
        # What the monkey writes or imports stays in here.
        os.environ["HOME"] = name
        os.chdir(folder)
        config = Config(
            str(folder / "radar.db"), folder, AS_OF, "Dana", settings_path=folder / "config.toml"
        )
        build_demo(config, folder / "exports")
        try:
            outcome = asyncio.run(
                let_loose(config, seed=chosen.seed, keys=chosen.keys, report=_tell)
            )
        except AssertionError as error:
            _say(f"failed: {error}")
            return 1
    _tell(outcome)
    _say(f"screens: {', '.join(sorted(outcome.screens))}; {outcome.written} tickets written")
    return int(outcome.slowest > MOST_BUSY_SECONDS)


def _tell(outcome: Outcome) -> None:
    slowest = f"{outcome.slowest * 1000:.0f} ms busy at most (after {outcome.slowest_after})"
    _say(f"{outcome.keys:,} keys, {slowest}")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
