"""One ticket as the screen shows it: score, evidence in the words, history, and the work on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import msgspec
from sqlmodel import Session

from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.alert_facts import AlertFacts, active_ticket_alerts
from radar_tui.db.queries.scoring import current_scores
from radar_tui.db.queries.ticket_view import (
    OtherTicket,
    ScoreRevision,
    Term,
    ThreadMessage,
    TicketHeader,
    other_open_tickets,
    score_history,
    terms_by_ticket,
    thread,
    ticket_header,
    tickets_named,
    values_by_ticket,
)
from radar_tui.db.tables import InterventionRow, ScoreOpinionRow, TicketNoteRow, TicketScoreRow
from radar_tui.domain.rules import RuleKind
from radar_tui.domain.scores import Contribution
from radar_tui.domain.ticket_names import name_parts, ticket_name
from radar_tui.domain.working_time import WorkingCalendar, working_hours_between
from radar_tui.reporting.wording import alert_measure
from radar_tui.services.alert_board import stand_of
from radar_tui.services.playbook import shipped_playbook
from radar_tui.services.settings import working_calendar
from radar_tui.services.workspace import Workspace

# What fits beside a ticket; an account with more has a screen of its own.
OTHER_TICKETS = 20
# What a line of history can show; the newest count.
REVISIONS = 30
_SHOWN_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class NumberedContribution:
    """Points that make up the score; `number` is None where they rest on no words."""

    number: int | None
    contribution: Contribution


@dataclass(frozen=True, slots=True)
class ScoreView:
    """The newest revision of the score; its contributions add up exactly to `score`.

    `score` and `band` are None where nothing could be judged; `why` says the reason.
    """

    score: int | None
    band: str | None
    review: bool
    churn: bool
    trajectory: str
    why: str
    known_at: datetime
    contributions: tuple[NumberedContribution, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a message, as code-point offsets into its text, and the contribution they carry."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class MessageView:
    """One entry of the thread; `evidence` lies in its text in order, without overlap.

    `noise` is why it is left out of counts, `reason` why it has no score of its own. Agents'
    words have none of these.
    """

    position: int
    role: str
    author: str
    at: datetime
    public: bool
    text: str
    quoted: str
    noise: str | None
    score: int | None
    band: str | None
    reason: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item of the intervention checklist."""

    key: str
    label: str
    done: bool


@dataclass(frozen=True, slots=True)
class InterventionView:
    """The work on the ticket so far; all None and nothing ticked where nobody has begun."""

    owner: str | None
    next_action: str | None
    checklist: tuple[ChecklistItem, ...]
    started_at: datetime | None
    started_score: int | None
    acknowledged_at: datetime | None
    snoozed_until: datetime | None
    escalated_at: datetime | None
    escalation_reason: str | None
    finished_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class OpinionView:
    """A lead's judgement, and the score that it was about."""

    verdict: str
    band: str | None
    score: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NoteView:
    """A teammate's own words about the ticket."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class TicketAlertView:
    """The active alert about the ticket's words with its response and its due time.

    `role` is whose its rule says it is, until `owner` is a person.
    """

    id: int
    title: str
    state: str
    measure: str
    fired_at: datetime | None
    action: str | None
    role: str
    owner: str | None
    due_at: datetime | None
    overdue: bool
    acknowledged_by: str | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class TicketView:
    """Everything about one ticket.

    `zone` is the IANA name of the workspace's time zone. `history` holds the newest revisions of
    the score, oldest of them first; `notes` stand newest first. `waiting_hours` are working hours
    up to the source's `data_as_of`, `waiting_days` the same in working days; None where nobody
    waits. `score` is None until the ticket is scored.
    """

    as_of: datetime
    zone: str
    ticket: TicketHeader
    tags: tuple[Term, ...]
    waiting_hours: float | None
    waiting_days: float | None
    score: ScoreView | None
    notes: tuple[NoteView, ...]
    thread: tuple[MessageView, ...]
    history: tuple[ScoreRevision, ...]
    intervention: InterventionView
    opinion: OpinionView | None
    alert: TicketAlertView | None
    other_tickets: tuple[OtherTicket, ...]


def ticket_view(workspace: Workspace, ticket_id: int) -> TicketView:
    """Give everything about one ticket, in a fixed number of queries.

    Raises:
        WorkspaceError: there is no such ticket.
    """
    calendar = working_calendar(workspace)
    with plain_errors(workspace.location), workspace.database.reading() as session:
        ticket = ticket_header(session, ticket_id)
        if ticket is None:
            raise WorkspaceError("this ticket is not there any more; go back to the list")
        return _view(session, ticket, calendar, workspace.as_of)


def find_ticket(workspace: Workspace, text: str) -> int:
    """Find a ticket by its number, as in `4974`, `#4974` or `zendesk/4974`; gives its id.

    Raises:
        WorkspaceError: none has it, or several sources have it.
    """
    wanted = text.strip()
    names = [(source, number.removeprefix("#")) for source, number in name_parts(wanted)]
    numbers = sorted({wanted, wanted.removeprefix("#")} - {""})
    with plain_errors(workspace.location), workspace.database.reading() as session:
        found = tickets_named(session, numbers, names)
    if not found:
        shown = wanted[:_SHOWN_CHARACTERS]
        raise WorkspaceError(f"no ticket {shown!r}; give a number, as in 4974 or zendesk/4974")
    if len(found) > 1:
        raise WorkspaceError(f"several sources have it; say which: {', '.join(found.values())}")
    return next(iter(found))


def _view(
    session: Session, ticket: TicketHeader, calendar: WorkingCalendar, as_of: datetime
) -> TicketView:
    ids = [ticket.id]
    newest = current_scores(session, ids).get(ticket.id)
    score = _score(newest) if newest else None
    messages = thread(
        session,
        ticket.id,
        model=newest.model if newest else None,
        rubric=newest.rubric if newest else None,
    )
    parts = score.contributions if score else ()
    interventions = values_by_ticket(session, InterventionRow, ids)
    opinions = values_by_ticket(session, ScoreOpinionRow, ids).get(ticket.id, [])
    notes = values_by_ticket(session, TicketNoteRow, ids).get(ticket.id, [])
    alerts = active_ticket_alerts(session, [ticket_name(ticket.source, ticket.external_id)])
    others = (
        other_open_tickets(
            session, account_id=ticket.account_id, besides=ticket.id, limit=OTHER_TICKETS
        )
        if ticket.account_id is not None
        else []
    )
    waiting = _waiting(ticket, calendar, as_of)
    return TicketView(
        as_of=as_of,
        zone=calendar.zone,
        ticket=ticket,
        tags=terms_by_ticket(session, ids)[ticket.id],
        waiting_hours=waiting,
        waiting_days=None if waiting is None else round(waiting / calendar.day_hours, 1),
        score=score,
        notes=_notes(notes),
        thread=tuple(_message(place, one, parts) for place, one in enumerate(messages)),
        history=tuple(score_history(session, ticket.id, limit=REVISIONS)),
        intervention=_intervention(interventions.get(ticket.id, [])),
        opinion=_opinion(opinions[0]) if opinions else None,
        alert=_alert(session, alerts, as_of) if alerts else None,
        other_tickets=tuple(others),
    )


def _score(row: TicketScoreRow) -> ScoreView:
    parts: list[NumberedContribution] = []
    number = 0
    for stored in row.contributions:
        contribution = msgspec.convert(stored, Contribution)
        on_words = contribution.start is not None
        number += on_words
        parts.append(NumberedContribution(number if on_words else None, contribution))
    return ScoreView(
        score=row.score,
        band=row.band,
        review=row.review,
        churn=row.churn,
        trajectory=row.trajectory,
        why=row.why,
        known_at=row.known_at,
        contributions=tuple(parts),
    )


def _message(
    position: int, message: ThreadMessage, parts: Sequence[NumberedContribution]
) -> MessageView:
    return MessageView(
        position=position,
        role=message.author_role,
        author=message.author,
        at=message.occurred_at,
        public=message.public,
        text=message.text,
        quoted=message.quoted,
        noise=message.noise,
        score=message.score,
        band=message.band,
        reason=message.reason,
        evidence=_evidence(message.text, [one for one in parts if _rests_on(one, position)]),
    )


def _rests_on(part: NumberedContribution, position: int) -> bool:
    return part.number is not None and part.contribution.message == position


def _evidence(text: str, parts: Sequence[NumberedContribution]) -> tuple[Evidence, ...]:
    """Lay the spans over the text, shorter ones on top: a signal's words show within a sentence.

    A span whose quote is not what stands there (the text was cleaned anew since) is left out.
    """
    spans = [
        Evidence(part.contribution.start or 0, part.contribution.end or 0, part.number or 0)
        for part in parts
        if _is_quoted(text, part.contribution)
    ]
    pieces: list[Evidence] = []
    for start, end in pairwise(sorted({edge for one in spans for edge in (one.start, one.end)})):
        over = [one for one in spans if one.start <= start and end <= one.end]
        if not over:
            continue
        number = min(over, key=lambda one: (one.end - one.start, -one.number)).number
        if pieces and (pieces[-1].end, pieces[-1].number) == (start, number):
            start = pieces.pop().start
        pieces.append(Evidence(start, end, number))
    return tuple(pieces)


def _is_quoted(text: str, part: Contribution) -> bool:
    return bool(part.quote) and text[part.start : part.end] == part.quote


def _intervention(rows: Sequence[InterventionRow]) -> InterventionView:
    values: dict[str, Any] = rows[0].model_dump() if rows else {}
    ticks = values.get("checklist", {})
    return InterventionView(
        checklist=tuple(
            ChecklistItem(item.key, item.label, bool(ticks.get(item.key)))
            for item in shipped_playbook().frustration.intervention
        ),
        **{name: values.get(name) for name in InterventionView.__slots__ if name != "checklist"},
    )


def _opinion(row: ScoreOpinionRow) -> OpinionView:
    return OpinionView(row.verdict, row.band, row.score, row.by, row.at)


def _notes(rows: Sequence[TicketNoteRow]) -> tuple[NoteView, ...]:
    newest_first = sorted(rows, key=lambda row: (row.at, row.id), reverse=True)
    return tuple(NoteView(row.by, row.at, row.text) for row in newest_first)


def _alert(session: Session, alerts: Sequence[AlertFacts], as_of: datetime) -> TicketAlertView:
    """The alert about the score where there is one, else the newest about the ticket's words."""
    scores = [one for one in alerts if one.kind is RuleKind.FRUSTRATION_SCORE]
    alert = (scores or alerts)[-1]
    response = alert.response
    (stand,) = stand_of(session, [alert.id], as_of)
    return TicketAlertView(
        id=alert.id,
        title=alert.title,
        state=alert.state,
        measure=alert_measure(alert.kind, alert.value, alert.evidence),
        fired_at=alert.fired_at,
        action=response.action if response else None,
        role=alert.owner,
        owner=response.owner if response else None,
        due_at=response.due_at if response else None,
        overdue=stand.attention.overdue,
        acknowledged_by=response.acknowledged_by if response else None,
        done_at=response.done_at if response else None,
    )


def _waiting(ticket: TicketHeader, calendar: WorkingCalendar, as_of: datetime) -> float | None:
    if ticket.waiting_since is None:
        return None
    until = min(as_of, ticket.data_as_of) if ticket.data_as_of else as_of
    return round(working_hours_between(ticket.waiting_since, until, calendar), 1)
