"""Reading what tickets are about, suggesting tags, and pattern candidates, in a workspace."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import PatternTicketRow, TicketRow, TicketTagEditRow, TicketVectorRow
from radar_tui.services import pattern_candidates as patterns
from radar_tui.services import tag_suggestions
from radar_tui.services.pattern_candidates import find_patterns, pattern_candidates
from radar_tui.services.tag_suggestions import NOT_ENGLISH, NOT_READ, TagAdviser, suggest_tags
from radar_tui.services.ticket_vectors import read_ticket_vectors, waits_to_be_read
from radar_tui.services.triage import tag
from radar_tui.services.undoing import undo_action
from radar_tui.services.workspace import Workspace
from support.vectors import FakeReader
from support.workspaces import bring, bring_text, comment, rows, ticket

VOCABULARY = (
    "kind,name,label,aliases\n"
    "feature-area,payments,Payments,\n"
    "feature-area,exports,Exports,\n"
    "feature-area,connector,Connector,\n"
    "root-cause,token-expiry,Token expiry,\n"
)
AREAS = {"payment": "payments", "export": "exports", "token": "connector"}
OLD = datetime(2026, 9, 1, 8, tzinfo=UTC)


def said(number: int, text: str, *, at: datetime, **values: Any) -> dict[str, Any]:
    moment = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    return ticket(
        number,
        subject=text,
        created_at=moment,
        updated_at=moment,
        comments=[comment(number, body=f"The {text} fails.", created_at=moment)],
        **({"tags": []} | values),
    )


def past(count: int) -> list[dict[str, Any]]:
    """Closed and tagged tickets of last summer, by turns about a payment, an export, a token."""
    words = list(AREAS)
    return [
        said(
            number,
            words[number % 3],
            at=OLD + timedelta(hours=number),
            tags=[AREAS[words[number % 3]]],
            status="closed",
        )
        for number in range(1, count + 1)
    ]


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> FakeReader:
    """A stand-in for the shipped model and its map."""
    monkeypatch.setattr(tag_suggestions, "similarity_version", lambda _: "fake")
    return FakeReader()


@pytest.fixture
def filled(workspace: Workspace, tmp_path: Path) -> Workspace:
    bring_text(workspace, tmp_path, "vocabulary.csv", VOCABULARY)
    bring(workspace, tmp_path, *past(120))
    return workspace


def id_of(workspace: Workspace, number: int) -> int:
    return next(one.id for one in rows(workspace, TicketRow) if one.external_id == str(number))


def test_a_ticket_is_read_once_and_again_when_its_words_change(
    workspace: Workspace, tmp_path: Path, reader: FakeReader
) -> None:
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    bring(workspace, tmp_path, said(1, "token", at=at), said(2, "export", at=at))
    assert waits_to_be_read(workspace, "fake")
    assert read_ticket_vectors(workspace, reader) == 2
    assert sorted(reader.read) == ["export\nThe export fails.", "token\nThe token fails."]
    assert not waits_to_be_read(workspace, "fake")
    assert read_ticket_vectors(workspace, reader) == 0
    later = at + timedelta(hours=1)
    changed = said(1, "token", at=at) | {"priority": "high", "updated_at": f"{later:%FT%TZ}"}
    bring(workspace, tmp_path, changed)
    assert read_ticket_vectors(workspace, reader) == 1
    assert len(reader.read) == 2
    bring(
        workspace, tmp_path, changed | {"subject": "payment", "updated_at": "2026-11-21T08:00:00Z"}
    )
    read_ticket_vectors(workspace, reader)
    assert reader.read[2:] == ["payment\nThe token fails."]
    assert waits_to_be_read(workspace, "another model")


def test_reading_stops_when_it_is_told_to(
    workspace: Workspace, tmp_path: Path, reader: FakeReader
) -> None:
    bring(workspace, tmp_path, *past(120))
    answers = iter([False, True])
    assert read_ticket_vectors(workspace, reader, cancelled=lambda: next(answers)) == 50
    assert len(rows(workspace, TicketVectorRow)) == 50
    assert read_ticket_vectors(workspace, reader) == 70


def test_terms_are_suggested_from_the_teams_own_tickets(
    filled: Workspace, tmp_path: Path, reader: FakeReader
) -> None:
    bring(filled, tmp_path, said(500, "export", at=datetime(2026, 11, 20, 8, tzinfo=UTC)))
    read_ticket_vectors(filled, reader)
    area, cause = suggest_tags(filled, id_of(filled, 500)).kinds
    first = area.suggestions[0]
    assert (first.term, area.learned_from, area.carried) == ("exports", 120, ())
    assert first.confidence > 0.9
    assert first.tickets[0].startswith("zendesk/")
    assert cause.suggestions == ()
    assert cause.reason == "0 tickets with a root cause to learn from; 100 are needed"
    assert rows(filled, TicketTagEditRow) == []


def test_a_suggestion_is_taken_by_a_person_and_can_be_undone(
    filled: Workspace, tmp_path: Path, reader: FakeReader
) -> None:
    bring(filled, tmp_path, said(500, "export", at=datetime(2026, 11, 20, 8, tzinfo=UTC)))
    read_ticket_vectors(filled, reader)
    chosen = id_of(filled, 500)
    tag(filled, [chosen], suggest_tags(filled, chosen).kinds[0].suggestions[0].term)
    assert suggest_tags(filled, chosen).kinds[0].carried == ("exports",)
    assert suggest_tags(filled, chosen).kinds[0].learned_from == 121
    undo_action(filled)
    assert suggest_tags(filled, chosen).kinds[0].carried == ()


def test_without_enough_to_learn_from_nothing_is_suggested(
    workspace: Workspace, tmp_path: Path, reader: FakeReader
) -> None:
    bring_text(workspace, tmp_path, "vocabulary.csv", VOCABULARY)
    bring(workspace, tmp_path, *past(99))
    read_ticket_vectors(workspace, reader)
    area, _ = suggest_tags(workspace, id_of(workspace, 1)).kinds
    assert area.suggestions == ()
    assert area.reason == "99 tickets with a feature area to learn from; 100 are needed"


def test_a_ticket_that_is_not_read_or_not_english_says_so(
    filled: Workspace, tmp_path: Path, reader: FakeReader
) -> None:
    read_ticket_vectors(filled, reader)
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    bring(filled, tmp_path, said(500, "export leider", at=at))
    adviser = TagAdviser(filled)
    assert adviser.suggest(id_of(filled, 500)).kinds[0].reason == NOT_READ
    read_ticket_vectors(filled, reader)
    assert adviser.suggest(id_of(filled, 500)).kinds[0].reason == NOT_ENGLISH
    with pytest.raises(WorkspaceError, match="not there any more"):
        adviser.suggest(99_999)


def burst(numbers: Sequence[int], at: datetime, **values: Any) -> list[dict[str, Any]]:
    """Open tickets about logins, each of another customer."""
    return [
        said(number, "login", at=at + timedelta(minutes=number), **values)
        | {"requester": {"id": 7, "name": "W", "email": f"w@{number}.example", "role": "end-user"}}
        for number in numbers
    ]


ACCOUNTS = "id,name,arr,tier,domains\n" + "".join(
    f"a{number},Account {number},1000,3,{number}.example\n" for number in range(601, 608)
)


@pytest.fixture
def alike(filled: Workspace, tmp_path: Path, reader: FakeReader) -> Workspace:
    bring_text(filled, tmp_path, "accounts.csv", ACCOUNTS)
    bring(filled, tmp_path, *burst([601, 602, 603], filled.as_of - timedelta(days=1)))
    read_ticket_vectors(filled, reader)
    find_patterns(filled, "fake")
    return filled


def test_open_tickets_that_say_the_same_become_a_pattern_candidate(alike: Workspace) -> None:
    (found,) = pattern_candidates(alike)
    assert [one.ticket for one in found.tickets] == [f"zendesk/{n}" for n in (601, 602, 603)]
    assert (found.open, len(found.accounts)) == (3, 3)
    assert find_patterns(alike, "fake") == 0


def test_a_candidate_keeps_its_identity_while_tickets_come_and_go(
    alike: Workspace, tmp_path: Path, reader: FakeReader
) -> None:
    (before,) = pattern_candidates(alike)
    start = alike.as_of - timedelta(days=1)
    closed = burst([601], start, status="solved")
    closed[0]["updated_at"] = f"{alike.as_of:%FT%TZ}"
    bring(alike, tmp_path, *closed)
    assert pattern_candidates(alike) == ()
    bring(alike, tmp_path, *burst([604, 605], start))
    read_ticket_vectors(alike, reader)
    assert find_patterns(alike, "fake") == 2
    (after,) = pattern_candidates(alike)
    assert (after.id, after.found_at, after.open) == (before.id, before.found_at, 4)
    assert len(after.tickets) == 5
    assert len(rows(alike, PatternTicketRow)) == 5


def test_after_a_week_the_same_words_are_a_new_candidate(
    alike: Workspace, tmp_path: Path, reader: FakeReader
) -> None:
    later = replace(alike, as_of=alike.as_of + timedelta(days=10))
    bring(later, tmp_path, *burst([605, 606, 607], later.as_of - timedelta(hours=20)))
    read_ticket_vectors(later, reader)
    find_patterns(later, "fake")
    assert [len(one.tickets) for one in pattern_candidates(later)] == [3, 3]


def test_until_enough_is_read_nothing_is_put_together(
    workspace: Workspace, tmp_path: Path, reader: FakeReader
) -> None:
    bring_text(workspace, tmp_path, "accounts.csv", ACCOUNTS)
    bring(workspace, tmp_path, *burst([601, 602, 603], workspace.as_of - timedelta(days=1)))
    read_ticket_vectors(workspace, reader)
    assert find_patterns(workspace, "fake") == 0
    assert patterns.pattern_candidates(workspace) == ()
