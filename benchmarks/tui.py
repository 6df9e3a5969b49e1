"""How fast the app is, against a bare Textual app with one table, in the same run.

    python -m benchmarks.tui --tickets 1000 10000 100000

First paint and rows are seconds from the start of the process (median of the runs, taken in turns);
keys, switches and refreshes milliseconds. Run it on an otherwise idle machine: the ratios count,
not the figures.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import time
from typing import Any

from benchmarks.filled_workspace import fill
from radar_tui.config import Config

AS_OF = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def main() -> None:
    """Measure at each size and print one table a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--runs", type=int, default=7)
    chosen = parser.parse_args()
    with TemporaryDirectory(prefix="radar-benchmark-") as folder:
        for tickets in chosen.tickets:
            location = str(Path(folder) / f"{tickets}.db")
            fill(Config(location, Path(folder), AS_OF, "benchmark"), tickets)
            _report(tickets, location, chosen.runs)


def _report(tickets: int, location: str, runs: int) -> None:
    print(f"\n{tickets:,} tickets            radar      bare     ratio")
    # The first of each fills the file cache and is not counted.
    starts = [
        (_child("start", "radar", location), _child("start", "bare", "-")) for _ in range(runs + 1)
    ][1:]
    for name, words in (("paint", "first paint"), ("rows", "rows on screen")):
        _line(words, [ours[name] for ours, _ in starts], [bare[name] for _, bare in starts], "s")
    ours, bare = _child("work", "radar", location), _child("work", "bare", "-")
    for name, words in (("keys", "key to paint"), ("refreshes", "refresh")):
        _line(words, ours[name], bare[name], "ms")
        print(f"  {words}, p95      {_p95(ours[name]):8.1f}  {_p95(bare[name]):8.1f}")
    _report_switches(location)
    _report_scoring(location, ours["keys"])
    print(f"  peak memory, MiB     {ours['memory']:8.0f}  {bare['memory']:8.0f}  "
          f"+{ours['memory'] - bare['memory']:.0f}")  # fmt: skip


def _report_switches(location: str) -> None:
    found = _child("switch", "radar", location)
    for place, later in found["later"].items():
        first = f"{found['first'][place]:8.1f}" if place in found["first"] else "       –"
        print(f"  to {place + ', ms':17} first {first}, later {median(later):.1f}, "
              f"p95 {_p95(later):.1f}")  # fmt: skip


def _report_scoring(location: str, idle: list[float]) -> None:
    """Keys while a copy, of which three quarters of the texts lost their scores, is scored."""
    copy = location.replace(".db", "-to-score.db")
    with closing(sqlite3.connect(location)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("DELETE FROM message_score WHERE rowid % 4 > 0")
        target.commit()
    found = _child("scoring", "radar", copy)
    busy = found["keys"]
    print(f"  key while scoring   {median(busy):8.2f}  {median(idle):8.2f}  "
          f"{median(busy) / median(idle):6.2f}×  ({found['scored']} scored meanwhile)")  # fmt: skip
    print(f"  the same, p95 / max {_p95(busy):8.1f}  {_p95(idle):8.1f}  "
          f"{_p95(busy) / _p95(idle):6.2f}×  ({max(busy):.1f} at most)")  # fmt: skip
    Path(copy).unlink()


def _line(words: str, ours: list[float], bare: list[float], unit: str) -> None:
    one, other = median(ours), median(bare)
    print(f"  {words + ', ' + unit:20} {one:8.2f}  {other:8.2f}  {one / other:6.2f}×")


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


def _child(measure: str, kind: str, location: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.tui_children", measure, kind, location]
    environment = os.environ | {"RADAR_NOW": AS_OF.isoformat(), "RADAR_USER": "Dana"}
    done = subprocess.run(
        [*command, str(time())], env=environment, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
