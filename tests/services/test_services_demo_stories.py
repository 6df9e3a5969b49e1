"""The stories of the demo hold at any as-of: each is counted here as a lead would find it."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radar_tui.domain.records import AuthorRole, EventKind
from radar_tui.domain.working_time import WorkingCalendar, working_hours_between
from radar_tui.services.demo import World, generate
from radar_tui.services.demo.world import DemoTicket

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MOMENTS = (
    datetime(2026, 11, 23, 9, tzinfo=UTC),
    datetime(2026, 11, 25, 15, 20, tzinfo=UTC),
    datetime(2026, 11, 22, 3, 10, tzinfo=UTC),
    datetime(2026, 7, 3, 23, 59, tzinfo=UTC),
)
AREAS = ("webhooks", "dashboards", "sso", "billing", "data-sync", "exports")

Check = Callable[[World], None]


@lru_cache(maxsize=8)
def world_at(as_of: datetime, seed: int = 7) -> World:
    return generate(as_of, seed)


@pytest.fixture(params=MOMENTS, ids=lambda moment: f"{moment:%a-%H%M}")
def world(request: pytest.FixtureRequest) -> World:
    return world_at(request.param)


def counted(world: World, area: str | None = None) -> list[DemoTicket]:
    return [
        ticket
        for ticket in world.tickets
        if ticket.noise is None and (area is None or ticket.feature_area == area)
    ]


def within(tickets: Iterable[DemoTicket], world: World, window: timedelta) -> list[DemoTicket]:
    return [ticket for ticket in tickets if ticket.created_at > world.as_of - window]


def weeks(tickets: Iterable[DemoTicket], world: World) -> list[int]:
    """Counts of the last 30 times seven days, the latest first."""
    numbers = Counter((world.as_of - ticket.created_at) // WEEK for ticket in tickets)
    return [numbers[week] for week in range(30)]


def names(tickets: Iterable[DemoTicket]) -> set[str]:
    return {ticket.account.name for ticket in tickets if ticket.account}


def check_payments_incident(world: World) -> None:
    payments = counted(world, "payments")
    recent = within(payments, world, timedelta(hours=36))
    assert 18 <= len(recent) <= 25
    assert len(within(payments, world, DAY)) >= 16
    assert len(names(recent)) >= 6
    usual = weeks(payments, world)[2:]
    assert 3.5 <= sum(usual) / len(usual) <= 6.5
    assert max(usual) < 12
    story = [ticket for ticket in payments if ticket.story == "payments-incident"]
    assert {ticket.root_cause for ticket in story} == {"gateway-timeout"}
    assert all(ticket.is_open for ticket in story)
    first = min(ticket.created_at for ticket in story)
    errors = [
        event.at
        for event in world.events
        if event.source == "payments-api"
        and event.kind is EventKind.ERROR
        and event.at > world.as_of - 2 * DAY
        and (event.value or 0) > 1
    ]
    assert timedelta(minutes=20) <= first - min(errors) <= timedelta(hours=2)


def check_tokens(world: World) -> None:
    tokens = [ticket for ticket in counted(world) if ticket.root_cause == "token-expiry"]
    assert {ticket.feature_area for ticket in tokens} <= {"oauth-connector", "data-sync"}
    by_week = weeks(tokens, world)
    assert 7 <= by_week[0] <= 9
    assert len(names(within(tokens, world, WEEK))) >= 4
    assert sum(count > 5 for count in by_week[1:20]) >= 12


def check_other_causes_are_quiet(world: World) -> None:
    causes = Counter(ticket.root_cause for ticket in within(counted(world), world, WEEK))
    loud = {cause for cause, count in causes.items() if cause and count > 5}
    assert loud == {"gateway-timeout", "token-expiry"}


def check_nights(world: World) -> None:
    failures = [
        event.at
        for event in world.events
        if event.kind is EventKind.CONNECTION_FAILURE and event.source == "sap-connector"
    ]
    hours = Counter(at.replace(minute=0, second=0) for at in failures)
    live = world.as_of - timedelta(hours=2)
    bad = {hour for hour, count in hours.items() if count > 10 and hour < live}
    assert len({hour.date() for hour in bad}) >= 7
    assert {hour.hour for hour in bad} <= {1, 2, 3}
    assert all(12 <= hours[hour] <= 25 for hour in bad)
    assert sum(at > world.as_of - timedelta(hours=1) for at in failures) > 10
    others = Counter(
        (event.source, event.at.replace(minute=0, second=0))
        for event in world.events
        if event.kind is EventKind.CONNECTION_FAILURE and event.source != "sap-connector"
    )
    assert max(others.values()) < 5


def check_losing_patience(world: World) -> None:
    story = [ticket for ticket in world.tickets if ticket.story == "losing-patience"]
    assert names(story) == {"Northwind Robotics"}
    assert [ticket.is_open for ticket in story] == [False] * 5 + [True]
    assert timedelta(weeks=9) < world.as_of - story[0].created_at < timedelta(weeks=11)
    last = story[-1].messages[-1]
    assert last.author.role is AuthorRole.CUSTOMER
    assert "cancel our contract" in last.body
    waited = working_hours_between(last.at, world.as_of, WorkingCalendar())
    assert 9 <= waited <= 14
    own = [t for t in counted(world) if t.is_open and t.account and t.account.tier == 5]
    calmer = [t for t in own if names([t]) != {"Northwind Robotics"}]
    assert {ticket.mood for ticket in calmer} <= {"calm", "mild"}
    assert {t.feature_area for t in own if t not in calmer} == {"oauth-connector", "payments"}


def check_noisy_tag(world: World) -> None:
    now, last, *older = weeks(counted(world, "exports"), world)
    assert now > 1.3 * last
    assert min(older) <= 5
    assert now < max(older)
    assert sum(count >= now for count in older) >= 4
    assert len(within(counted(world, "exports"), world, DAY)) <= 5


def check_other_areas_are_quiet(world: World) -> None:
    for area in AREAS:
        now, last, *older = weeks(counted(world, area), world)
        assert now <= max(older) + 1, area
        assert last <= max(older) + 1, area
        assert len(within(counted(world, area), world, DAY)) <= 5, area


def check_loop(world: World) -> None:
    (ticket,) = [each for each in world.tickets if each.story == "auto-reply-loop"]
    replies = [
        message
        for message in ticket.messages
        if message.automatic and message.author.role is AuthorRole.CUSTOMER
    ]
    assert len(replies) >= 30
    assert replies[-1].at - replies[0].at < timedelta(hours=8)
    assert all("automatic" in message.body.lower() for message in replies)
    assert not ticket.messages[0].automatic


def check_good_endings(world: World) -> None:
    thanks = [ticket for ticket in world.tickets if ticket.story == "thankful-account"]
    assert {ticket.satisfaction for ticket in thanks} == {"good"}
    (saved,) = [ticket for ticket in world.tickets if ticket.story == "escalation-prevented"]
    assert saved.escalation_reason is None
    assert "Dana Whitfield" in {message.author.name for message in saved.messages}
    assert timedelta(days=22) < world.as_of - saved.created_at < timedelta(days=26)
    (calm,) = [ticket for ticket in world.tickets if ticket.story == "calm-technical"]
    assert calm.is_open
    for word in ("kill", "abort", "fatal", "failed"):
        assert word in calm.messages[0].body.lower()


CHECKS: tuple[Check, ...] = (
    check_payments_incident,
    check_tokens,
    check_other_causes_are_quiet,
    check_nights,
    check_losing_patience,
    check_noisy_tag,
    check_other_areas_are_quiet,
    check_loop,
    check_good_endings,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__[6:])
def test_the_story_holds(world: World, check: Check) -> None:
    check(world)


@settings(max_examples=4, deadline=None)
@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2031, 1, 1)),  # noqa: DTZ001 - made aware below
    st.integers(0, 10_000),
)
def test_all_stories_hold_at_any_moment_and_seed(moment: datetime, seed: int) -> None:
    world = generate(moment.replace(tzinfo=UTC), seed)
    for check in CHECKS:
        check(world)
