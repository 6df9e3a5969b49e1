"""The scorer's own process: `python -m radar_tui.services.score_worker`.

It takes the scoring lease, scores what is new, and tells its progress as JSON lines on standard
output. It ends when its work is done, or when its parent does: the parent holds the other end of
standard input, which closes with it, however it ends.
"""

import os
import sys
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence

import msgspec

from radar_tui.config import ConfigError, read_config
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.services.leasing import held_lease
from radar_tui.services.score_reports import ALREADY_SCORING, ScoringProgress, WorkerMessage
from radar_tui.services.workspace import Workspace, open_workspace

LEASE = "score"
# A background process: the screen and the help desk's own tools come first.
NICENESS = 10
FAILED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Score a workspace; 0 when done or cancelled, 2 with one line on standard error otherwise."""
    options = _parse(arguments)
    stop = threading.Event()
    if options.supervised:
        threading.Thread(target=_wait_for_parent, args=(stop,), daemon=True).start()
    os.nice(NICENESS)
    try:
        config = read_config(os.environ, location=options.db, as_of=options.as_of)
        workspace = open_workspace(config)
        try:
            with plain_errors(workspace.location):
                _score(workspace, options, stop)
        finally:
            workspace.close()
    except (ConfigError, WorkspaceError) as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    return 0


def _score(workspace: Workspace, options: Namespace, stop: threading.Event) -> None:
    # Imported here: the model's libraries take seconds, a busy lease needs none of them.
    from radar_tui.scoring import ModelError, Scorer
    from radar_tui.services.scoring import score_by_what_counts

    with held_lease(workspace.database, LEASE) as lease:
        if lease is None:
            raise WorkspaceError(ALREADY_SCORING)
        lost = threading.Event()

        def keep_lease() -> None:
            if not lease.renew():
                lost.set()
                stop.set()

        def report(progress: ScoringProgress) -> None:
            keep_lease()
            _tell(WorkerMessage(progress=progress))

        def stopped() -> bool:
            keep_lease()
            return stop.is_set()

        try:
            summary = score_by_what_counts(
                workspace,
                lambda rubric: Scorer.load(rubric=rubric, threads=options.threads),
                report=report,
                cancelled=stop.is_set,
                limit=options.limit,
                rescore=options.rescore,
            )
        except ModelError as error:
            raise WorkspaceError(str(error)) from error
        if not stop.is_set():
            _read_what_tickets_are_about(workspace, options.threads, stopped)
        if lost.is_set():
            raise WorkspaceError("another process has taken over the scoring; this one stopped")
        _tell(WorkerMessage(summary=summary))


def _read_what_tickets_are_about(
    workspace: Workspace, threads: int, cancelled: Callable[[], bool]
) -> None:
    """Make the vectors that are missing, then put the open tickets together that are alike."""
    from radar_tui.scoring.model_files import (
        ModelError,
        open_model,
        shipped_model,
        similarity_version,
    )
    from radar_tui.scoring.similarity import Embedder
    from radar_tui.services.pattern_candidates import find_patterns
    from radar_tui.services.ticket_vectors import read_ticket_vectors, waits_to_be_read

    try:
        version = similarity_version(open_model(shipped_model()))
        if waits_to_be_read(workspace, version):
            read_ticket_vectors(workspace, Embedder.load(threads=threads), cancelled=cancelled)
    except ModelError as error:
        raise WorkspaceError(str(error)) from error
    if not cancelled():
        find_patterns(workspace, version)


def _parse(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(prog="radar-score-worker")
    parser.add_argument("--db")
    parser.add_argument("--as-of")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--rescore", action="store_true")
    parser.add_argument("--supervised", action="store_true", help="end with standard input")
    parser.add_argument("--threads", type=int, default=max(1, (os.cpu_count() or 2) - 1))
    return parser.parse_args(arguments)


def _wait_for_parent(stop: threading.Event) -> None:
    # Read past Python's buffer: its lock, held by a thread that waits, aborts the exit.
    descriptor = sys.stdin.fileno()
    while os.read(descriptor, 1024):
        pass
    stop.set()


def _tell(message: WorkerMessage) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(message) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main())
