"""What a habit may be linked to, and the tickets drawn for review."""

from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.db.tables import FixRow, InterventionRow, MacroRow, MacroVersionRow
from radar_tui.services.habit_products import (
    product_words,
    products_for,
    tickets_to_review,
)
from radar_tui.services.reviewing import weekly_review
from radar_tui.services.workspace import Workspace
from support.workspaces import bring, comment, ticket

WEEK = "2026-W48"


def put(workspace: Workspace, *rows: object) -> None:
    for row in rows:
        with workspace.database.writing() as session:
            session.add(row)


def bring_solved_last_week(workspace: Workspace, folder: Path, count: int) -> None:
    solved = f"{workspace.as_of - timedelta(days=4):%Y-%m-%dT%H:%M:%SZ}"
    tickets = [
        ticket(
            number,
            status="solved",
            metric_set={"solved_at": solved},
            created_at=solved,
            updated_at=solved,
            comments=[comment(1, body="Thanks.")],
        )
        for number in range(1, count + 1)
    ]
    bring(workspace, folder, *tickets)


def test_what_was_made_in_the_week_is_offered(workspace: Workspace, tmp_path: Path) -> None:
    bring_solved_last_week(workspace, tmp_path, 1)
    now, before = workspace.as_of, workspace.as_of - timedelta(days=8)
    for key, at in (("token", now), ("old", before)):
        macro = MacroRow(key=key, kind="macro", title=f"{key} macro", by="Dana", at=at, rev=1)
        version = MacroVersionRow(key=key, version=1, title="v", by="Dana", known_at=at)
        put(workspace, macro, version)
    put(workspace, FixRow(id=1, kind="kb", title="KB: token", text="", by="Dana", at=now, rev=1))
    put(workspace, FixRow(id=2, kind="kb", title="old", text="", by="Dana", at=before, rev=1))
    put(workspace, InterventionRow(ticket_id=1, finished_at=now, outcome="called", rev=1))
    offers = products_for(workspace, WEEK)
    assert [one.stored for one in offers][:2] == ["macro:token", "fix:1"]
    assert [one.words for one in offers][:2] == ["macro · token macro", "fix · KB: token"]
    assert len(offers) == 3
    assert offers[2].stored.startswith("ticket:")
    assert offers[2].words.startswith("#1 · ")
    assert offers[2].words.endswith(" · called")


def test_nothing_made_offers_nothing(workspace: Workspace) -> None:
    assert products_for(workspace, WEEK) == []
    assert list(tickets_to_review(workspace, WEEK)) == []


def test_the_tickets_to_review_are_those_of_the_weekly_review(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_solved_last_week(workspace, tmp_path, 8)
    drawn = tickets_to_review(workspace, WEEK)
    sample = weekly_review(workspace, "2026-W47").sample
    assert [one.stored for one in drawn] == [f"ticket:{one.source}/{one.ticket}" for one in sample]
    assert len(drawn) == 3
    assert all("solved 19 Nov" in one.words for one in drawn)


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ("ticket:desk/one/4562", "#4562"),
        ("macro:token", "macro token"),
        ("fix:12", "fix 12"),
        ("https://wiki/kb", "https://wiki/kb"),
    ],
)
def test_a_product_in_words(stored: str, words: str) -> None:
    assert product_words(stored) == words
