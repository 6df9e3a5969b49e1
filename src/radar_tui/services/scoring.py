"""Scoring a workspace: every new message text, then every ticket whose score is out of date."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

import msgspec

from radar_tui.db.feed import announce
from radar_tui.db.queries.scoring import (
    StaleTicket,
    ThreadEntry,
    UnscoredText,
    count_unscored,
    current_scores,
    drop_left_out_standings,
    drop_message_scores,
    earlier_same_cause,
    reopened_counts,
    stale_tickets,
    store_message_scores,
    store_ticket_scores,
    threads_of,
    unscored_texts,
)
from radar_tui.db.tables import MessageScoreRow, TicketScoreRow
from radar_tui.domain.bands import Band
from radar_tui.domain.records import AuthorRole, TicketStatus
from radar_tui.domain.scores import Contribution, MessageScore, UnscoredReason
from radar_tui.domain.ticket_scores import TicketScore
from radar_tui.domain.working_time import (
    WorkingCalendar,
    add_working_hours,
    working_hours_between,
)
from radar_tui.scoring import Scorer
from radar_tui.scoring.ticket import TicketContext, TicketMessage, score_ticket
from radar_tui.services.score_reports import ScoringProgress, ScoringSummary
from radar_tui.services.settings import working_calendar
from radar_tui.services.workspace import Workspace

# A commit holds at most this many scores: what a kill can cost, and how long a writer waits.
BATCH = 50
# Texts are read this many at a time, so that batches can be formed of similar lengths.
PAGE = 1_000


Report = Callable[[ScoringProgress], None]
Cancelled = Callable[[], bool]


class WorkspaceScoring:
    """One pass over a workspace; resumes wherever an earlier one was cut off."""

    def __init__(
        self, workspace: Workspace, scorer: Scorer, *, report: Report, cancelled: Cancelled
    ) -> None:
        self._workspace = workspace
        self._database = workspace.database
        self._scorer = scorer
        self._ids = {"model": scorer.model_id, "rubric": scorer.rubric_id}
        self._report = report
        self._cancelled = cancelled
        self._started = monotonic()
        self._total = self._texts = self._unscored = self._tickets = self._revisions = 0

    def run(self, *, limit: int | None = None) -> ScoringSummary:
        """Score up to `limit` texts, then the tickets; a cancelled pass keeps what it committed."""
        with self._database.reading() as session:
            self._total = count_unscored(session, **self._ids)
        if limit is not None:
            self._total = min(self._total, limit)
        self._score_texts()
        # With texts left over, a ticket's score would rest on half its thread.
        if not self._cancelled() and self._texts == self._total and limit is None:
            self._score_tickets()
        return ScoringSummary(
            self._texts,
            self._unscored,
            self._tickets,
            self._revisions,
            monotonic() - self._started,
            self._cancelled(),
        )

    def _score_texts(self) -> None:
        for batch in self._text_batches():
            scores = self._scorer.score([text.text for text in batch])
            rows = [
                _score_values(text.text_hash, score)
                for text, score in zip(batch, scores, strict=True)
            ]
            with self._database.writing() as session:
                store_message_scores(session, rows)
                announce(session, "message_score")
            self._texts += len(rows)
            self._unscored += sum(1 for row in rows if row["score"] is None)
            self._tell()

    def _text_batches(self) -> Iterator[list[UnscoredText]]:
        before: int | None = None
        seen: set[str] = set()
        while True:
            with self._database.reading() as session:
                page = unscored_texts(session, **self._ids, before_id=before, limit=PAGE)
            if not page:
                return
            before = page[-1].message_id
            fresh = list(
                {text.text_hash: text for text in page if text.text_hash not in seen}.values()
            )
            seen.update(text.text_hash for text in fresh)
            fresh.sort(key=lambda text: len(text.text))
            for start in range(0, len(fresh), BATCH):
                batch = fresh[start : start + BATCH][: self._total - self._texts]
                if not batch or self._cancelled():
                    return
                yield batch

    def _score_tickets(self) -> None:
        with self._database.writing() as session:
            drop_left_out_standings(session)
        calendar = working_calendar(self._workspace)
        after = 0
        while not self._cancelled():
            with self._database.writing() as session:
                tickets = stale_tickets(
                    session,
                    **self._ids,
                    as_of=self._workspace.as_of,
                    after_id=after,
                    limit=BATCH,
                )
                if not tickets:
                    return
                after = tickets[-1].id
                ids = [ticket.id for ticket in tickets]
                threads = threads_of(session, ids, **self._ids)
                reopened = reopened_counts(session, ids)
                repeated = earlier_same_cause(session, tickets)
                before = current_scores(session, ids)
                rescored = [
                    _rescore(
                        ticket,
                        threads[ticket.id],
                        reopened.get(ticket.id, 0),
                        repeated[ticket.id],
                        self._scorer,
                        calendar,
                        self._workspace.as_of,
                    )
                    for ticket in tickets
                ]
                revisions = [r.revision(before.get(r.ticket.id)) for r in rescored]
                changed = [values for values in revisions if values]
                standings = [r.standing(bool(v)) for r, v in zip(rescored, revisions, strict=True)]
                store_ticket_scores(session, changed, standings)
                if changed:
                    announce(session, "ticket_standing")
            self._tickets += len(tickets)
            self._revisions += len(changed)
            self._tell()

    def _tell(self) -> None:
        self._report(
            ScoringProgress(self._texts, self._total, self._tickets, monotonic() - self._started)
        )


@dataclass(frozen=True, slots=True)
class _Rescored:
    """A ticket with the score it has now."""

    ticket: StaleTicket
    score: TicketScore
    waiting_since: datetime | None
    next_change_at: datetime | None
    model: str
    known_at: datetime

    def revision(self, before: TicketScoreRow | None) -> dict[str, Any] | None:
        """The revision to append, None where score and contributions are as they were."""
        values = self._shared() | {
            "contributions": msgspec.to_builtins(self.score.contributions),
            "known_at": self.known_at,
            "cause": self._cause(),
            "revision": self.ticket.revision + 1,
        }
        same = before is not None and all(
            getattr(before, name) == values[name]
            for name in ("score", "contributions", "trajectory", "model", "rubric")
        )
        return None if same else values

    def standing(self, changed: bool) -> dict[str, Any]:
        """Where the ticket stands now."""
        return self._shared() | {
            "revision": self.ticket.revision + (1 if changed else 0),
            "is_open": self.ticket.status.is_open,
            "waiting_since": self.waiting_since,
            "next_change_at": self.next_change_at,
            "run_id": self.ticket.last_run_id,
        }

    def _shared(self) -> dict[str, Any]:
        return {
            "ticket_id": self.ticket.id,
            "score": self.score.score,
            "band": self.score.band,
            "review": self.score.review,
            "churn": self.score.churn,
            "trajectory": self.score.trajectory,
            "why": self.score.why,
            "model": self.model,
            "rubric": self.score.rubric,
        }

    def _cause(self) -> str:
        ticket = self.ticket
        if ticket.revision == 0:
            return "first"
        if ticket.model != self.model or ticket.rubric != self.score.rubric:
            return "model-or-rubric"
        return "import" if ticket.run_id != ticket.last_run_id else "time"


def _rescore(
    ticket: StaleTicket,
    thread: Sequence[ThreadEntry],
    reopened: int,
    repeated: int,
    scorer: Scorer,
    calendar: WorkingCalendar,
    as_of: datetime,
) -> _Rescored:
    """Score one ticket at the moment its source's data reach, `as_of` at the latest."""
    messages = [
        TicketMessage(entry.position, read_message_score(entry.score))
        for entry in thread
        if entry.author_role is AuthorRole.CUSTOMER and entry.score is not None
    ]
    waiting_since = waiting_from(ticket.status, thread)
    until = min(as_of, ticket.data_as_of)
    hours = working_hours_between(waiting_since, until, calendar) if waiting_since else None
    context = TicketContext(
        waiting_hours=hours,
        reopened_count=reopened,
        earlier_same_cause=repeated,
        is_open=ticket.status.is_open,
        thanked=bool(messages) and messages[-1].score.is_thankful,
    )
    score = score_ticket(messages, context, scorer.rubric)
    step = score.next_waiting_step_hours
    changes_at = (
        add_working_hours(waiting_since, step, calendar)
        if waiting_since and step is not None
        else None
    )
    return _Rescored(ticket, score, waiting_since, changes_at, scorer.model_id, as_of)


def forget_scores(workspace: Workspace, scorer: Scorer) -> None:
    """Drop the message scores of this model and rubric, so that all texts are read again."""
    with workspace.database.writing() as session:
        drop_message_scores(session, model=scorer.model_id, rubric=scorer.rubric_id)


def waiting_from(status: TicketStatus, thread: Sequence[ThreadEntry]) -> datetime | None:
    """Tell since when the customer waits: their first message after the last public reply.

    Nobody waits on a solved ticket, or on one that is pending (it is the customer's turn).
    """
    if not status.is_open or status is TicketStatus.PENDING:
        return None
    since: datetime | None = None
    for entry in thread:
        if entry.author_role is AuthorRole.AGENT:
            since = None
        elif entry.author_role is AuthorRole.CUSTOMER and since is None:
            since = entry.occurred_at
    return since


def read_message_score(row: MessageScoreRow) -> MessageScore:
    """Read a stored message score back into its value."""
    return MessageScore(
        score=row.score,
        band=Band(row.band) if row.band else None,
        review=row.review,
        churn=row.churn,
        language=row.language,
        model=row.model,
        rubric=row.rubric,
        contributions=tuple(msgspec.convert(part, Contribution) for part in row.contributions),
        reason=UnscoredReason(row.reason) if row.reason else None,
    )


def _score_values(text_hash: str, score: MessageScore) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(score)
    return {"text_hash": text_hash, **values}
