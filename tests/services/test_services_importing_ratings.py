"""Ratings that come in a file of their own are kept with their times, and count for the ticket."""

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radar_tui.db.tables import TicketHistoryRow, TicketRow
from radar_tui.services.importing import undo_import
from radar_tui.services.workspace import Workspace
from support.ticket_lives import empty, rows_held, told
from support.workspaces import bring, bring_text, rows, ticket
from support.zendesk_exports import a_rating


def a_page(*ratings: dict[str, object]) -> str:
    return json.dumps({"satisfaction_ratings": ratings, "count": len(ratings)})


def ratings(workspace: Workspace) -> list[tuple[str, str]]:
    """The kept ratings, oldest first: value and day."""
    history = [row for row in rows(workspace, TicketHistoryRow) if row.field == "satisfaction"]
    return sorted((f"{row.occurred_at:%Y-%m-%d}", row.value) for row in history)


def test_a_rating_joins_its_ticket_once(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, ticket(7))
    page = a_page(a_rating(1, "bad"), a_rating(2, ticket_id=8), a_rating(3, "offered"))
    summary = bring_text(workspace, tmp_path, "ratings.json", page)
    assert (summary.updated, summary.rejected) == (1, 1)
    again = bring_text(workspace, tmp_path, "ratings.json", page)
    assert (again.updated, again.unchanged) == (0, 1)
    assert ratings(workspace) == [("2026-03-03", "bad")]


def test_ratings_come_in_any_order_and_stay(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, ticket(7))
    later = a_rating(2, updated_at="2026-03-09T10:00:00Z")
    bring_text(workspace, tmp_path, "a.json", a_page(later))
    bring_text(workspace, tmp_path, "b.json", a_page(a_rating(1, "bad")))
    bring(workspace, tmp_path, ticket(7, updated_at="2026-11-21T09:00:00Z"))
    assert ratings(workspace) == [("2026-03-03", "bad"), ("2026-03-09", "good")]


def test_undo_takes_a_rating_back(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, ticket(7))
    run = bring_text(workspace, tmp_path, "a.json", a_page(a_rating(1))).run
    undo_import(workspace, run)
    assert ratings(workspace) == []


def rated(day: int, score: str | None = None) -> dict[str, Any]:
    """A version of ticket 7 that says how it was rated; of an export without ratings for None."""
    said = {} if score is None else {"satisfaction_rating": {"score": score}}
    return ticket(7, updated_at=f"2026-03-{day:02}T09:00:00Z", **said)


def rating(day: int, score: str) -> dict[str, Any]:
    return a_rating(day, score, updated_at=f"2026-03-{day:02}T09:00:00Z")


def satisfaction(workspace: Workspace) -> str | None:
    (row,) = rows(workspace, TicketRow)
    found: str | None = row.satisfaction
    return found


def test_the_latest_rating_counts(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, rated(2, "offered"))
    bring_text(workspace, tmp_path, "a.json", a_page(rating(1, "bad")))
    assert satisfaction(workspace) == "bad"
    bring(workspace, tmp_path, rated(4, "good"))
    assert satisfaction(workspace) == "good"
    bring_text(workspace, tmp_path, "b.json", a_page(rating(3, "bad")))
    assert satisfaction(workspace) == "good"
    run = bring_text(workspace, tmp_path, "c.json", a_page(rating(5, "bad"))).run
    assert satisfaction(workspace) == "bad"
    undo_import(workspace, run)
    assert satisfaction(workspace) == "good"


def test_a_page_without_ratings_takes_none_away(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, rated(2, "good"))
    bring(workspace, tmp_path, rated(6))
    assert satisfaction(workspace) == "good"
    bring_text(workspace, tmp_path, "a.json", a_page(rating(4, "bad")))
    assert satisfaction(workspace) == "bad"


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.booleans(), st.integers(2, 9)), unique_by=lambda one: one[1], max_size=4),
    st.data(),
)
def test_any_order_of_tickets_and_ratings_ends_the_same(
    workspace: Workspace, tmp_path: Path, files: list[tuple[bool, int]], data: st.DataObject
) -> None:
    """Ratings come after their ticket, which is all that their order matters for."""
    tickets = st.sampled_from(("good", "bad", "offered", None))
    pages = [
        a_page(rating(day, data.draw(st.sampled_from(("good", "bad")))))
        if is_rating
        else json.dumps(rated(day, data.draw(tickets))) + "\n"
        for is_rating, day in files
    ]
    found = []
    for order in (pages, data.draw(st.permutations(pages))):
        empty(workspace)
        bring(workspace, tmp_path, rated(1, "offered"))
        for number, page in enumerate(order):
            held = rows_held(workspace)
            run = bring_text(workspace, tmp_path, f"{number}.json", page).run
            undo_import(workspace, run)
            assert rows_held(workspace) == held
            bring_text(workspace, tmp_path, f"{number}.json", page)
        found.append(told(workspace))
    assert found[0] == found[1]
