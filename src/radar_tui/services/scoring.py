"""Scoring a workspace: every new message text, then every ticket whose score is out of date."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

import msgspec
from sqlmodel import Session

from radar_tui.db.feed import announce
from radar_tui.db.queries.scoring import (
    StaleTicket,
    ThreadEntry,
    UnscoredText,
    all_texts,
    count_texts,
    count_unscored,
    current_scores,
    drop_left_out_standings,
    earlier_same_cause,
    hold_unmoved,
    message_scores,
    outdate_standings,
    reopened_counts,
    stale_tickets,
    store_message_scores,
    store_ticket_scores,
    threads_of,
    unscored_texts,
)
from radar_tui.db.tables import TicketScoreRow
from radar_tui.domain.scores import MessageScore
from radar_tui.domain.ticket_scores import TicketScore
from radar_tui.domain.working_time import WorkingCalendar, add_working_hours
from radar_tui.scoring import Scorer
from radar_tui.scoring.rubric import Rubric
from radar_tui.scoring.ticket import score_ticket
from radar_tui.services.rubrics import rubric_version, workspace_rubric
from radar_tui.services.score_reports import ScoringProgress, ScoringSummary
from radar_tui.services.settings import working_calendar
from radar_tui.services.ticket_threads import customer_messages, ticket_context, waiting_from
from radar_tui.services.workspace import Workspace

# A commit holds at most this many scores: what a kill can cost, and how long a writer waits.
BATCH = 50
# Texts are read this many at a time, so that batches can be formed of similar lengths.
PAGE = 1_000


Report = Callable[[ScoringProgress], None]
Cancelled = Callable[[], bool]
Load = Callable[[Rubric], Scorer]


def score_by_what_counts(
    workspace: Workspace,
    load: Load,
    *,
    report: Report,
    cancelled: Cancelled,
    limit: int | None = None,
    rescore: bool = False,
) -> ScoringSummary:
    """Score with the rubric that counts, and begin anew with another as soon as that one does.

    What was scored by the one before stays, as the past of the texts. The summary tells of the last
    pass.

    Raises:
        WorkspaceError: the team's version of the rubric cannot be read.
    """
    while True:
        version = rubric_version(workspace)

        def replaced(version: int | None = version) -> bool:
            return rubric_version(workspace) != version

        def stopped(replaced: Cancelled = replaced) -> bool:
            return cancelled() or replaced()

        scorer = load(workspace_rubric(workspace))
        scoring = WorkspaceScoring(workspace, scorer, report=report, cancelled=stopped)
        summary = scoring.run(limit=limit, rescore=rescore)
        if cancelled() or not replaced():
            return summary


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

    def run(self, *, limit: int | None = None, rescore: bool = False) -> ScoringSummary:
        """Score up to `limit` texts, then the tickets; a cancelled pass keeps what it committed.

        `rescore` reads all texts again and replaces the scores that come out different.
        """
        if rescore:
            with self._database.writing() as session:
                outdate_standings(session)
        with self._database.reading() as session:
            self._total = count_texts(session) if rescore else count_unscored(session, **self._ids)
        if limit is not None:
            self._total = min(self._total, limit)
        self._score_texts(rescore)
        self._score_tickets()
        return ScoringSummary(
            self._texts,
            self._unscored,
            self._tickets,
            self._revisions,
            monotonic() - self._started,
            self._cancelled(),
        )

    def _score_texts(self, rescore: bool) -> None:
        for batch in self._text_batches(rescore):
            scores = self._scorer.score([text.text for text in batch])
            rows = [
                _score_values(text.text_hash, score)
                for text, score in zip(batch, scores, strict=True)
            ]
            with self._database.writing() as session:
                hashes = [text.text_hash for text in batch]
                stored = message_scores(session, hashes, **self._ids)
                changed = [row for row in rows if row != stored.get(row["text_hash"])]
                store_message_scores(session, changed)
                if changed:
                    announce(session, "message_score")
            self._texts += len(rows)
            self._unscored += sum(1 for row in rows if row["score"] is None)
            self._tell()

    def _text_batches(self, rescore: bool) -> Iterator[list[UnscoredText]]:
        before: int | None = None
        seen: set[str] = set()
        while page := self._text_page(rescore, before):
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

    def _text_page(self, rescore: bool, before: int | None) -> list[UnscoredText]:
        with self._database.reading() as session:
            if rescore:
                return all_texts(session, before_id=before, limit=PAGE)
            return unscored_texts(session, **self._ids, before_id=before, limit=PAGE)

    def _score_tickets(self) -> None:
        if self._cancelled():
            return
        with self._database.writing() as session:
            drop_left_out_standings(session)
        calendar = working_calendar(self._workspace)
        after: int | None = 0
        while after is not None and not self._cancelled():
            after = self._score_page(after, calendar)

    def _score_page(self, after: int, calendar: WorkingCalendar) -> int | None:
        """Score the stale tickets that follow an id; gives the last one's, None at the end."""
        as_of = self._workspace.as_of
        with self._database.writing() as session:
            tickets = stale_tickets(session, **self._ids, as_of=as_of, after_id=after, limit=BATCH)
            if not tickets:
                return None
            rescored = self._rescored(session, tickets, calendar)
            unmoved = hold_unmoved(session, tickets)
            kept = [ticket for ticket in rescored if ticket.ticket.id in unmoved]
            changed = [values for ticket in kept if (values := ticket.revision())]
            store_ticket_scores(session, changed, [ticket.standing() for ticket in kept])
            if changed:
                announce(session, "ticket_standing")
        self._tickets += len(kept)
        self._revisions += len(changed)
        self._tell()
        return tickets[-1].id

    def _rescored(
        self, session: Session, tickets: Sequence[StaleTicket], calendar: WorkingCalendar
    ) -> list["_Rescored"]:
        ids = [ticket.id for ticket in tickets]
        threads = threads_of(session, ids, **self._ids)
        reopened = reopened_counts(session, ids)
        repeated = earlier_same_cause(session, tickets)
        before = current_scores(session, ids)
        return [
            _rescore(
                ticket,
                before.get(ticket.id),
                threads[ticket.id],
                reopened.get(ticket.id, 0),
                repeated[ticket.id],
                self._scorer,
                calendar,
                self._workspace.as_of,
            )
            for ticket in tickets
        ]

    def _tell(self) -> None:
        self._report(
            ScoringProgress(self._texts, self._total, self._tickets, monotonic() - self._started)
        )


@dataclass(frozen=True, slots=True)
class _Rescored:
    """A ticket with the score it has now; `before` is the newest revision of its history."""

    ticket: StaleTicket
    before: TicketScoreRow | None
    score: TicketScore
    waiting_since: datetime | None
    next_change_at: datetime | None
    model: str
    known_at: datetime

    def revision(self) -> dict[str, Any] | None:
        """The revision to append, None where score and contributions are as they were."""
        if not self._is_changed():
            return None
        return self._shared() | {
            "contributions": self._contributions(),
            "known_at": self.known_at,
            "cause": self._cause(),
            "revision": self._last_revision() + 1,
        }

    def standing(self) -> dict[str, Any]:
        """Where the ticket stands now."""
        return self._shared() | {
            "escalation": self.score.escalation,
            "repeat": self.score.repeat,
            "revision": self._last_revision() + self._is_changed(),
            "is_open": self.ticket.status.is_open,
            "waiting_since": self.waiting_since,
            "next_change_at": self.next_change_at,
            "ticket_revision": self.ticket.revision,
        }

    def _is_changed(self) -> bool:
        before, score = self.before, self.score
        return (
            before is None
            or (before.score, before.trajectory) != (score.score, score.trajectory)
            or (before.review, before.churn) != (score.review, score.churn)
            or (before.model, before.rubric) != (self.model, score.rubric)
            or before.contributions != self._contributions()
        )

    def _contributions(self) -> list[dict[str, Any]]:
        """As they are stored: in a list, which no tuple ever equals."""
        return [msgspec.to_builtins(part) for part in self.score.contributions]

    def _last_revision(self) -> int:
        # From the history: a standing may be gone while its ticket's history goes on.
        return self.before.revision if self.before else 0

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
        if self.before is None:
            return "first"
        if (self.before.model, self.before.rubric) != (self.model, self.score.rubric):
            return "model-or-rubric"
        return "import" if self.ticket.seen_revision != self.ticket.revision else "time"


def _rescore(
    ticket: StaleTicket,
    before: TicketScoreRow | None,
    thread: Sequence[ThreadEntry],
    reopened: int,
    repeated: int,
    scorer: Scorer,
    calendar: WorkingCalendar,
    as_of: datetime,
) -> _Rescored:
    """Score one ticket at the moment its source's data reach, `as_of` at the latest."""
    messages = customer_messages(thread)
    waiting_since = waiting_from(ticket.status, thread)
    context = ticket_context(
        ticket, thread, reopened=reopened, repeated=repeated, calendar=calendar, as_of=as_of
    )
    score = score_ticket(messages, context, scorer.rubric)
    step = score.next_waiting_step_hours
    changes_at = (
        add_working_hours(waiting_since, step, calendar)
        if waiting_since and step is not None
        else None
    )
    return _Rescored(ticket, before, score, waiting_since, changes_at, scorer.model_id, as_of)


def _score_values(text_hash: str, score: MessageScore) -> dict[str, Any]:
    """The row of a score, just as it is read back."""
    values: dict[str, Any] = msgspec.to_builtins(score)
    return {"text_hash": text_hash, **values, "contributions": list(values["contributions"])}
