"""How long the rules take: all of them over everything, and what one new ticket adds.

    python -m benchmarks.alerts --tickets 10000 100000

Each line gives the median and the slowest of its runs, in milliseconds: by the clock, and of the
processor's time alone, which a machine that does other things as well inflates less. A new ticket
is imported and scored first; only the evaluation after that is timed.
"""

import argparse
import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from benchmarks.filled_workspace import fill
from radar_tui.config import Config
from radar_tui.db.feed import announce
from radar_tui.db.tables import MessageRow, MessageScoreRow, TicketRow, TicketStandingRow
from radar_tui.domain.bands import BandLimits
from radar_tui.ingest.registry import read_export
from radar_tui.scoring.model_files import open_model, shipped_model
from radar_tui.scoring.rubric import shipped_rubric
from radar_tui.services.alerting import Evaluation, RuleEvaluator, evaluate
from radar_tui.services.importing import import_exports
from radar_tui.services.workspace import Workspace, open_workspace

AS_OF = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def main() -> None:
    """Measure at each size and print one table a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--runs", type=int, default=7)
    chosen = parser.parse_args()
    with TemporaryDirectory(prefix="radar-benchmark-") as name:
        for tickets in chosen.tickets:
            folder = Path(name) / str(tickets)
            folder.mkdir()
            config = Config(str(folder / "radar.db"), folder, AS_OF, "benchmark")
            fill(config, tickets)
            with closing(open_workspace(config)) as workspace:
                report(workspace, tickets, chosen.runs)


def report(workspace: Workspace, tickets: int, runs: int) -> None:
    """Print how long each kind of evaluation takes in a workspace that nobody has evaluated yet."""
    moments = (replace(workspace, as_of=AS_OF + MINUTE * place) for place in range(10**6))
    print(f"\n{tickets:,} tickets                median      max     median      max  processor")
    first: list[Evaluation | None] = []
    _line("first time", [_timed(lambda: first.append(evaluate(next(moments))))])
    _line("all rules", [_timed(lambda: evaluate(next(moments))) for _ in range(runs)])
    evaluator = RuleEvaluator()
    evaluator.evaluate(next(moments))
    again = [_timed(lambda: evaluator.evaluate(next(moments))) for _ in range(runs)]
    _line("nothing new", again)
    taken = []
    for number in range(runs):
        now = next(moments)
        _bring(now, tickets + 1 + number)
        taken.append(_timed(lambda now=now: evaluator.evaluate(now)))  # type: ignore[misc]
    _line("one new ticket", taken)
    fired = first[0].fired if first[0] else 0
    print(f"  {fired:,} alerts are firing")


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    clock, processor = perf_counter(), process_time()
    work()
    return perf_counter() - clock, process_time() - processor


def _line(words: str, taken: list[tuple[float, float]]) -> None:
    figures = (
        1000 * figure(column) for column in zip(*taken, strict=True) for figure in (median, max)
    )
    print(f"  {words:24}" + "".join(f"{figure:10.0f}" for figure in figures))


def _bring(workspace: Workspace, number: int) -> None:
    """Import one angry ticket, and score it without the model."""
    at = workspace.as_of.isoformat()
    comment = {"id": 1, "author_id": 7, "public": True, "created_at": at, "body": f"No. {number}"}
    ticket = {
        "id": number, "url": f"https://desk.example/{number}.json", "subject": "It is broken",
        "status": "open", "created_at": at, "updated_at": at, "requester_id": 7,
        "requester": {"id": 7, "name": "Sam", "email": "sam1@example.com"},
        "organization": {"name": "Account 7"}, "tags": ["payments"], "comments": [comment],
    }  # fmt: skip
    path = workspace.data_folder / "new.ndjson"
    path.write_text(json.dumps(ticket) + "\n")
    import_exports(workspace, [read_export(path)], source="zendesk")
    _score(workspace, number)


def _score(workspace: Workspace, number: int) -> None:
    """Store what the scorer would: the score of the message, and where the ticket stands."""
    score = 150
    judged: dict[str, Any] = {
        "score": score, "band": BandLimits().band(score), "review": True, "churn": False,
        "model": open_model(shipped_model()).id, "rubric": shipped_rubric().id,
    }  # fmt: skip
    with workspace.database.writing() as session:
        tickets = select(col(TicketRow.id), col(TicketRow.revision), col(MessageRow.text_hash))
        found: Any = session.connection().execute(
            tickets.join(MessageRow, col(MessageRow.ticket_id) == col(TicketRow.id)).where(
                col(TicketRow.external_id) == str(number)
            )
        )
        ticket_id, revision, text = found.one()
        tone = {"name": "tone", "rule": "model", "points": score}
        session.add(MessageScoreRow(text_hash=text, language="en", contributions=[tone], **judged))
        standing: dict[str, Any] = {"is_open": True, "trajectory": "flat", "why": "No."}
        session.add(
            TicketStandingRow(
                ticket_id=ticket_id, revision=1, ticket_revision=revision, **judged, **standing
            )
        )
        for table_name in ("message_score", "ticket_standing"):
            announce(session, table_name)


if __name__ == "__main__":
    main()
