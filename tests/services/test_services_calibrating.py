"""The workspace's own rubric, and recalibration on what people said of scores."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.db.errors import MovedOnError, WorkspaceError
from radar_tui.db.queries.scoring import count_unscored, stale_tickets
from radar_tui.db.tables import (
    ChangeSetRow,
    MessageRow,
    MessageScoreRow,
    QualitySampleRow,
    RubricVersionRow,
    SettingRow,
    TicketRow,
    TicketStandingRow,
)
from radar_tui.domain.bands import TEMPLATE_LIMITS, Band
from radar_tui.domain.scores import MessageScore
from radar_tui.scoring import Rubric
from radar_tui.scoring.calibration import Knots
from radar_tui.scoring.compose import calibrated
from radar_tui.scoring.rubric import shipped_rubric, with_calibration
from radar_tui.services.calibrating import (
    LabelCounts,
    apply_calibration,
    calibration_report,
    reset_calibration,
)
from radar_tui.services.quality_sample import draw_sample, judge, skip, waiting
from radar_tui.services.rubrics import (
    current_rubric,
    reset_rubric,
    rubric_ids,
    store_calibration,
    workspace_rubric,
)
from radar_tui.services.scoring import WorkspaceScoring
from radar_tui.services.scoring_supervisor import _has_work
from radar_tui.services.triage import Verdict, disagree
from radar_tui.services.undoing import redo_action, undo_action
from radar_tui.services.workspace import Workspace
from support.scorers import FakeScorer
from support.workspaces import bring, comment, rows, ticket

KNOTS = ((0, 0), (30, 30), (80, 60), (120, 120), (200, 200))
OTHERS = ((0, 0), (30, 30), (70, 60), (120, 120), (200, 200))


class TeamScorer(FakeScorer):
    """The fake scorer under a workspace's own rubric."""

    def __init__(self, rubric: Rubric) -> None:
        super().__init__()
        self.rubric, self.rubric_id = rubric, rubric.id

    def _score(self, text: str) -> MessageScore:
        made = super()._score(text)
        if made.score is None or self.rubric.calibration is None:
            return made
        parts = calibrated(made.contributions, self.rubric.calibration.knots)
        points = sum(part.points for part in parts)
        band = TEMPLATE_LIMITS.band(points)
        return replace(made, score=points, band=band, review=points > 60, contributions=parts)


def score(workspace: Workspace, scorer: FakeScorer | None = None, limit: int | None = None) -> None:
    scorer = scorer or TeamScorer(workspace_rubric(workspace))
    scoring = WorkspaceScoring(workspace, scorer, report=lambda _: None, cancelled=lambda: False)  # type: ignore[arg-type]
    scoring.run(limit=limit)


def bring_scored(workspace: Workspace, folder: Path, points: list[int], **values: object) -> None:
    """Solved tickets: nobody waits, so that their scores are those of their words."""
    bring(
        workspace,
        folder,
        *(
            ticket(
                number,
                status="solved",
                comments=[comment(1, body=f"[{worth}] it broke, {number}")],
                **values,
            )
            for number, worth in enumerate(points, start=1)
        ),
    )
    score(workspace)


def store_labels(workspace: Workspace, stricter: float = 1.0, probability: float = 0.5) -> None:
    """Let all messages be drawn and judged by somebody who finds them so much calmer."""
    scores = {row.text_hash: row for row in rows(workspace, MessageScoreRow)}
    messages = rows(workspace, MessageRow)
    with workspace.database.writing() as session:
        for message in messages:
            stored = scores[message.text_hash]
            session.add(
                QualitySampleRow(
                    week="2026-W47",
                    message_id=message.id,
                    stratum="above",
                    probability=probability,
                    text_hash=stored.text_hash,
                    score=stored.score,
                    model=stored.model,
                    rubric=stored.rubric,
                    drawn_at=workspace.as_of,
                    band=TEMPLATE_LIMITS.band(int(stored.score * stricter)),
                    by="Dana",
                    at=workspace.as_of,
                )
            )


def ticket_ids(workspace: Workspace) -> dict[str, int]:
    return {row.external_id: row.id for row in rows(workspace, TicketRow)}


@pytest.fixture
def labelled(workspace: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    """60 messages, 2 to 120 points, of which people say that they are worth three quarters."""
    bring_scored(workspace, tmp_path, list(range(2, 122, 2)))
    store_labels(workspace, 0.75)
    return workspace


def test_a_new_workspace_has_the_shipped_rubric(workspace: Workspace) -> None:
    assert workspace_rubric(workspace) is shipped_rubric()
    with workspace.database.reading() as session:
        assert rubric_ids(session) == {shipped_rubric().id}
    assert reset_rubric(workspace).changed is False
    assert rows(workspace, ChangeSetRow) == []


def test_versions_are_kept_and_one_of_them_counts(workspace: Workspace) -> None:
    for knots in (KNOTS, OTHERS):
        assert store_calibration(workspace, knots, note="a try").changed
    expected = [with_calibration(shipped_rubric(), knots) for knots in (KNOTS, OTHERS)]
    assert workspace_rubric(workspace) == expected[1]
    assert reset_rubric(workspace).label == (
        f"went back to the shipped rubric {shipped_rubric().id}"
    )
    assert workspace_rubric(workspace) is shipped_rubric()
    stored = rows(workspace, RubricVersionRow)
    assert [row.rubric for row in stored] == [rubric.id for rubric in expected]
    assert {(row.by, row.at, row.note) for row in stored} == {("Dana", workspace.as_of, "a try")}
    with workspace.database.reading() as session:
        assert rubric_ids(session) == {shipped_rubric().id, *(one.id for one in expected)}


def test_the_same_calibration_again_is_no_version(workspace: Workspace) -> None:
    store_calibration(workspace, KNOTS, note="")
    assert store_calibration(workspace, KNOTS, note="").changed is False
    assert len(rows(workspace, RubricVersionRow)) == len(rows(workspace, ChangeSetRow)) == 1


def test_a_rubric_is_undone_and_redone(workspace: Workspace) -> None:
    ids = [workspace_rubric(workspace).id]
    for change in (
        lambda: store_calibration(workspace, KNOTS, note=""),
        lambda: store_calibration(workspace, OTHERS, note=""),
        lambda: reset_rubric(workspace),
    ):
        change()
        ids.append(workspace_rubric(workspace).id)
    for expected in (ids[2], ids[1], ids[0]):
        undo_action(workspace)
        assert workspace_rubric(workspace).id == expected
    for expected in ids[1:]:
        redo_action(workspace)
        assert workspace_rubric(workspace).id == expected


def test_undo_is_refused_where_somebody_changed_the_rubric_since(workspace: Workspace) -> None:
    store_calibration(workspace, KNOTS, note="")
    store_calibration(replace(workspace, actor="Ravi"), OTHERS, note="")
    with pytest.raises(MovedOnError, match="Ravi changed this"):
        undo_action(workspace)


@pytest.mark.parametrize("definition", [{}, {"calibration": {"knots": [[0, 0]]}}, {"x": 1}])
def test_a_version_that_cannot_be_read_says_the_way_back(
    workspace: Workspace, definition: dict[str, object]
) -> None:
    with workspace.database.writing() as session:
        row = RubricVersionRow(
            rubric="r", definition=definition, by="Dana", at=workspace.as_of, note=""
        )
        session.add(row)
        session.flush()
        session.add(SettingRow(key="rubric", value=row.id))
    with pytest.raises(WorkspaceError, match="radar calibrate --reset"):
        workspace_rubric(workspace)
    assert reset_calibration(workspace).rubric == shipped_rubric().id


def test_a_changed_rubric_makes_work_for_the_scorer_and_undo_unmakes_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_scored(workspace, tmp_path, [90, 75, 10])
    assert not _has_work(workspace, model="fake")
    store_calibration(workspace, KNOTS, note="")
    assert _has_work(workspace, model="fake")
    with workspace.database.reading() as session:
        assert count_unscored(session, model="fake", rubric=current_rubric(session).id) == 3
    score(workspace)
    assert not _has_work(workspace, model="fake")
    standings = {row.score: row.review for row in rows(workspace, TicketStandingRow)}
    assert standings == {75: True, 57: False, 10: False}
    undo_action(workspace)
    with workspace.database.reading() as session:
        rubric = current_rubric(session).id
        assert count_unscored(session, model="fake", rubric=rubric) == 0
        at = {"as_of": workspace.as_of, "after_id": 0, "limit": 9}
        assert len(stale_tickets(session, model="fake", rubric=rubric, **at)) == 3


def test_fewer_than_fifty_labels_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    bring_scored(workspace, tmp_path, list(range(2, 100, 2)))
    store_labels(workspace)
    for act in (calibration_report, apply_calibration):
        with pytest.raises(WorkspaceError, match="49 labels are too few; it takes 50"):
            act(workspace)
    assert rows(workspace, RubricVersionRow) == rows(workspace, ChangeSetRow) == []


def test_a_report_changes_nothing(labelled: Workspace) -> None:
    report = calibration_report(labelled)
    assert report.labels == LabelCounts(60, 60, 0, 0, 0)
    assert (report.rubric, report.knots, report.done) == (shipped_rubric().id, None, None)
    assert report.proposal is not None
    assert report.proposal.before.precision == pytest.approx(20 / 30)
    assert (report.proposal.after.precision or 0) > 0.8
    assert report.proposal.knots[2][0] > 70
    assert rows(labelled, RubricVersionRow) == rows(labelled, ChangeSetRow) == []


def test_what_is_applied_counts_can_be_undone_and_is_not_applied_on_top(
    labelled: Workspace,
) -> None:
    applied = apply_calibration(labelled)
    assert applied.proposal is not None
    assert applied.knots == applied.proposal.knots
    assert applied.rubric == workspace_rubric(labelled).id != shipped_rubric().id
    assert applied.done == f"calibrated the scores (rubric {applied.rubric})"
    # Labels go by the score before calibration, before and after the texts are scored again.
    for _ in range(2):
        again = apply_calibration(labelled)
        assert (again.knots, again.done) == (applied.knots, None)
        assert again.proposal == applied.proposal
        score(labelled)
    undo_action(labelled)
    assert calibration_report(labelled).knots is None


def test_what_is_applied_moves_the_scores(labelled: Workspace) -> None:
    before = sum(row.review for row in rows(labelled, TicketStandingRow))
    apply_calibration(labelled)
    score(labelled)
    after = sum(row.review for row in rows(labelled, TicketStandingRow))
    assert (before, after < 24) == (30, True)


def test_labels_that_ask_for_no_change_lead_back_to_the_shipped_rubric(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_scored(workspace, tmp_path, list(range(2, 122, 2)))
    store_labels(workspace)
    assert apply_calibration(workspace).done is None
    store_calibration(workspace, KNOTS, note="")
    report = apply_calibration(workspace)
    assert report.knots is None
    assert report.done is not None


def test_a_reset_needs_no_labels(workspace: Workspace) -> None:
    store_calibration(workspace, KNOTS, note="")
    report = reset_calibration(workspace)
    assert (report.rubric, report.knots, report.proposal) == (shipped_rubric().id, None, None)
    assert report.done
    assert reset_calibration(workspace).done is None


def test_judged_messages_of_the_sample_are_labels_and_skipped_ones_are_not(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_scored(workspace, tmp_path, [90, 80, 10])
    draw_sample(workspace, "2026-W47")
    one, two, _ = waiting(workspace, "2026-W47")
    judge(workspace, one.id, Band.MILD)
    skip(workspace, two.id)
    assert counts(workspace) == LabelCounts(1, 1, 0, 0, 0)


def counts(workspace: Workspace) -> LabelCounts:
    return reset_calibration(workspace).labels


def test_opinions_with_a_band_are_labels_and_right_means_the_score_s_own(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_scored(workspace, tmp_path, [90, 80, 10, 130])
    ids = ticket_ids(workspace)
    disagree(workspace, [ids["1"]], Verdict.TOO_HIGH, Band.MILD)
    disagree(workspace, [ids["2"]], Verdict.RIGHT)
    disagree(workspace, [ids["3"]], Verdict.TOO_LOW)
    assert counts(workspace) == LabelCounts(2, 0, 2, 0, 0)
    later = replace(workspace, as_of=workspace.as_of + timedelta(hours=1))
    disagree(later, [ids["2"]], Verdict.TOO_HIGH, Band.NEUTRAL)
    assert counts(workspace) == LabelCounts(2, 0, 2, 0, 0)


def test_opinions_on_scores_that_context_is_part_of_are_left_out(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(
        workspace,
        tmp_path,
        ticket(1, comments=[comment(1, body="[80] x", created_at="2026-11-16T08:00:00Z")]),
    )
    score(workspace)
    disagree(workspace, [ticket_ids(workspace)["1"]], Verdict.TOO_HIGH, Band.MILD)
    assert counts(workspace) == LabelCounts(0, 0, 0, 0, 1)


def test_labels_of_another_model_are_left_out_until_its_scores_are_there(
    labelled: Workspace,
) -> None:
    disagree(labelled, [ticket_ids(labelled)["45"]], Verdict.TOO_HIGH, Band.MILD)
    score(labelled, FakeScorer("newer"), limit=25)
    assert counts(labelled) == LabelCounts(61, 60, 1, 0, 0)
    score(labelled, FakeScorer("newer"))
    # The sample's texts have the new model's scores; the opinion was on the old one's.
    assert counts(labelled) == LabelCounts(60, 60, 0, 1, 0)


@pytest.mark.parametrize("knots", [KNOTS, OTHERS])
def test_an_opinion_on_a_calibrated_score_goes_by_the_score_before(
    workspace: Workspace, tmp_path: Path, knots: Knots
) -> None:
    bring_scored(workspace, tmp_path, [75] * 3 + list(range(4, 100, 2)))
    store_labels(workspace)
    plain = calibration_report(workspace)
    store_calibration(workspace, knots, note="")
    score(workspace)
    disagree(workspace, [ticket_ids(workspace)["1"]], Verdict.TOO_LOW, Band.HIGH)
    report = calibration_report(workspace)
    assert report.labels.opinions == 1
    assert report.proposal is not None
    assert plain.proposal is not None
    # 75 before calibration, judged high: it agrees with the score as shipped.
    assert report.proposal.before.agreed == plain.proposal.before.agreed + 1
    assert report.proposal.before.flagged == plain.proposal.before.flagged + 1
