"""How fast an export is imported, against what a user would write instead; prints ratios.

    python -m benchmarks.ingest --tickets 10000 100000
    python -m benchmarks.ingest --tickets 10000 --memory-mb 1000

The demo's tickets with threads and audits, over and over with other ids, as Zendesk's NDJSON. Radar
imports them into a new workspace; the peer parses the same file with `json`, cleans with the same
cleaner and stores with `sqlite-utils upsert`. Each runs in a process of its own and they take
turns; a ratio is the median of the rounds' ratios. The rate of the cleaner alone, which both need,
stands apart. `--memory-mb` imports one more file of that size, for its memory.

Run it on an otherwise idle machine: the ratios count, not the figures. The aim is for seconds. On a
shared machine seconds of the processor say more, as they leave out what a process waits for.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

MOST_RATIO = 1.5
MOST_MEMORY_MB = 150
PEER = "sqlite_utils"

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Result:
    """One size's figures: seconds and megabytes are medians of the rounds, ratios of their ratios.

    `radar_cpu` and `peer_cpu` are seconds of the processor. `cleaned` are messages, `cleaned_mb`
    megabytes of text cleaned in a second.
    """

    tickets: int
    file_mb: float
    radar_seconds: float
    peer_seconds: float
    ratio: float
    radar_cpu: float
    peer_cpu: float
    cpu_ratio: float
    radar_mb: float
    peer_mb: float
    cleaned: float
    cleaned_mb: float


@dataclass(frozen=True, slots=True)
class Memory:
    """The peak memory of importing one large file."""

    tickets: int
    file_mb: float
    seconds: float
    radar_mb: float


def main() -> None:
    """Measure at each size and print."""
    chosen = _arguments()
    if chosen.tickets and find_spec(PEER) is None:
        sys.exit("the peer is missing: pip install 'radar_tui[dev]'")
    with TemporaryDirectory(prefix="radar-benchmark-", dir=chosen.folder) as scratch:
        sizes = [compare(Path(scratch), size, chosen.rounds) for size in chosen.tickets]
        large = memory(Path(scratch), chosen.memory_mb) if chosen.memory_mb else None
    if chosen.json:
        found = {"sizes": [asdict(one) for one in sizes], "large": large and asdict(large)}
        print(json.dumps(found, indent=2))
        return
    for result in sizes:
        print("\n".join(as_lines(result)))
    if large:
        print("\n".join(memory_lines(large)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tickets", type=int, nargs="*", default=[10_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory-mb", type=float, help="size of a file to import for its memory")
    parser.add_argument("--folder", type=Path, help="where the files go; a gigabyte needs three")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def compare(scratch: Path, tickets: int, rounds: int) -> Result:
    """Let both import the same file into new databases, in turns."""
    export = scratch / "export.ndjson"
    written = child("write", str(tickets), export)
    ours: list[Figures] = []
    peers: list[Figures] = []
    for turn in range(rounds):
        print(f"{tickets:,} tickets, round {turn + 1} of {rounds}", file=sys.stderr)
        pair = [("radar", ours), ("peer", peers)]
        for name, found in pair if turn % 2 == 0 else reversed(pair):
            found.append(_into_new_database(name, export, scratch))
    assert {one["tickets"] for one in [*ours, *peers]} == {tickets}
    cleaning = child("clean", str(export), "-")
    export.unlink()
    return result_of(written, ours, peers, cleaning)


def memory(scratch: Path, megabytes: float) -> Memory:
    """Import one file of about that size."""
    export = scratch / "export.ndjson"
    written = child("write", f"{megabytes}MB", export)
    print(f"{megabytes:,.0f} MB, {written['tickets']:,} tickets", file=sys.stderr)
    found = _into_new_database("radar", export, scratch)
    export.unlink()
    return Memory(int(written["tickets"]), written["bytes"] / 1e6, found["seconds"], found["peak"])


def _into_new_database(name: str, export: Path, scratch: Path) -> Figures:
    with TemporaryDirectory(dir=scratch) as folder:
        return child(name, str(export), Path(folder) / f"{name}.db")


def child(measure: str, source: str, target: Path | str) -> Figures:
    """Run one measure in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.ingest_children", measure, source, str(target)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: Figures = json.loads(done.stdout)
    return found


def result_of(
    written: Figures, ours: Sequence[Figures], peers: Sequence[Figures], cleaning: Figures
) -> Result:
    """Sum up the rounds of one size."""
    return Result(
        tickets=int(written["tickets"]),
        file_mb=written["bytes"] / 1e6,
        radar_seconds=median(one["seconds"] for one in ours),
        peer_seconds=median(one["seconds"] for one in peers),
        ratio=_ratio(ours, peers, "seconds"),
        radar_cpu=median(one["cpu"] for one in ours),
        peer_cpu=median(one["cpu"] for one in peers),
        cpu_ratio=_ratio(ours, peers, "cpu"),
        radar_mb=median(one["peak"] for one in ours),
        peer_mb=median(one["peak"] for one in peers),
        cleaned=cleaning["messages"] / cleaning["seconds"],
        cleaned_mb=cleaning["bytes"] / 1e6 / cleaning["seconds"],
    )


def _ratio(ours: Sequence[Figures], peers: Sequence[Figures], figure: str) -> float:
    return median(one[figure] / other[figure] for one, other in zip(ours, peers, strict=True))


def as_lines(found: Result) -> list[str]:
    """One size's figures as lines of text."""
    return [
        f"\n{found.tickets:,} tickets, {found.file_mb:,.0f} MB      radar      peer     ratio",
        f"  seconds              {found.radar_seconds:8.2f}  {found.peer_seconds:8.2f}  "
        f"{found.ratio:6.2f}× ({_judged(found.ratio, MOST_RATIO, '×')})",
        f"  of the processor     {found.radar_cpu:8.2f}  {found.peer_cpu:8.2f}  "
        f"{found.cpu_ratio:6.2f}×",
        f"  tickets a second     {found.tickets / found.radar_seconds:8,.0f}  "
        f"{found.tickets / found.peer_seconds:8,.0f}",
        f"  peak memory, MB      {found.radar_mb:8.0f}  {found.peer_mb:8.0f}  "
        f"({_judged(found.radar_mb, MOST_MEMORY_MB, ' MB')})",
        f"  cleaning alone       {found.cleaned:8,.0f} messages/s, {found.cleaned_mb:.1f} MB/s",
    ]


def memory_lines(found: Memory) -> list[str]:
    """A large file's figures as lines of text."""
    return [
        f"\n{found.file_mb:,.0f} MB, {found.tickets:,} tickets",
        f"  peak memory, MB      {found.radar_mb:8.0f}  "
        f"({_judged(found.radar_mb, MOST_MEMORY_MB, ' MB')})",
        f"  seconds              {found.seconds:8.1f}",
    ]


def _judged(value: float, most: float, unit: str) -> str:
    return f"{'within' if value <= most else 'OVER'} the aim of {most:g}{unit}"


if __name__ == "__main__":
    main()
