"""Recalibration on what people said of scores: reported, applied, undone."""

from dataclasses import replace
from pathlib import Path

import pytest

from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import (
    ChangeSetRow,
    MessageRow,
    RubricVersionRow,
    TicketStandingRow,
)
from radar_tui.domain.bands import Band
from radar_tui.scoring.calibration import Knots, Label, Quality, TooFewLabelsError
from radar_tui.scoring.rubric import shipped_rubric
from radar_tui.services import calibrating
from radar_tui.services.calibrating import (
    apply_calibration,
    calibration_report,
    reset_calibration,
)
from radar_tui.services.rubrics import (
    is_fitted_elsewhere,
    store_calibration,
    workspace_rubric,
)
from radar_tui.services.triage import Verdict, disagree
from radar_tui.services.undoing import undo_action
from radar_tui.services.workspace import Workspace
from support.judged_workspaces import (
    FAKE,
    KNOTS,
    OTHERS,
    bring_solved,
    counted,
    score_own,
    store_labels,
    ticket_ids,
)
from support.scorers import FakeScorer
from support.workspaces import rows, score


def test_fewer_than_fifty_labels_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    bring_solved(workspace, tmp_path, list(range(2, 100, 2)))
    store_labels(workspace)
    for act in (calibration_report, apply_calibration):
        with pytest.raises(WorkspaceError, match=r"49 of the 50 .*; judge more with"):
            act(workspace, model=FAKE)
    assert rows(workspace, RubricVersionRow) == rows(workspace, ChangeSetRow) == []


def test_a_report_changes_nothing(labelled: Workspace) -> None:
    report = calibration_report(labelled, model=FAKE)
    assert report.labels == counted(60, 60)
    assert (report.rubric, report.knots, report.done) == (shipped_rubric().id, None, None)
    assert report.proposal is not None
    assert report.proposal.before.precision == pytest.approx(20 / 30)
    assert (report.proposal.after.precision or 0) > 0.8
    assert report.proposal.knots[2][0] > 70
    assert rows(labelled, RubricVersionRow) == rows(labelled, ChangeSetRow) == []


def test_what_is_applied_counts_can_be_undone_and_is_not_applied_on_top(
    labelled: Workspace,
) -> None:
    applied = apply_calibration(labelled, model=FAKE)
    assert applied.proposal is not None
    assert applied.knots == applied.proposal.knots
    assert applied.rubric == workspace_rubric(labelled).id != shipped_rubric().id
    assert applied.done == f"calibrated the scores (rubric {applied.rubric})"
    # Labels go by the score before calibration, before and after the texts are scored again.
    for _ in range(2):
        again = apply_calibration(labelled, model=FAKE)
        assert (again.knots, again.done) == (applied.knots, None)
        assert again.proposal is not None
        # Only how the scores agree now has moved.
        assert again.proposal == replace(applied.proposal, now=again.proposal.now)
        assert again.proposal.now != again.proposal.before == applied.proposal.now
        score_own(labelled)
    undo_action(labelled)
    assert calibration_report(labelled, model=FAKE).knots is None


def test_what_is_applied_moves_the_scores(labelled: Workspace) -> None:
    before = sum(row.review for row in rows(labelled, TicketStandingRow))
    apply_calibration(labelled, model=FAKE)
    score_own(labelled)
    after = sum(row.review for row in rows(labelled, TicketStandingRow))
    assert (before, after < 24) == (30, True)


def test_labels_that_ask_for_no_change_lead_back_to_the_shipped_rubric(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_solved(workspace, tmp_path, list(range(2, 122, 2)))
    store_labels(workspace)
    assert apply_calibration(workspace, model=FAKE).done is None
    store_calibration(workspace, KNOTS, model=FAKE, note="")
    report = apply_calibration(workspace, model=FAKE)
    assert report.knots is None
    assert report.done is not None


def test_a_reset_needs_no_labels(workspace: Workspace) -> None:
    store_calibration(workspace, KNOTS, model=FAKE, note="")
    report = reset_calibration(workspace, model=FAKE)
    assert (report.rubric, report.knots, report.proposal) == (shipped_rubric().id, None, None)
    assert report.done
    assert reset_calibration(workspace, model=FAKE).done is None


def test_opinions_teach_and_do_not_measure(workspace: Workspace, tmp_path: Path) -> None:
    bring_solved(workspace, tmp_path, [70] * 60)
    disagree(workspace, list(ticket_ids(workspace).values()), Verdict.TOO_HIGH, Band.MILD)
    report = calibration_report(workspace, model=FAKE)
    assert report.proposal is not None
    assert report.proposal.knots[2][0] > 60
    assert report.proposal.before == report.proposal.after == Quality(0, 0, 0, None, None)
    assert report.proposal.helps is None


def test_a_calibration_that_was_fitted_to_another_model_says_so_until_it_is_fitted_anew(
    labelled: Workspace,
) -> None:
    def elsewhere() -> tuple[bool, bool]:
        with labelled.database.reading() as session:
            return is_fitted_elsewhere(session, FAKE), is_fitted_elsewhere(session, "newer")

    assert elsewhere() == (False, False)
    assert apply_calibration(labelled, model=FAKE).fitted_elsewhere is False
    assert elsewhere() == (False, True)
    score(labelled, FakeScorer("newer"))
    assert calibration_report(labelled, model="newer").fitted_elsewhere is True
    # The same knots, but now known to be right for the newer model.
    assert apply_calibration(labelled, model="newer").done
    assert elsewhere() == (True, False)


@pytest.mark.parametrize("knots", [KNOTS, OTHERS])
def test_an_opinion_on_a_calibrated_score_goes_by_the_score_before(
    workspace: Workspace, tmp_path: Path, knots: Knots, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Label] = []

    def recorded(labels: list[Label], *_: object, **__: object) -> None:
        given.extend(labels)
        raise TooFewLabelsError

    monkeypatch.setattr(calibrating, "recalibrate", recorded)
    bring_solved(workspace, tmp_path, [75])
    store_calibration(workspace, knots, model=FAKE, note="")
    score_own(workspace)
    disagree(workspace, [ticket_ids(workspace)["1"]], Verdict.TOO_LOW, Band.HIGH)
    with pytest.raises(WorkspaceError, match="1 of the 50"):
        calibration_report(workspace, model=FAKE)
    (message,) = rows(workspace, MessageRow)
    assert given == [Label(75, Band.HIGH, 1.0, message.text_hash, sampled=False)]
