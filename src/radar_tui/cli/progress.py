"""Progress on standard error, where that is a terminal: how far, how fast, how long yet."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from radar_tui.services.importing import ImportProgress
from radar_tui.services.score_reports import ScoringProgress


@contextmanager
def import_progress() -> Iterator[Callable[[ImportProgress], None]]:
    """Show an import's progress by bytes read."""
    with _bar("records") as progress:
        tasks: dict[str, TaskID] = {}

        def report(state: ImportProgress) -> None:
            if state.file not in tasks:
                tasks[state.file] = progress.add_task(state.file, total=state.total_bytes, count=0)
            progress.update(tasks[state.file], completed=state.done_bytes, count=state.records)

        yield report


@contextmanager
def scoring_progress() -> Iterator[Callable[[ScoringProgress], None]]:
    """Show the scorer's progress by texts."""
    with _bar("texts") as progress:
        started = monotonic()
        task = progress.add_task("loading the model", total=None, count=0)

        def report(state: ScoringProgress) -> None:
            rate = state.texts_done / max(0.1, monotonic() - started)
            if state.tickets_done:
                words = f"scoring tickets · {state.tickets_done}"
            else:
                words = f"scoring · {rate:.0f}/s"
            progress.update(
                task,
                description=words,
                total=state.texts_total,
                completed=state.texts_done,
                count=state.texts_done,
            )

        yield report


def _bar(noun: str) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[count]} " + noun),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
