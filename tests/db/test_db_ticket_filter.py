"""Filter queries in SQL against the same questions asked in plain Python."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal, select, update
from sqlmodel import Session, col

from radar_tui.db.engine import Database
from radar_tui.db.queries.radar import ids_by_name, radar_rows, ranked_tickets
from radar_tui.db.queries.ticket_answers import answers_of, owners_of_answers
from radar_tui.db.queries.ticket_filter import (
    FilterFacts,
    filter_conditions,
    filter_facts,
    is_worse_than_snoozed,
)
from radar_tui.db.tables import InterventionRow
from radar_tui.domain.bands import TEMPLATE_LIMITS
from radar_tui.domain.filter_query import FIELDS, FieldKind, Operator, Query, Term, parse_query
from radar_tui.domain.working_time import Duration, WorkingCalendar, working_hours_between
from radar_tui.domain.worsening import is_worse_score
from support.radar_world import (
    AS_OF,
    LABELS,
    ME,
    MY_ADDRESS,
    Ticket,
    made_up,
    store,
)

CALENDAR = WorkingCalendar()
WORLD = made_up(90, seed=38)
LETTERED = next(one.number for one in WORLD if one.number.startswith("OPS"))
NUMBERS = [WORLD[0].number, f"#{WORLD[1].number}", WORLD[2].name, LETTERED.lower(), "nope"]
NAMES = {
    "owner": ["me", "none", "RAVI", "ümit", "o_ner%", "o%", "team lead", "Nobody any more"],
    "assignee": ["me", "none", "ravi", "r_vi"],
    "account": ["none", "northwind robotics", "ÜBERMORGEN GMBH", "50%_off", "50%", "Hooli"],
    "segment": ["none", "emea", "ÖST", "%"],
    "tag": ["none", "payments", "BILLING", "payments & Billing", "vip", "oauth", "pay%"],
    "ticket": [*NUMBERS, *(ticket.name for ticket in WORLD if "/" in ticket.source)],
    "source": ["ZENDESK", "jira/eu", "upload", "nowhere"],
}
WORDS = [
    "TOKEN", "100%", "0_", "_again", "größe", "GRÖSSE", "über", "to\\f", "path/", "#9", "wile",
    "robotics", "third time", "%", "", "refund", "OPS-", "\x1b[31mrefund",
]  # fmt: skip
SNOOZED = parse_query("is:snoozed")
COMPARE = {
    Operator.IS: lambda one, other: one == other,
    Operator.OVER: lambda one, other: one > other,
    Operator.AT_LEAST: lambda one, other: one >= other,
    Operator.UNDER: lambda one, other: one < other,
    Operator.AT_MOST: lambda one, other: one <= other,
}


# The same questions in plain Python.


def kept(query: Query) -> set[int]:
    return {ticket.id for ticket in WORLD if keeps(query, ticket)}


def keeps(query: Query, ticket: Ticket) -> bool:
    return (
        in_base(query, ticket)
        and all(meets(term, ticket) != term.negated for term in query.terms)
        and all(says(word, ticket) for word in query.words)
        and not any(says(word, ticket) for word in query.excluded_words)
    )


def in_base(query: Query, ticket: Ticket) -> bool:
    if ticket.noise or ticket.status == "deleted":
        return False
    asked = {term.field: term.values for term in query.terms if not term.negated}
    values = [term.values for term in query.terms if term.field == "is" and not term.negated]
    if "ticket" in asked:
        return True
    awake = not is_so("snoozed", ticket) or any("snoozed" in one for one in values)
    is_open = ticket.status.is_open or "status" in asked
    return awake and is_open and (bool(query) or ticket.review)


def meets(term: Term, ticket: Ticket) -> bool:
    return any(value_meets(term, value, ticket) for value in term.values)


def value_meets(term: Term, value: object, ticket: Ticket) -> bool:
    match value:
        case Duration():
            return lasts(term, value, ticket)
        case int():
            found = ticket.score if term.field == "score" else ticket.tier
            return found is not None and COMPARE[term.operator](found, value)
        case str() if term.field == "is":
            return is_so(value, ticket)
        case str() if term.field in ("band", "status"):
            return {"band": ticket.band, "status": ticket.status.value}[term.field] == value
    return names(term.field, str(value), ticket)


def lasts(term: Term, span: Duration, ticket: Ticket) -> bool:
    if term.field == "age":
        return bool(COMPARE[term.operator](AS_OF - ticket.created_at, span.elapsed))
    hours = waiting_hours(ticket)
    return hours is not None and bool(COMPARE[term.operator](hours, span.working_hours(CALENDAR)))


def waiting_hours(ticket: Ticket) -> float | None:
    if ticket.waiting_since is None:
        return None
    until = min(AS_OF, ticket.reach) if ticket.reach else AS_OF
    return working_hours_between(ticket.waiting_since, until, CALENDAR)


def is_so(word: str, ticket: Ticket) -> bool:
    answer = ticket.answer
    return {
        "review": ticket.review,
        "churn": ticket.churn,
        "unscored": ticket.score is None,
        "waiting": ticket.waiting_since is not None,
        "rising": ticket.rising,
        "overdue": is_overdue(ticket),
        "acknowledged": ticket.acknowledged or bool(answer and answer.acknowledged_at),
        "snoozed": is_asleep(ticket),
    }[word]


def is_overdue(ticket: Ticket) -> bool:
    answer = ticket.answer
    return bool(answer and answer.due_at and answer.due_at < AS_OF and not answer.done_at)


def is_asleep(ticket: Ticket) -> bool:
    if ticket.snoozed_until is None or ticket.snoozed_until <= AS_OF:
        return False
    return ticket.score is None or not is_worse_score(
        ticket.snoozed_score, ticket.score, TEMPLATE_LIMITS
    )


def names(field: str, value: str, ticket: Ticket) -> bool:
    if field == "tag":
        return tagged(value.casefold(), ticket)
    if field == "ticket":
        number = value.removeprefix("#")
        spellings = {number, number.upper(), number.lower()}
        return ticket.number in spellings or ticket.name == number
    found = {
        "owner": ticket.owner,
        "assignee": ticket.assignee,
        "account": ticket.account,
        "segment": ticket.segment,
        "source": ticket.source,
    }[field]
    if value == "none" and field != "source":
        return found is None
    if value == "me" and field in ("owner", "assignee"):
        return found is not None and found.lower() in (ME.lower(), MY_ADDRESS)
    return found is not None and " ".join(found.split()).lower() == value.lower()


def tagged(value: str, ticket: Ticket) -> bool:
    if value == "none":
        return not ticket.terms
    spellings = {label.casefold(): name for name, label in LABELS.items()} | {
        "billing": "payments", "sso": "oauth", **{name: name for name in LABELS}
    }  # fmt: skip
    if value in spellings:
        return spellings[value] in ticket.terms
    return value in ticket.raw_tags


def says(word: str, ticket: Ticket) -> bool:
    account, requester = ticket.account or "", ticket.requester or ""
    fields = (ticket.subject, f"#{ticket.number}", account, requester, ticket.why)
    plain = word.removeprefix("\x1b[31m").lower()
    return any(plain in text.lower() for text in fields)


# Queries over values that the world has, and some that it has not.


@st.composite
def terms(draw: st.DrawFn) -> Term:
    field = draw(st.sampled_from(FIELDS))
    ordered = [one for one in Operator if one is not Operator.IS]
    negated = draw(st.booleans())
    if field.kind is FieldKind.DURATION:
        span = draw(
            st.builds(Duration, st.sampled_from([0, 1, 2, 4, 8, 9]), st.sampled_from("mhdw"))
        )
        return Term(field.key, draw(st.sampled_from(ordered)), (span,), negated)
    if field.kind is FieldKind.NUMBER:
        number = draw(st.sampled_from([1, 3, 5] if field.key == "tier" else [0, 31, 60, 61, 200]))
        return Term(field.key, draw(st.sampled_from(list(Operator))), (number,), negated)
    values = st.sampled_from(field.choices if field.kind is FieldKind.CHOICE else NAMES[field.key])
    chosen = draw(st.lists(values, min_size=1, max_size=3, unique=True))
    return Term(field.key, Operator.IS, tuple(chosen), negated)


words = st.lists(st.sampled_from(WORDS), max_size=1).map(tuple)
queries = st.builds(Query, st.lists(terms(), max_size=3).map(tuple), words, words)


@pytest.fixture
def world(database: Database) -> Iterator[Session]:
    with database.writing() as session:
        store(session, WORLD)
    with database.reading() as session:
        yield session


def facts_of(session: Session, as_of: datetime = AS_OF) -> FilterFacts:
    overdue = [ticket.name for ticket in WORLD if is_overdue(ticket)]
    return filter_facts(session, as_of=as_of, actor=ME, calendar=CALENDAR, overdue=overdue)


def found(session: Session, query: Query) -> set[int]:
    ids = ranked_tickets(session, filter_conditions(query, facts_of(session)))
    assert len(ids) == len(set(ids)), "no ticket twice"
    return set(ids)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=250)
@given(queries)
@example(Query())
def test_sql_keeps_what_plain_python_keeps(world: Session, query: Query) -> None:
    assert found(world, query) == kept(query)


ALONE = [
    *(field.example for field in FIELDS),
    *(f"-{field.example}" for field in FIELDS),
    *(f"is:{word}" for word in next(one.choices for one in FIELDS if one.key == "is")),
    *(f'{field}:"{name}"' for field, names in NAMES.items() for name in names),
    *(f'"{word}"' for word in WORDS if word and "\\" not in word),
    *(f"waiting{sign}{span}" for sign in (">", ">=", "<", "<=") for span in ("0m", "1h", "1d")),
    *(f"{field}{sign}99999w" for field in ("waiting", "age") for sign in "<>"),
]


def test_each_condition_alone_keeps_what_plain_python_keeps(world: Session) -> None:
    for text in ALONE:
        query = parse_query(text)
        assert found(world, query) == kept(query), text


def test_the_world_has_something_to_find_and_to_leave_out() -> None:
    for text in (
        "is:review",
        "is:snoozed",
        "is:overdue",
        "owner:me",
        "tag:none",
        "über",
        "waiting>1d",
    ):
        assert 0 < len(kept(parse_query(text))) < len(WORLD) / 2, text


def test_a_very_early_moment_has_no_ages_before_it(world: Session) -> None:
    early = datetime(1, 1, 3, tzinfo=AS_OF.tzinfo)
    conditions = filter_conditions(parse_query("age>1w"), facts_of(world, early))
    assert list(ranked_tickets(world, conditions)) == []


def test_rows_come_in_the_order_asked_for_without_those_that_are_gone(world: Session) -> None:
    ids = [ticket.id for ticket in WORLD][::-1]
    rows = radar_rows(world, [*ids, 10_000])
    assert [row.ticket_id for row in rows] == ids
    by_id = {ticket.id: ticket for ticket in WORLD}
    for row in rows:
        ticket = by_id[row.ticket_id]
        assert (row.source, row.external_id, row.subject) == (
            ticket.source, ticket.number, ticket.subject,
        )  # fmt: skip
        assert (row.account, row.tier, row.score, row.band) == (
            ticket.account, ticket.tier, ticket.score, ticket.band,
        )  # fmt: skip
        assert (row.review, row.churn) == (ticket.review, ticket.churn)
        assert row.owner == ticket.own_owner
        assert row.data_as_of == ticket.reach
        assert row.waiting_since == ticket.waiting_since
        assert row.why == (ticket.why if ticket.scored else "not scored yet")


def test_answers_looked_up_by_ticket_are_those_that_filters_see(world: Session) -> None:
    names = [ticket.name for ticket in WORLD]
    expected = {ticket.name: ticket.answer for ticket in WORLD if ticket.answer}
    answered = answers_of(world, [*names, "zendesk/0"])
    assert {name: (one.owner, one.due_at) for name, one in answered.items()} == {
        name: (one.owner, one.due_at) for name, one in expected.items()
    }
    assert owners_of_answers(world) == {name: one.owner for name, one in expected.items()}


def test_tickets_are_found_by_name_in_sources_with_a_slash_too(world: Session) -> None:
    names_of_all = [ticket.name for ticket in WORLD]
    assert ids_by_name(world, [*names_of_all, "zendesk/0", "x"]) == {
        ticket.name: ticket.id for ticket in WORLD
    }
    assert {ticket.source for ticket in WORLD} >= {"Jira/EU"}


def test_waking_is_when_the_moment_has_come(world: Session) -> None:
    asleep = next(
        one for one in WORLD if is_so("snoozed", one) and in_base(SNOOZED, one) and one.review
    )
    for later, seen in ((timedelta(minutes=59), False), (timedelta(hours=1), True)):
        conditions = filter_conditions(Query(), facts_of(world, AS_OF + later))
        assert (asleep.id in ranked_tickets(world, conditions)) is seen


def test_what_has_become_worse_is_awake_before_its_time(world: Session) -> None:
    woken = {
        one.id
        for one in WORLD
        if one.snoozed_until and one.snoozed_until > AS_OF and not is_asleep(one)
    }
    assert woken & found(world, Query())
    assert not woken & found(world, SNOOZED)


def test_worse_in_sql_is_worse_in_plain_python(database: Database) -> None:
    with database.writing() as session:
        store(session, WORLD)
        put_aside = next(one.id for one in WORLD if one.snoozed_until)
        row = col(InterventionRow.ticket_id) == put_aside
        worse = select(
            *(is_worse_than_snoozed(TEMPLATE_LIMITS, literal(score)) for score in range(201))
        ).where(row)
        for before in (None, 0, 25, 30, 31, 58, 60, 61, 110, 115, 120, 121, 200):
            changed = update(InterventionRow).where(row).values(snoozed_score=before)
            session.connection().execute(changed)
            (told,) = session.connection().execute(worse)
            expected = [is_worse_score(before, score, TEMPLATE_LIMITS) for score in range(201)]
            assert [bool(one) for one in told] == expected, before


def test_pools_cover_the_fields_of_the_language() -> None:
    assert set(NAMES) == {field.key for field in FIELDS if field.kind is FieldKind.NAME}
