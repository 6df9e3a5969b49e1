"""Scoring again: what an import, a rescore, a limit or a lost lease does to scores that stand."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from radar_tui.db.feed import FEED_START, changes_since
from radar_tui.db.queries.scoring import hold_unmoved, outdate_standings, stale_tickets
from radar_tui.db.tables import (
    LeaseRow,
    MessageScoreRow,
    TicketRow,
    TicketScoreRow,
    TicketStandingRow,
)
from radar_tui.domain.bands import BandLimits
from radar_tui.domain.scores import MessageScore
from radar_tui.scoring import Explain, Scorer
from radar_tui.scoring.rubric import Rubric, shipped_rubric
from radar_tui.scoring.rubric_changes import RubricChanges, changed_rubric
from radar_tui.services import score_worker
from radar_tui.services.rubrics import store_changes
from radar_tui.services.score_process import run_score_process
from radar_tui.services.score_reports import ScoringSummary
from radar_tui.services.scoring import WorkspaceScoring, score_by_what_counts
from radar_tui.services.workspace import Workspace
from support.scorers import FakeScorer
from support.workspaces import bring, comment, rows, ticket

LATER = "2026-11-21T09:00:00Z"
LATER_STILL = "2026-11-22T09:00:00Z"


class Harsher(FakeScorer):
    """The same model and rubric by name, with another result: what should not happen, happens."""

    def _score(self, text: str) -> MessageScore:
        return super()._score(text.replace("[70]", "[90]"))


def score(
    workspace: Workspace,
    scorer: FakeScorer,
    *,
    limit: int | None = None,
    rescore: bool = False,
    stop_after: int = 99,
    meanwhile: Callable[[], object] = lambda: None,
) -> ScoringSummary:
    """Score, with something that happens at the first report of progress."""
    reports: list[object] = []

    def report(progress: object) -> None:
        reports.append(progress)
        if len(reports) == 1:
            meanwhile()

    scoring = WorkspaceScoring(
        workspace,
        scorer,  # type: ignore[arg-type]
        report=report,
        cancelled=lambda: len(reports) >= stop_after,
    )
    return scoring.run(limit=limit, rescore=rescore)


def dumped(workspace: Workspace, table: type) -> list[dict[str, object]]:
    return sorted((row.model_dump() for row in rows(workspace, table)), key=str)


def announced(workspace: Workspace, table: str) -> int:
    with workspace.database.reading() as session:
        return sum(change.table_name == table for change in changes_since(session, FEED_START))


def broken(number: int = 1, points: int = 70) -> dict[str, object]:
    return ticket(number, comments=[comment(number, body=f"[{points}] broken {number}")])


def test_a_change_that_leaves_the_score_alone_appends_nothing(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, broken())
    score(workspace, FakeScorer())
    told = announced(workspace, "ticket_standing")
    bring(workspace, tmp_path, broken() | {"subject": "Renamed"})
    again = score(workspace, FakeScorer())
    assert (again.texts, again.tickets, again.revisions) == (0, 1, 0)
    assert [row.revision for row in rows(workspace, TicketScoreRow)] == [1]
    (stands,) = rows(workspace, TicketStandingRow)
    (renamed,) = rows(workspace, TicketRow)
    assert (stands.revision, stands.ticket_revision) == (1, renamed.revision)
    assert announced(workspace, "ticket_standing") == told
    assert score(workspace, FakeScorer()).tickets == 0, "it is not looked at again and again"


def test_the_history_goes_on_after_a_ticket_was_deleted_and_brought_back(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, broken())
    score(workspace, FakeScorer())
    bring(workspace, tmp_path, broken() | {"status": "deleted", "updated_at": LATER})
    score(workspace, FakeScorer())
    assert rows(workspace, TicketStandingRow) == []
    more = [*broken()["comments"], comment(2, body="[130] cancel", created_at=LATER)]  # type: ignore[misc]
    bring(workspace, tmp_path, ticket(1, comments=more, updated_at=LATER_STILL))
    score(workspace, FakeScorer())
    history = rows(workspace, TicketScoreRow)
    assert [(row.revision, row.cause) for row in history] == [(1, "first"), (2, "import")]
    (stands,) = rows(workspace, TicketStandingRow)
    assert stands.revision == 2


def test_a_rescore_reads_all_and_changes_nothing_where_nothing_differs(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, *(broken(number) for number in range(1, 4)))
    score(workspace, FakeScorer())
    tables = (MessageScoreRow, TicketScoreRow, TicketStandingRow)
    before = [dumped(workspace, table) for table in tables]
    told = announced(workspace, "message_score")
    again = FakeScorer()
    summary = score(workspace, again, rescore=True)
    assert (summary.texts, summary.tickets, summary.revisions) == (3, 3, 0)
    assert len(again.read) == 3
    assert [dumped(workspace, table) for table in tables] == before
    assert announced(workspace, "message_score") == told


def test_a_rescore_replaces_the_scores_that_differ(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, broken(1, 70), broken(2, 20))
    score(workspace, FakeScorer())
    assert score(workspace, Harsher(), rescore=True).revisions == 1
    assert sorted(row.score for row in rows(workspace, MessageScoreRow)) == [20, 90]
    history = rows(workspace, TicketScoreRow)
    assert sorted(row.revision for row in history) == [1, 1, 2]


def test_a_rubric_that_changes_meanwhile_counts_at_once(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, *(broken(n) for n in range(1, 61)))
    loaded: list[str] = []
    reports: list[object] = []
    own = RubricChanges(bands=BandLimits(mild=90))

    def load(rubric: Rubric) -> Scorer:
        scorer = FakeScorer()
        scorer.rubric, scorer.rubric_id = rubric, rubric.id
        loaded.append(rubric.id)
        return scorer  # type: ignore[return-value]

    def report(progress: object) -> None:
        reports.append(progress)
        if len(reports) == 1:
            store_changes(workspace, own, since=RubricChanges())

    summary = score_by_what_counts(workspace, load, report=report, cancelled=lambda: False)
    changed = changed_rubric(shipped_rubric(), own)
    assert loaded == [shipped_rubric().id, changed.id]
    assert not summary.cancelled
    standings = rows(workspace, TicketStandingRow)
    assert {(one.band, one.rubric) for one in standings} == {("mild", changed.id)}
    assert len(standings) == 60


def test_an_interrupted_rescore_leaves_every_standing_in_its_place(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, *(broken(number) for number in range(1, 61)))
    score(workspace, FakeScorer())
    before = {row.ticket_id: row.score for row in rows(workspace, TicketStandingRow)}
    assert score(workspace, Harsher(), rescore=True, stop_after=1).cancelled
    standings = rows(workspace, TicketStandingRow)
    assert {row.ticket_id: row.score for row in standings} == before
    assert {row.ticket_revision for row in standings} == {-1}
    assert score(workspace, Harsher()).revisions == 50, "the next pass takes up what was replaced"


def test_no_score_rests_on_half_a_thread(workspace: Workspace, tmp_path: Path) -> None:
    # Of the newest texts the shortest is read first: one half, the other ticket's, the other half.
    halves = [comment(1, body="[70] a"), comment(2, body="[20] the longest text of all")]
    bring(workspace, tmp_path, broken(1), ticket(2, comments=halves))
    summary = score(workspace, FakeScorer(), limit=1)
    assert (summary.texts, summary.tickets) == (1, 0)
    assert score(workspace, FakeScorer(), limit=1).tickets == 1
    assert len(rows(workspace, TicketStandingRow)) == 1
    score(workspace, FakeScorer())
    assert len(rows(workspace, TicketStandingRow)) == 2


def test_an_import_meanwhile_holds_up_no_other_ticket(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, broken(1))
    score(workspace, FakeScorer(), meanwhile=lambda: bring(workspace, tmp_path, broken(2)))
    (stands,) = rows(workspace, TicketStandingRow)
    score(workspace, FakeScorer())
    assert {row.ticket_id for row in rows(workspace, TicketStandingRow)} > {stands.ticket_id}


def test_a_limit_above_what_is_left_still_scores_the_tickets(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, broken(1))
    summary = score(workspace, FakeScorer(), limit=50)
    assert (summary.texts, summary.tickets) == (1, 1)


@pytest.mark.parametrize("change", ["ticket", "standing", "nothing"])
def test_what_moves_while_it_is_scored_waits_for_the_next_pass(
    workspace: Workspace, tmp_path: Path, change: str
) -> None:
    scorer = FakeScorer()
    bring(workspace, tmp_path, broken(1))
    score(workspace, scorer)
    with workspace.database.writing() as session:
        session.connection().execute(update(TicketStandingRow).values(ticket_revision=0))
    ids = {"model": scorer.model_id, "rubric": scorer.rubric_id}
    with workspace.database.reading() as session:
        read = stale_tickets(session, **ids, as_of=workspace.as_of, after_id=0, limit=9)
    with workspace.database.writing() as session:
        if change == "ticket":
            moved = update(TicketRow).values(revision=TicketRow.revision + 1)
            session.connection().execute(moved)
        elif change == "standing":
            session.connection().execute(update(TicketStandingRow).values(ticket_revision=-1))
    with workspace.database.writing() as session:
        held = hold_unmoved(session, read)
    expected = {ticket.id for ticket in read} if change == "nothing" else set()
    assert len(read) == 1
    assert held == expected


def test_a_standing_marked_as_outdated_is_computed_anew(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path, broken(1))
    score(workspace, FakeScorer())
    with workspace.database.writing() as session:
        outdate_standings(session)
    assert score(workspace, FakeScorer()).tickets == 1
    assert score(workspace, FakeScorer()).tickets == 0


class _Robbed(FakeScorer):
    """Loses its lease to a process on another machine while it reads its first texts."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace

    def score(
        self, texts: Sequence[str], *, explain: Explain = Explain.NEVER, cancelled: object = None
    ) -> list[MessageScore]:
        later = datetime.now(UTC) + timedelta(hours=1)
        taken = update(LeaseRow).values(holder="elsewhere/1/x", expires_at=later)
        with self._workspace.database.writing() as session:
            session.connection().execute(taken)
        return super().score(texts, explain=explain, cancelled=cancelled)


def test_a_scorer_that_lost_its_lease_stops(
    workspace: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    bring(workspace, tmp_path, *(broken(number) for number in range(1, 121)))
    scorer = _Robbed(workspace)
    monkeypatch.setattr(Scorer, "load", lambda **_: scorer)
    monkeypatch.setattr("os.nice", lambda _: None)
    monkeypatch.setattr("sys.stdout", open(1, "w", closefd=False))  # noqa: SIM115
    arguments = ["--db", workspace.location, "--as-of", workspace.as_of.isoformat()]
    assert score_worker.main(arguments) == 2
    printed = capfd.readouterr()
    assert "another process has taken over the scoring" in printed.err
    assert len(printed.err.splitlines()) == 1
    assert '"cancelled"' not in printed.out, "it has no result to tell"
    assert len(scorer.read) == 50
    assert rows(workspace, TicketStandingRow) == []


def test_the_process_takes_no_modules_from_the_current_folder(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    for name in ("radar_tui", "msgspec", "argparse"):
        (folder / f"{name}.py").write_text("raise SystemExit('taken from the current folder')\n")
    monkeypatch.chdir(folder)
    assert run_score_process(workspace, report=lambda _: None).texts == 0
