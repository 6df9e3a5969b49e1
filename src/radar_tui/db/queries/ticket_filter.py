"""What a filter query asks of tickets, as conditions over the tables that the radar joins.

Free words are looked for in what names a ticket: its subject, account, number and requester, and
why it scored high, which quotes the customer. Whole threads are not searched.
"""

import operator
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import Session, col

from radar_tui.db.imports.directory import name_key
from radar_tui.db.letters import know_all_letters
from radar_tui.db.queries.band_limits import band_limits
from radar_tui.db.queries.ticket_answers import answers, known_as
from radar_tui.db.queries.ticket_terms import carrying, carrying_any
from radar_tui.db.queries.ticket_view import vocabulary
from radar_tui.db.queries.tickets import counted
from radar_tui.db.queries.word_search import holding
from radar_tui.db.tables import (
    AccountRow,
    InterventionRow,
    PersonRow,
    SourceRow,
    TicketRow,
    TicketStandingRow,
)
from radar_tui.domain.bands import BandLimits
from radar_tui.domain.filter_query import Operator, Query, Term
from radar_tui.domain.records import TicketStatus
from radar_tui.domain.ticket_names import name_parts
from radar_tui.domain.ticket_scores import Trajectory
from radar_tui.domain.working_time import (
    Duration,
    WorkingCalendar,
    earliest_start,
    latest_start,
)
from radar_tui.domain.worsening import WORSE_POINTS
from radar_tui.text.hostile import inert_line

Condition: TypeAlias = ColumnElement[bool]

ME, NONE = "me", "none"
OPEN_STATUSES = tuple(status for status in TicketStatus if status.is_open)

_COMPARISONS: Mapping[Operator, Callable[[Any, Any], Any]] = {
    Operator.IS: operator.eq,
    Operator.OVER: operator.gt,
    Operator.AT_LEAST: operator.ge,
    Operator.UNDER: operator.lt,
    Operator.AT_MOST: operator.le,
}


@dataclass(frozen=True, slots=True)
class FilterFacts:
    """What a query is measured against.

    `me` are the names that mean the user; `reaches` how far each source's data reach; `terms` every
    spelling of the vocabulary's terms, casefolded, with the term's name; `overdue` the names of the
    tickets that a response is overdue for.
    """

    as_of: datetime
    calendar: WorkingCalendar
    me: tuple[str, ...]
    reaches: Mapping[str, datetime | None]
    terms: Mapping[str, str]
    limits: BandLimits
    overdue: Sequence[str] = ()

    def counts_until(self, reach: datetime | None) -> datetime:
        """Up to when a customer's waiting is counted, where the source's data reach so far."""
        return min(self.as_of, reach) if reach else self.as_of


def filter_facts(
    session: Session,
    *,
    as_of: datetime,
    actor: str,
    calendar: WorkingCalendar,
    overdue: Sequence[str] = (),
) -> FilterFacts:
    """Read what queries are measured against: small tables only."""
    know_all_letters(session)
    reaches = select(col(SourceRow.name), col(SourceRow.data_as_of))
    return FilterFacts(
        as_of=as_of,
        calendar=calendar,
        me=_names_of(session, actor),
        reaches={row.name: row.data_as_of for row in session.connection().execute(reaches)},
        terms={spelling: term.name for spelling, term in vocabulary(session).items()},
        limits=band_limits(session),
        overdue=overdue,
    )


def filter_conditions(query: Query, facts: FilterFacts) -> list[Condition]:
    """Give the conditions for a ticket to be kept, all of which must hold.

    No query keeps the open tickets over the review threshold, any query all open ones. Snoozed
    tickets are put aside until they wake. Both hold unless a term asks for what they leave out:
    `status:`, `is:snoozed`, or the ticket by its number.
    """
    return [
        *_base(query, facts),
        *(_term(term, facts) for term in query.terms),
        *(_with_word(word) for word in query.words),
        *(_not(_with_word(word)) for word in query.excluded_words),
    ]


def to_review() -> list[Condition]:
    """The conditions for an open ticket to be one that the lead must look at."""
    standing = TicketStandingRow
    over = [col(standing.is_open) == true(), col(standing.review) == true()]
    return [*open_and_counted(), *over]


def open_and_counted() -> list[Condition]:
    """The conditions for a ticket to be open, and neither noise nor deleted."""
    return [col(TicketRow.status).in_(OPEN_STATUSES), *counted()]


def unscored() -> Condition:
    """The condition for a ticket to have no score: nobody looked yet, or it cannot be judged."""
    return col(TicketStandingRow.score).is_(None)


def awake(as_of: datetime, limits: BandLimits) -> Condition:
    """The condition for a ticket not to be snoozed, or to have woken for being worse."""
    until = col(InterventionRow.snoozed_until)
    return or_(until.is_(None), until <= as_of, is_worse_than_snoozed(limits))


def is_worse_than_snoozed(
    limits: BandLimits, score: SQLCoreOperations[Any] | None = None
) -> Condition:
    """The condition for a score to be worse than the ticket's was when it was put aside.

    It goes by the ticket's present score where none is given; see `worsening.is_worse_score`.
    """
    now = col(TicketStandingRow.score) if score is None else score
    before = col(InterventionRow.snoozed_score)
    next_band = [
        and_(before <= limit, now > limit) for limit in (limits.neutral, limits.mild, limits.high)
    ]
    worse = or_(now >= before + WORSE_POINTS, *next_band)
    return case((now.is_(None), false()), (before.is_(None), now > limits.review), else_=worse)


def _base(query: Query, facts: FilterFacts) -> list[Condition]:
    if not query:
        return [*to_review(), awake(facts.as_of, facts.limits)]
    if _asks_for(query, "ticket"):
        return [*counted()]
    kept = [*counted()] if _asks_for(query, "status") else open_and_counted()
    return kept if _asks_for(query, "is", "snoozed") else [*kept, awake(facts.as_of, facts.limits)]


def _asks_for(query: Query, field: str, value: str | None = None) -> bool:
    return any(
        term.field == field and not term.negated and (value is None or value in term.values)
        for term in query.terms
    )


def _term(term: Term, facts: FilterFacts) -> Condition:
    condition = _FIELDS[term.field](term, facts)
    return _not(condition) if term.negated else condition


def _not(condition: Condition) -> Condition:
    """The opposite; what is unknown does not hold, so its opposite does."""
    return ~func.coalesce(condition, false())


def _band(term: Term, _: FilterFacts) -> Condition:
    return col(TicketStandingRow.band).in_(_texts(term))


def _score(term: Term, _: FilterFacts) -> Condition:
    return _compared(col(TicketStandingRow.score), term)


def _tier(term: Term, _: FilterFacts) -> Condition:
    return _compared(col(AccountRow.tier), term)


def _compared(column: SQLCoreOperations[Any], term: Term) -> Condition:
    compare = _COMPARISONS[term.operator]
    return or_(*(compare(column, value) for value in term.values))


def _is(term: Term, facts: FilterFacts) -> Condition:
    return or_(*(_states(facts)[value] for value in _texts(term)))


def _states(facts: FilterFacts) -> Mapping[str, Condition]:
    """What each word of `is:` means. An acknowledgement counts until its alert has resolved."""
    standing, work, answer = TicketStandingRow, InterventionRow, answers().c
    return {
        "review": col(standing.review) == true(),
        "churn": col(standing.churn) == true(),
        "unscored": unscored(),
        "waiting": col(standing.waiting_since).is_not(None),
        "rising": col(standing.trajectory) == Trajectory.UP,
        "overdue": known_as().in_(facts.overdue),
        "acknowledged": or_(
            col(work.acknowledged_at).is_not(None), _answered(answer.acknowledged_at.is_not(None))
        ),
        "snoozed": and_(
            col(work.snoozed_until) > facts.as_of, _not(is_worse_than_snoozed(facts.limits))
        ),
    }


def _answered(*conditions: Condition) -> Condition:
    """Whether the newest active alert of the ticket has such a response."""
    return known_as().in_(select(answers().c.ticket).where(*conditions))


def _waiting(term: Term, facts: FilterFacts) -> Condition:
    """Compare since when the customer waits, for each moment that sources reach to.

    The hours that are shown fall as that moment rises, so that one cut decides.
    """
    (span,) = _durations(term)
    hours = span.working_hours(facts.calendar)
    reached: dict[datetime, list[str]] = defaultdict(list)
    for source, reach in facts.reaches.items():
        reached[facts.counts_until(reach)].append(source)
    waited = {until: _waited(term.operator, hours, until, facts.calendar) for until in reached}
    # Not joined by *or*, for which SQLite would look up all tickets of each source.
    return case(
        *((col(TicketRow.source).in_(reached[until]), waited[until]) for until in waited),
        (true(), false()),
    )


def _waited(
    comparison: Operator, hours: float, until: datetime, calendar: WorkingCalendar
) -> Condition:
    since = col(TicketStandingRow.waiting_since)
    is_upper = comparison in (Operator.UNDER, Operator.AT_MOST)
    if not hours and comparison in (Operator.UNDER, Operator.AT_LEAST):
        return since.is_not(None) if comparison is Operator.AT_LEAST else false()
    # Over and at most part at the earliest moment from which the hours suffice, the others at the
    # latest: between the two lie closed hours, in which nobody waits longer.
    apart = earliest_start if comparison in (Operator.OVER, Operator.AT_MOST) else latest_start
    try:
        cut = apart(until, hours, calendar)
    except ValueError:
        # More than ten years of work: nobody has waited for so long.
        return since.is_not(None) if is_upper else false()
    return {
        Operator.OVER: since < cut,
        Operator.AT_LEAST: since <= cut,
        Operator.UNDER: since > cut,
        Operator.AT_MOST: since >= cut,
    }[comparison]


def _age(term: Term, facts: FilterFacts) -> Condition:
    """Compare the age on the clock: older tickets have come earlier."""
    (span,) = _durations(term)
    oldest = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)
    came = max(oldest, facts.as_of - min(span.elapsed, facts.as_of - oldest))
    return or_(_COMPARISONS[term.operator](came, col(TicketRow.created_at)))


def _owner(term: Term, facts: FilterFacts) -> Condition:
    """Compare the owner that is shown: the ticket's own, else the one of its alert's response."""
    own, answer = col(InterventionRow.owner), answers().c.owner
    names, nobody = _people(term, facts)
    found = or_(_named(own, names), and_(own.is_(None), _answered(_named(answer, names))))
    if not nobody:
        return found
    return or_(found, and_(own.is_(None), ~_answered(answer.is_not(None))))


def _assignee(term: Term, facts: FilterFacts) -> Condition:
    assignee = col(TicketRow.assignee)
    names, nobody = _people(term, facts)
    return or_(_named(assignee, names), assignee.is_(None) if nobody else false())


def _people(term: Term, facts: FilterFacts) -> tuple[list[str], bool]:
    """The names that a term asks for, with the user's own for `me`, and whether for nobody."""
    asked = _texts(term)
    names = [name for name in asked if name not in (ME, NONE)]
    return [*names, *(facts.me if ME in asked else ())], NONE in asked


def _account(term: Term, _: FilterFacts) -> Condition:
    names = [name_key(name) for name in _texts(term) if name != NONE]
    nobody = col(TicketRow.account_id).is_(None) if NONE in term.values else false()
    return or_(col(AccountRow.name_key).in_(names), nobody)


def _segment(term: Term, _: FilterFacts) -> Condition:
    segment = col(AccountRow.segment)
    names = [name for name in _texts(term) if name != NONE]
    return or_(_named(segment, names), segment.is_(None) if NONE in term.values else false())


def _tag(term: Term, facts: FilterFacts) -> Condition:
    """Look for terms by any spelling, else for the help desk's own tags of that name."""
    asked = [name.casefold() for name in _texts(term) if name != NONE]
    terms = [facts.terms[name] for name in asked if name in facts.terms]
    others = [name for name in asked if name not in facts.terms]
    found = col(TicketRow.id).in_(carrying(terms, others)) if asked else false()
    return or_(found, ~carrying_any()) if NONE in term.values else found


def _status(term: Term, _: FilterFacts) -> Condition:
    return col(TicketRow.status).in_(_texts(term))


def _ticket(term: Term, _: FilterFacts) -> Condition:
    return numbered(_texts(term))


def numbered(names: Sequence[str]) -> Condition:
    """The condition for a ticket to have one of the numbers: `4562`, `#4562`, `zendesk/4562`."""
    number, source = col(TicketRow.external_id), col(TicketRow.source)
    asked = [name.removeprefix("#") for name in names]
    # Naming the sources lets the lookup use the key, which begins with them.
    anywhere = and_(source.in_(select(col(SourceRow.name))), number.in_(spellings(asked)))
    somewhere = (
        and_(source == place, number.in_(spellings([key.removeprefix("#")])))
        for name in asked
        for place, key in name_parts(name)
    )
    return or_(anywhere, *somewhere)


def spellings(numbers: Sequence[str]) -> list[str]:
    """Numbers with letters are written in one case, but may be typed in the other."""
    return list(dict.fromkeys(form for one in numbers for form in (one, one.upper(), one.lower())))


def _source(term: Term, _: FilterFacts) -> Condition:
    name = col(SourceRow.name)
    return col(TicketRow.source).in_(select(name).where(_named(name, _texts(term))))


_FIELDS: Mapping[str, Callable[[Term, FilterFacts], Condition]] = {
    "band": _band,
    "score": _score,
    "is": _is,
    "waiting": _waiting,
    "age": _age,
    "owner": _owner,
    "assignee": _assignee,
    "account": _account,
    "segment": _segment,
    "tier": _tier,
    "tag": _tag,
    "status": _status,
    "ticket": _ticket,
    "source": _source,
}


def _with_word(word: str) -> Condition:
    return holding(
        word,
        col(TicketRow.subject),
        "#" + col(TicketRow.external_id),
        func.coalesce(col(AccountRow.name), ""),
        func.coalesce(col(TicketRow.requester), ""),
        func.coalesce(col(TicketRow.requester_email), ""),
        func.coalesce(col(TicketStandingRow.why), ""),
    )


def _named(column: SQLCoreOperations[Any], names: Sequence[str]) -> Condition:
    """Whether a column holds one of the names, in whatever case."""
    return func.lower(column).in_([func.lower(name) for name in names])


def _names_of(session: Session, actor: str) -> tuple[str, ...]:
    """The names and addresses of the user, who goes by one of them."""
    name, email, actor = col(PersonRow.name), col(PersonRow.email), inert_line(actor)
    own = select(name, email).where(or_(_named(name, [actor]), _named(email, [actor])))
    found = [word for row in session.connection().execute(own) for word in row]
    return tuple(dict.fromkeys([actor, *found]))


def _texts(term: Term) -> list[str]:
    """A term's words, made harmless as the stored ones are: else they could never be found."""
    return [inert_line(value) for value in term.values if isinstance(value, str)]


def _durations(term: Term) -> list[Duration]:
    return [value for value in term.values if isinstance(value, Duration)]
