"""Feeds damaged payloads to every importer and prints what came of them; 1 where a reader failed.

    python tests/fuzz_imports.py --payloads 20000 --seed 1
    python tests/fuzz_imports.py --seed 1 --only 4711 --keep payload.bin

A payload is made of the seed and its number alone, so that a failure can be looked at again.
`tests/support/fuzz_checks.py` says what must hold.
"""

import argparse
import faulthandler
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from radar_tui.domain.records import Reject, SourceRecord, SourceThread
from radar_tui.ingest.registry import READERS
from support.fuzz_checks import Outcome, outcome_of
from support.fuzz_mutations import Mutant, mutant_of, written
from support.fuzz_seeds import Seed, all_seeds

_BATCH = 250
"""Payloads that one process reads at a time: what a process that dies may have died of."""
_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Payload:
    """A damaged payload, and the format it is read as; None is whichever recognises it."""

    number: int
    seed: Seed
    mutant: Mutant
    format: str | None

    def told(self) -> str:
        """Say what it is."""
        what = "; ".join(self.mutant.changes) or "nothing"
        return f"{self.seed.name} read as {self.format or 'recognised'}, changed: {what}"


@dataclass(slots=True)
class Figures:
    """What came of many payloads: counts, the worst, and failures by number."""

    payloads: int = 0
    records: int = 0
    rejects: int = 0
    refused: int = 0
    slowest: tuple[float, int] = (0.0, -1)
    largest: tuple[float, int] = (0.0, -1)
    formats: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[int, str]] = field(default_factory=list)

    def add(self, payload: Payload, outcome: Outcome) -> None:
        """Count one payload."""
        rejects = sum(isinstance(item.record, Reject) for item in outcome.items)
        self.payloads += 1
        self.records += len(outcome.items) - rejects
        self.rejects += rejects
        self.refused += outcome.refused is not None
        self.slowest = max(self.slowest, (outcome.seconds, payload.number))
        self.largest = max(self.largest, (outcome.mebibytes, payload.number))
        self.formats[payload.seed.format] += 1
        problem = outcome.problem or _lost(payload, outcome)
        if problem is not None:
            self.failures.append((payload.number, f"{problem} [{payload.told()}]"))

    def join(self, other: "Figures") -> None:
        """Count what another process counted."""
        self.payloads += other.payloads
        self.records += other.records
        self.rejects += other.rejects
        self.refused += other.refused
        self.slowest = max(self.slowest, other.slowest)
        self.largest = max(self.largest, other.largest)
        self.formats += other.formats
        self.failures += other.failures


@cache
def seeds_of(name_of_format: str) -> tuple[Seed, ...]:
    """Return the good payloads of a format."""
    return tuple(seed for seed in all_seeds() if seed.format == name_of_format)


def payload_of(seed: int, number: int) -> Payload:
    """Make one payload; the formats take turns."""
    chance = random.Random(f"{seed}:{number}")
    good = chance.choice(seeds_of(READERS[number % len(READERS)].name))
    mutant = mutant_of(good, chance)
    other = chance.choice(READERS).name
    (read_as,) = chance.choices((good.format, None, other), weights=(6, 3, 1))
    return Payload(number, good, mutant, read_as)


def fuzz(seed: int, numbers: Iterable[int]) -> Figures:
    """Read payloads one after another in this process."""
    figures = Figures()
    with TemporaryDirectory(prefix="radar-fuzz-") as folder:
        path = Path(folder) / "payload"
        for name in {reader.name: None for reader in READERS}:
            _undamaged(seeds_of(name)[0])  # What is loaded once is no payload's memory.
        for number in numbers:
            payload = payload_of(seed, number)
            path.write_bytes(payload.mutant.data)
            figures.add(payload, outcome_of(path, payload.format))
    return figures


def _lost(payload: Payload, outcome: Outcome) -> str | None:
    """Say whether a bad line cost a good one, where the two have nothing to do with each other."""
    if payload.mutant.witness is None or payload.format != payload.seed.format:
        return None
    if payload.format == "generic":  # There, rows with one id are one ticket.
        return None
    found = {item.record for item in outcome.items}
    expected = _undamaged(payload.seed)
    if outcome.refused is not None and expected:
        return f"a good line refused with a bad one: {outcome.refused}"
    return None if found.issuperset(expected) else "a good line lost with a bad one"


@cache
def _undamaged(seed: Seed) -> frozenset[SourceRecord]:
    """Return what becomes of a good line; threads are left out, which lines may share."""
    if seed.table or seed.data:
        return frozenset()
    value = seed.value[0] if isinstance(seed.value, list) else seed.value
    with TemporaryDirectory(prefix="radar-fuzz-") as folder:
        path = Path(folder) / "good"
        path.write_bytes(written(value))
        items = outcome_of(path, seed.format).items
    alone = (item.record for item in items if not isinstance(item.record, Reject | SourceThread))
    return frozenset(alone)


def main() -> int:
    """Fuzz and print."""
    chosen = _arguments()
    faulthandler.enable()
    if chosen.only is not None:
        return _again(chosen.seed, chosen.only, chosen.keep)
    started = time.perf_counter()
    figures = Figures()
    numbers = range(chosen.first, chosen.first + chosen.payloads)
    for batch, found in _fuzzed(chosen.seed, numbers, chosen.jobs):
        figures.join(found)
        sys.stderr.write(f"\r{batch.stop - chosen.first:,} payloads")
        sys.stderr.flush()
    sys.stderr.write("\r")
    sys.stdout.write(_told(figures, chosen.seed, time.perf_counter() - started))
    return 1 if figures.failures else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--payloads", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first payload")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes side by side")
    parser.add_argument("--only", type=int, help="read one payload and say what came of it")
    parser.add_argument("--keep", type=Path, help="with --only: write the payload here")
    return parser.parse_args()


def _fuzzed(seed: int, numbers: range, jobs: int) -> Iterator[tuple[range, Figures]]:
    """Fuzz in other processes, so that one that dies is told; in their order."""
    batches = [numbers[start : start + _BATCH] for start in range(0, len(numbers), _BATCH)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(fuzz, seed, batch) for batch in batches]
        for batch, future in zip(batches, running, strict=True):
            try:
                yield batch, future.result()
            except BrokenProcessPool:
                again = f"--seed {seed} --first {batch.start} --payloads {len(batch)}"
                sys.exit(f"\nthe process died at or after payload {batch.start}; look with {again}")


def _again(seed: int, number: int, keep: Path | None) -> int:
    """Read one payload again."""
    payload = payload_of(seed, number)
    if keep is not None:
        keep.write_bytes(payload.mutant.data)
    sys.stdout.write(f"{payload.told()}; {len(payload.mutant.data):,} bytes\n")
    figures = fuzz(seed, [number])
    sys.stdout.write(_told(figures, seed, figures.slowest[0]))
    return 1 if figures.failures else 0


def _told(figures: Figures, seed: int, seconds: float) -> str:
    lines = [
        f"{figures.payloads:,} payloads in {seconds:.0f} s: {figures.records:,} records, "
        f"{figures.rejects:,} rejects, {figures.refused:,} files refused",
        f"slowest {figures.slowest[0]:.2f} s of processor time (payload {figures.slowest[1]})",
        f"largest {figures.largest[0]:.0f} MiB (payload {figures.largest[1]})",
        *told_failures(figures.failures, seed),
    ]
    return "\n".join(lines) + "\n"


def told_failures(failures: Sequence[tuple[int, str]], seed: int) -> list[str]:
    """Say what failed, and how to see it again."""
    told = [
        f"FAILED {problem}\n  python tests/fuzz_imports.py --seed {seed} --only {number}"
        for number, problem in failures[:_MOST_TOLD]
    ]
    return [*told, f"{len(failures)} failures"] if failures else ["no failures"]


if __name__ == "__main__":
    sys.exit(main())
