"""Trying a rubric on the team's open tickets before it counts: who would call for the lead."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.rubric_trial import TriedTicket, open_scored_tickets, texts_by_hash
from radar_tui.db.queries.scoring import (
    count_texts,
    earlier_same_cause,
    reopened_counts,
    threads_of,
)
from radar_tui.domain.bands import Band
from radar_tui.domain.ticket_names import ticket_name
from radar_tui.domain.ticket_scores import TicketScore
from radar_tui.scoring.rubric import Rubric, shipped_rubric, with_calibration
from radar_tui.scoring.rubric_changes import RubricChanges, changed_rubric
from radar_tui.scoring.rubric_trial import RubricTrial
from radar_tui.scoring.ticket import TicketContext, TicketMessage, score_ticket
from radar_tui.services.rubrics import current_changes, current_rubric
from radar_tui.services.settings import working_calendar
from radar_tui.services.ticket_threads import customer_messages, ticket_context
from radar_tui.services.workspace import Workspace

# As many open tickets as a team works on; more would make a try take longer than a thought.
TICKETS_TRIED = 1_000


@dataclass(frozen=True, slots=True)
class MovedTicket:
    """A ticket whose score, band or call for the lead would be another one."""

    name: str
    number: str
    account: str | None
    subject: str
    before: TicketScore
    after: TicketScore

    @property
    def calls(self) -> bool | None:
        """True where it would call for the lead now, False where no longer, None as before."""
        if self.before.review == self.after.review:
            return None
        return self.after.review


@dataclass(frozen=True, slots=True)
class RubricTrialReport:
    """What other changes to the rubric would do to the open tickets.

    `tickets` were tried; `review` and `bands` are counts before and after. `moved` comes with those
    first that would call for the lead or no longer do, then by how far they move.
    """

    tickets: int
    review: tuple[int, int]
    bands: tuple[Mapping[Band, int], Mapping[Band, int]]
    moved: Sequence[MovedTicket]


@dataclass(frozen=True, slots=True)
class RubricFacts:
    """The rubric as it stands, and what another one is tried on; read once.

    `texts` are how many the workspace would score anew.
    """

    shipped: Rubric
    current: Rubric
    changes: RubricChanges
    texts: int
    _tickets: Sequence["_Tried"]

    def compare(
        self, changes: RubricChanges, *, stopped: Callable[[], bool] = lambda: False
    ) -> RubricTrialReport | None:
        """Try other changes; None where nobody waits for it any more."""
        after = changed_rubric(self.shipped, changes)
        if self.current.calibration is not None:
            after = with_calibration(after, self.current.calibration.knots)
        trial = RubricTrial(self.current, after)
        pairs: list[tuple[TicketScore, TicketScore]] = []
        for tried in self._tickets:
            if stopped():
                return None
            pairs.append((tried.score, tried.under(after, trial)))
        moved = [
            tried.moved(then)
            for tried, (now, then) in zip(self._tickets, pairs, strict=True)
            if (now.score, now.band, now.review) != (then.score, then.band, then.review)
        ]
        return RubricTrialReport(
            len(pairs),
            (sum(now.review for now, _ in pairs), sum(then.review for _, then in pairs)),
            (_bands(now for now, _ in pairs), _bands(then for _, then in pairs)),
            sorted(moved, key=_most_telling),
        )


@dataclass(frozen=True, slots=True)
class _Tried:
    """A ticket as its score is computed: messages with their words, and what else counts."""

    ticket: TriedTicket
    messages: Sequence[TicketMessage]
    texts: Sequence[str]
    context: TicketContext
    score: TicketScore

    def under(self, rubric: Rubric, trial: RubricTrial) -> TicketScore:
        moved = [
            TicketMessage(message.position, trial.score(text, message.score))
            for message, text in zip(self.messages, self.texts, strict=True)
        ]
        return score_ticket(moved, self.context, rubric)

    def moved(self, after: TicketScore) -> MovedTicket:
        ticket = self.ticket
        return MovedTicket(
            ticket_name(ticket.source, ticket.external_id),
            ticket.external_id,
            ticket.account,
            ticket.subject,
            self.score,
            after,
        )


def rubric_facts(workspace: Workspace) -> RubricFacts:
    """Read the rubric and the newest open tickets that stand on it.

    Raises:
        WorkspaceError: the workspace or the team's version cannot be read.
    """
    calendar = working_calendar(workspace)
    with plain_errors(workspace.location), workspace.database.reading() as session:
        rubric, changes = current_rubric(session), current_changes(session)
        listed = open_scored_tickets(session, rubric=rubric.id, limit=TICKETS_TRIED)
        model = Counter(one.model for one in listed).most_common(1)
        if not model:
            return RubricFacts(shipped_rubric(), rubric, changes, count_texts(session), ())
        ids = {"model": model[0][0], "rubric": rubric.id}
        threads = threads_of(session, [one.ticket.id for one in listed], **ids)
        reopened = reopened_counts(session, [one.ticket.id for one in listed])
        repeated = earlier_same_cause(session, [one.ticket for one in listed])
        hashes = {entry.text_hash for thread in threads.values() for entry in thread}
        texts = texts_by_hash(session, sorted(one for one in hashes if one))
        count = count_texts(session)

    tried = []
    for one in listed:
        thread = threads[one.ticket.id]
        messages = customer_messages(thread)
        if not messages:
            continue
        by_position = {entry.position: texts.get(entry.text_hash or "", "") for entry in thread}
        context = ticket_context(
            one.ticket,
            thread,
            reopened=reopened.get(one.ticket.id, 0),
            repeated=repeated[one.ticket.id],
            calendar=calendar,
            as_of=workspace.as_of,
        )
        score = score_ticket(messages, context, rubric)
        words = [by_position[message.position] for message in messages]
        tried.append(_Tried(one, messages, words, context, score))
    return RubricFacts(shipped_rubric(), rubric, changes, count, tried)


def _bands(scores: Iterable[TicketScore]) -> Mapping[Band, int]:
    counts = Counter(score.band for score in scores)
    return {band: counts[band] for band in Band}


def _most_telling(ticket: MovedTicket) -> tuple[bool, int, str]:
    before, after = ticket.before.score or 0, ticket.after.score or 0
    return ticket.calls is None, -abs(after - before), ticket.name
