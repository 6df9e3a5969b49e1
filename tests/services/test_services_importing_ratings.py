"""Ratings that come in a file of their own are kept with the time at which they were given."""

import json
from pathlib import Path

from radar_tui.db.tables import TicketHistoryRow
from radar_tui.services.importing import undo_import
from radar_tui.services.workspace import Workspace
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
