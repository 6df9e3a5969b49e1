"""The demo world: its size, its order, its honesty about time, and that it repeats exactly."""

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radar_tui.domain.records import AuthorRole, Noise
from radar_tui.services.demo import World, generate, write_exports
from radar_tui.text.noise import find_noise

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def world() -> World:
    return generate(MONDAY, 7)


def digest(world: World, folder: Path) -> dict[str, str]:
    write_exports(world, folder)
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def test_it_has_the_promised_size(world: World) -> None:
    assert 1_900 <= len(world.tickets) <= 2_120
    assert len(world.accounts) == 40
    assert len([person for person in world.people if person.tier is not None]) == 10
    spoken_for = [ticket for ticket in world.tickets if ticket.noise is None]
    assert {ticket.feature_area for ticket in spoken_for} - {None} == {
        "payments", "oauth-connector", "exports", "webhooks",
        "dashboards", "sso", "billing", "data-sync",
    }  # fmt: skip
    oldest = min(ticket.created_at for ticket in world.tickets)
    assert timedelta(weeks=29) < MONDAY - oldest <= timedelta(weeks=30)


def test_every_account_is_looked_after_by_people_who_exist(world: World) -> None:
    names = {person.author.name for person in world.people}
    for account in world.accounts:
        assert {account.am, account.csm, account.se} <= names
        assert all(domain.endswith(".example") for domain in account.domains)
        assert {each.email.split("@")[1] for each in account.requesters} == {account.domains[0]}


def test_most_tickets_are_done_and_about_a_hundred_are_open(world: World) -> None:
    cases = [ticket for ticket in world.tickets if ticket.noise is None]
    open_now = [ticket for ticket in cases if ticket.is_open]
    assert 90 <= len(open_now) <= 140
    moods = Counter(ticket.mood for ticket in open_now)
    assert 14 <= moods["high"] <= 30
    assert 3 <= moods["critical"] <= 7
    assert moods["calm"] + moods["mild"] > 0.7 * len(open_now)


def test_tagging_and_escalation_look_like_a_team_at_the_start(world: World) -> None:
    cases = [ticket for ticket in world.tickets if ticket.noise is None]
    untagged = sum(ticket.feature_area is None for ticket in cases) / len(cases)
    escalated = sum(ticket.escalation_reason is not None for ticket in cases) / len(cases)
    assert 0.07 <= untagged <= 0.13
    assert 0.14 <= escalated <= 0.18
    reasons = {term.name for term in world.vocabulary if term.kind == "escalation-reason"}
    assert {ticket.escalation_reason for ticket in cases} - {None} <= reasons


def test_every_tag_is_in_the_vocabulary(world: World) -> None:
    known = {term.name: str(term.kind) for term in world.vocabulary}
    for ticket in world.tickets:
        if ticket.feature_area:
            assert known[ticket.feature_area] == "feature-area"
        if ticket.root_cause:
            assert known[ticket.root_cause] == "root-cause"


def test_threads_are_in_order_and_open_with_the_requester(world: World) -> None:
    for ticket in world.tickets:
        times = [message.at for message in ticket.messages]
        assert times == sorted(times)
        assert times[0] == ticket.created_at
        assert ticket.messages[0].author == ticket.requester
        assert ticket.updated_at >= times[-1]
    sizes = Counter(len(ticket.messages) for ticket in world.tickets if ticket.noise is None)
    assert sum(sizes[size] for size in range(2, 8)) > 0.9 * sum(sizes.values())


def test_there_are_several_hundred_different_customer_texts_in_six_languages(
    world: World,
) -> None:
    texts = {
        message.body
        for ticket in world.tickets
        for message in ticket.messages
        if message.author.role is AuthorRole.CUSTOMER
    }
    assert len(texts) > 450
    for words in ("Mit freundlichen Grüßen", "Cordialement", "Un saludo", "Atenciosamente"):
        assert any(words in text for text in texts), words
    assert any("よろしくお願いいたします" in text for text in texts)
    assert not any("{first}" in text or "{name}" in text for text in texts)


def test_the_week_has_a_rhythm(world: World) -> None:
    days = Counter(ticket.created_at.weekday() for ticket in world.tickets if ticket.story is None)
    assert max(days[5], days[6]) < min(days[day] for day in range(5)) / 2
    assert days[0] == max(days.values())


def test_there_is_noise_to_leave_out(world: World) -> None:
    kinds = Counter(ticket.noise for ticket in world.tickets)
    assert kinds[Noise.MERGED] >= 10
    assert kinds[Noise.SPAM] >= 8
    assert kinds[Noise.BOUNCE] >= 4
    assert kinds[Noise.TEST] >= 3
    by_id = {ticket.ticket_id: ticket for ticket in world.tickets}
    for ticket in world.tickets:
        if ticket.noise is Noise.MERGED:
            target = by_id[ticket.merged_into or 0]
            assert target.account == ticket.account
            assert "closed_by_merge" in ticket.tags


def test_noise_is_written_so_that_it_can_be_told_from_customers(world: World) -> None:
    for ticket in world.tickets:
        for message in ticket.messages:
            if message.author != ticket.requester or message.is_html:
                continue
            found = find_noise(ticket.subject, message.body)
            if message.automatic:
                assert found is not None
                assert found.noise is Noise.AUTO_REPLY
            elif ticket.noise in (Noise.SPAM, Noise.BOUNCE, Noise.TEST):
                assert found is not None
                assert found.noise is ticket.noise
            else:
                assert found is None, message.body


def test_some_tickets_are_reopened_and_some_rated(world: World) -> None:
    reopened = [
        ticket
        for ticket in world.tickets
        if any(
            change.field == "status" and change.previous == "solved" and change.value == "open"
            for change in ticket.changes
        )
    ]
    ratings = Counter(ticket.satisfaction for ticket in world.tickets)
    assert len(reopened) >= 10
    assert ratings["good"] > 4 * ratings["bad"] > 100


@settings(max_examples=4, deadline=None)
@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2031, 1, 1)),  # noqa: DTZ001 - made aware below
    st.integers(0, 10_000),
)
def test_nothing_happens_after_as_of(moment: datetime, seed: int) -> None:
    made = generate(moment.replace(tzinfo=UTC), seed)
    for ticket in made.tickets:
        assert ticket.created_at <= ticket.updated_at <= made.as_of
        assert all(message.at <= made.as_of for message in ticket.messages)
        statuses = [change for change in ticket.changes if change.field == "status"]
        assert [change.at for change in ticket.changes] == sorted(
            change.at for change in ticket.changes
        )
        for before, after in pairwise(statuses):
            assert before.value == after.previous
        assert ticket.status == (statuses[-1].value if statuses else "new")
    assert all(event.at <= made.as_of for event in made.events)


def test_the_tags_of_a_ticket_are_those_its_history_ends_with(world: World) -> None:
    for ticket in world.tickets:
        tags: tuple[str, ...] = ()
        for change in ticket.changes:
            if change.field == "tags":
                assert change.previous == tags
                assert isinstance(change.value, tuple)
                tags = change.value
        assert tags == ticket.tags


def test_an_as_of_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        generate(datetime(2026, 11, 23, 9), 7)  # noqa: DTZ001 - the point of the test


def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(
    world: World, tmp_path: Path
) -> None:
    first = digest(world, tmp_path / "first")
    assert digest(generate(MONDAY, 7), tmp_path / "second") == first
    other = digest(generate(MONDAY, 8), tmp_path / "third")
    assert other["tickets.ndjson"] != first["tickets.ndjson"]
    assert other["accounts.csv"] == first["accounts.csv"]


def test_the_hash_seed_of_the_process_does_not_matter(world: World, tmp_path: Path) -> None:
    first = digest(world, tmp_path / "here")
    script = (
        "import sys; from datetime import datetime; from pathlib import Path;"
        "from radar_tui.services.demo import generate, write_exports;"
        "write_exports(generate(datetime.fromisoformat(sys.argv[1]), 7), Path(sys.argv[2]))"
    )
    there = tmp_path / "there"
    subprocess.run(
        [sys.executable, "-c", script, MONDAY.isoformat(), str(there)],
        env={**os.environ, "PYTHONHASHSEED": "4242"},
        check=True,
        timeout=120,
    )
    assert {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(there.iterdir())
    } == first


def test_the_exports_have_the_shape_of_real_ones(world: World, tmp_path: Path) -> None:
    written = write_exports(world, tmp_path)
    lines = written.tickets.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(world.tickets)
    for line in lines:
        ticket = json.loads(line)
        assert {"id", "url", "status", "tags", "created_at", "updated_at", "comments"} <= set(
            ticket
        )
        assert ticket["requester"]["email"]
        assert all(("body" in each) != ("html_body" in each) for each in ticket["comments"])
        names = {event["field_name"] for audit in ticket["audits"] for event in audit["events"]}
        assert names <= {"status", "tags", "assignee_id"}
    assert any("html_body" in line for line in lines)
    header = written.accounts.read_text(encoding="utf-8").splitlines()[0]
    assert header == "id,name,arr,tier,segment,am,csm,se,zone,domains"
    assert written.people.read_text(encoding="utf-8").startswith("email,name,roles,tier,zone\n")
    assert written.vocabulary.read_text(encoding="utf-8").startswith("kind,name,label,aliases\n")
    event = json.loads(written.events.read_text(encoding="utf-8").splitlines()[0])
    assert list(event) == [
        "id", "kind", "source", "at", "feature_area", "account", "value", "unit",
    ]  # fmt: skip
