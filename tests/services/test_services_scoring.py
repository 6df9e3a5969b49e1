"""Scoring a workspace: immutable message scores, ticket scores as revisions, resumable."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from radar_tui.db.tables import MessageScoreRow, TicketScoreRow, TicketStandingRow
from radar_tui.services.score_reports import ScoringSummary
from radar_tui.services.scoring import WorkspaceScoring
from radar_tui.services.workspace import Workspace
from support.scorers import FakeScorer
from support.workspaces import bring, comment, rows, ticket

FRIDAY_8 = "2026-11-20T08:00:00Z"


def score(workspace: Workspace, scorer: FakeScorer, *, stop_after: int = 99) -> ScoringSummary:
    """Score, stopped after so many reports of progress."""
    reports: list[object] = []
    scoring = WorkspaceScoring(
        workspace,
        scorer,  # type: ignore[arg-type]
        report=reports.append,
        cancelled=lambda: len(reports) >= stop_after,
    )
    return scoring.run()


def standing(workspace: Workspace) -> TicketStandingRow:
    (row,) = rows(workspace, TicketStandingRow)
    return row  # type: ignore[no-any-return]


def at(workspace: Workspace, moment: str) -> Workspace:
    return replace(workspace, as_of=datetime.fromisoformat(moment))


def test_a_text_is_read_once_however_often_it_is_written(
    workspace: Workspace, tmp_path: Path
) -> None:
    twice = [comment(1, body="[20] hello"), comment(2, body="[20] hello")]
    bring(workspace, tmp_path, ticket(1, comments=twice), ticket(2, comments=twice[:1]))
    scorer = FakeScorer()
    assert score(workspace, scorer).texts == 1
    assert scorer.read == ["[20] hello"]
    assert score(workspace, scorer).texts == 0


def test_agents_words_are_not_scored(workspace: Workspace, tmp_path: Path) -> None:
    answered = [comment(1, body="[20] hello"), comment(2, author_id=9, body="[199] furious")]
    bring(workspace, tmp_path, ticket(1, comments=answered))
    scorer = FakeScorer()
    score(workspace, scorer)
    assert scorer.read == ["[20] hello"]
    assert standing(workspace).score < 30


def test_another_language_stays_unscored_with_its_reason(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, ticket(1, comments=[comment(1, body="Nichts geht mehr.")]))
    assert score(workspace, FakeScorer()).unscored == 1
    (row,) = rows(workspace, MessageScoreRow)
    assert (row.score, row.reason) == (None, "not-english")
    assert standing(workspace).score is None
    assert score(workspace, FakeScorer()).texts == 0, "it is not read again and again"


def test_contributions_add_up_to_the_ticket_s_score(workspace: Workspace, tmp_path: Path) -> None:
    thread = [comment(1, body="[90] broken"), comment(2, body="[40] still")]
    bring(workspace, tmp_path, ticket(1, comments=thread))
    score(workspace, FakeScorer())
    (revision,) = rows(workspace, TicketScoreRow)
    assert sum(part["points"] for part in revision.contributions) == revision.score
    assert revision.cause == "first"


def test_an_import_appends_a_revision_and_nothing_is_rewritten(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, ticket(1, comments=[comment(1, body="[20] hi")]))
    score(workspace, FakeScorer())
    more = [
        comment(1, body="[20] hi"),
        comment(2, body="[130] cancel", created_at="2026-11-20T08:30:00Z"),
    ]
    bring(workspace, tmp_path, ticket(1, comments=more))
    summary = score(workspace, FakeScorer())
    assert (summary.texts, summary.revisions) == (1, 1)
    first, second = rows(workspace, TicketScoreRow)
    assert (first.revision, second.revision, second.cause) == (1, 2, "import")
    assert standing(workspace).revision == 2
    assert standing(workspace).churn


def test_waiting_changes_the_score_by_time_alone_but_only_as_far_as_the_data_reach(
    workspace: Workspace, tmp_path: Path
) -> None:
    early = at(workspace, "2026-11-20T10:00:00Z")
    thread = [comment(1, body="[70] broken", created_at="2026-11-20T09:30:00Z")]
    bring(early, tmp_path, ticket(1, comments=thread, updated_at="2026-11-20T09:30:00Z"))
    score(early, FakeScorer())
    before = standing(early)
    assert before.waiting_since == datetime.fromisoformat("2026-11-20T09:30:00Z")
    assert before.next_change_at == before.waiting_since + timedelta(hours=4)
    late = at(workspace, "2026-11-20T14:00:00Z")
    assert score(late, FakeScorer()).revisions == 0, "no newer data: waiting stands still"
    other = {"id": 8, "name": "Ada", "email": "ada@acme.example", "role": "end-user"}
    newer = ticket(2, requester=other, comments=[], updated_at="2026-11-20T14:00:00Z")
    bring(late, tmp_path, newer)
    score(late, FakeScorer())
    after = next(row for row in rows(late, TicketStandingRow) if row.ticket_id == before.ticket_id)
    assert after.score > before.score
    causes = [row.cause for row in rows(late, TicketScoreRow) if row.ticket_id == before.ticket_id]
    assert causes == ["first", "time"]


@pytest.mark.parametrize(
    ("status", "waits"), [("open", True), ("pending", False), ("solved", False)]
)
def test_who_waits(workspace: Workspace, tmp_path: Path, status: str, waits: bool) -> None:
    bring(workspace, tmp_path, ticket(1, status=status, comments=[comment(1, body="[50] help")]))
    score(workspace, FakeScorer())
    assert (standing(workspace).waiting_since is not None) is waits


def test_an_answer_ends_the_wait(workspace: Workspace, tmp_path: Path) -> None:
    answered = [
        comment(1, body="[50] help"),
        comment(2, author_id=9, created_at="2026-11-20T08:20:00Z"),
    ]
    bring(workspace, tmp_path, ticket(1, comments=answered))
    score(workspace, FakeScorer())
    assert standing(workspace).waiting_since is None


def test_an_internal_note_does_not_end_the_wait(workspace: Workspace, tmp_path: Path) -> None:
    note = comment(2, author_id=9, public=False, created_at="2026-11-20T08:20:00Z")
    bring(workspace, tmp_path, ticket(1, comments=[comment(1, body="[50] help"), note]))
    score(workspace, FakeScorer())
    assert standing(workspace).waiting_since == datetime.fromisoformat(FRIDAY_8)


def test_a_stopped_pass_is_resumed_where_it_was(workspace: Workspace, tmp_path: Path) -> None:
    tickets = [ticket(n, comments=[comment(1, body=f"[{n}] text {n}")]) for n in range(1, 121)]
    bring(workspace, tmp_path, *tickets)
    first, second = FakeScorer(), FakeScorer()
    assert score(workspace, first, stop_after=1).cancelled
    assert len(first.read) == 50
    assert score(workspace, second).texts == 70
    assert not set(first.read) & set(second.read)
    assert len(rows(workspace, TicketStandingRow)) == 120


def test_a_new_model_scores_anew_and_keeps_the_old_scores(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, ticket(1, comments=[comment(1, body="[70] broken")]))
    score(workspace, FakeScorer("one"))
    score(workspace, FakeScorer("two"))
    assert {row.model for row in rows(workspace, MessageScoreRow)} == {"one", "two"}
    assert [row.cause for row in rows(workspace, TicketScoreRow)] == ["first", "model-or-rubric"]


def test_a_deleted_ticket_stands_nowhere(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, ticket(1, comments=[comment(1, body="[70] broken")]))
    score(workspace, FakeScorer())
    bring(workspace, tmp_path, ticket(1, status="deleted", updated_at="2026-11-21T09:00:00Z"))
    score(workspace, FakeScorer())
    assert rows(workspace, TicketStandingRow) == []
