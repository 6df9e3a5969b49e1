"""Which judgements are labels for a calibration, of which score, and how much each weighs."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.calibration import judged_messages
from radar_tui.db.tables import (
    MessageScoreRow,
    QualitySampleRow,
)
from radar_tui.domain.bands import Band
from radar_tui.scoring.rubric import shipped_rubric
from radar_tui.services.calibrating import (
    LabelCounts,
    calibration_report,
    reset_calibration,
)
from radar_tui.services.quality_sample import draw_sample, judge, skip, waiting
from radar_tui.services.rubrics import (
    current_rubric,
    store_calibration,
    workspace_rubric,
)
from radar_tui.services.triage import Verdict, disagree
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
from support.workspaces import bring, comment, reach_to, rows, score, ticket


def counts(workspace: Workspace) -> LabelCounts:
    return reset_calibration(workspace, model=FAKE).labels


def test_judged_messages_of_the_sample_are_labels_and_skipped_ones_are_not(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_solved(workspace, tmp_path, [90, 80, 10])
    draw_sample(workspace, "2026-W47")
    one, two, _ = waiting(workspace, "2026-W47")
    judge(workspace, one.id, Band.MILD)
    skip(workspace, two.id)
    assert counts(workspace) == counted(1, 1)


def test_opinions_with_a_band_are_labels_and_right_means_the_score_s_own(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_solved(workspace, tmp_path, [90, 80, 10, 130])
    ids = ticket_ids(workspace)
    disagree(workspace, [ids["1"]], Verdict.TOO_HIGH, Band.MILD)
    disagree(workspace, [ids["2"]], Verdict.RIGHT)
    disagree(workspace, [ids["3"]], Verdict.TOO_LOW)
    assert counts(workspace) == counted(2, opinions=2)
    later = replace(workspace, as_of=workspace.as_of + timedelta(hours=1))
    disagree(later, [ids["2"]], Verdict.TOO_HIGH, Band.NEUTRAL)
    assert counts(workspace) == counted(2, opinions=2)


def test_opinions_on_scores_that_context_is_part_of_are_left_out(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(
        workspace,
        tmp_path,
        ticket(1, comments=[comment(1, body="[80] x", created_at="2026-11-16T08:00:00Z")]),
    )
    score_own(workspace)
    disagree(workspace, [ticket_ids(workspace)["1"]], Verdict.TOO_HIGH, Band.MILD)
    assert counts(workspace) == counted(0, with_context=1)


def test_labels_go_by_the_scores_of_the_model_that_counts(labelled: Workspace) -> None:
    def by_newer() -> LabelCounts:
        return reset_calibration(labelled, model="newer").labels

    assert by_newer() == counted(0, unscored_yet=60)
    with pytest.raises(WorkspaceError, match=r"0 of the 50 .*; 60 wait for radar score$"):
        calibration_report(labelled, model="newer")
    score(labelled, FakeScorer("newer"), limit=25)
    assert by_newer() == counted(25, 25, unscored_yet=35)
    score(labelled, FakeScorer("newer"))
    assert by_newer() == counted(60, 60) == counts(labelled)


def test_an_opinion_on_another_model_s_score_and_a_text_that_is_gone_are_outdated(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_solved(workspace, tmp_path, [90, 80, 70])
    disagree(workspace, [ticket_ids(workspace)["3"]], Verdict.TOO_HIGH, Band.MILD)
    draw_sample(workspace, "2026-W47")
    for item in waiting(workspace, "2026-W47"):
        if item.ticket != "3":
            judge(workspace, item.id, Band.HIGH)
    reworded = comment(1, body="[90] in other words")
    bring(workspace, tmp_path, ticket(1, comments=[reworded], updated_at="2026-11-22T09:00:00Z"))
    found = reset_calibration(workspace, model="newer").labels
    assert found == counted(0, unscored_yet=1, outdated=2)


def test_an_opinion_on_words_that_were_judged_blind_is_left_out(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_solved(workspace, tmp_path, [90, 80])
    disagree(workspace, list(ticket_ids(workspace).values()), Verdict.RIGHT)
    assert counts(workspace) == counted(2, opinions=2)
    draw_sample(workspace, "2026-W47")
    item, _ = waiting(workspace, "2026-W47")
    judge(workspace, item.id, Band.HIGH)
    assert counts(workspace) == counted(2, 1, opinions=1, judged_blind=1)


def test_an_opinion_is_on_the_last_words_that_have_a_score(
    workspace: Workspace, tmp_path: Path
) -> None:
    said = ("2026-11-20T08:00:00Z", "[62] the last"), ("2026-11-20T09:00:00Z", "keine Ahnung")
    before = comment(3, body="[61] before", created_at="2026-11-19T08:00:00Z")
    last = [
        comment(number, created_at=at, body=text) for number, (at, text) in enumerate(said, start=1)
    ]
    bring(workspace, tmp_path, ticket(1, status="solved", comments=[before, *last]))
    reach_to(workspace, workspace.as_of)
    score_own(workspace)
    disagree(workspace, [ticket_ids(workspace)["1"]], Verdict.RIGHT)
    draw_sample(workspace, "2026-W47")
    items = {item.text: item.id for item in waiting(workspace, "2026-W47")}
    judge(workspace, items["[61] before"], Band.HIGH)
    assert counts(workspace) == counted(2, 1, opinions=1)
    judge(workspace, items["[62] the last"], Band.HIGH)
    assert counts(workspace) == counted(2, 2, judged_blind=1)


def test_those_who_were_judged_stand_for_those_who_were_not(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_solved(workspace, tmp_path, [*range(100, 125), *range(1, 21)])
    draw_sample(workspace, "2026-W47")
    above = {row.id for row in rows(workspace, QualitySampleRow) if row.stratum == "above"}
    for item in waiting(workspace, "2026-W47"):
        if item.id not in above or item.id == min(above):
            judge(workspace, item.id, Band.MILD)
        elif item.id == max(above):
            skip(workspace, item.id)
    with workspace.database.reading() as session:
        rubric = current_rubric(session).id
        found = judged_messages(session, model=FAKE, rubrics=[rubric], rubric=rubric)
    # One of ten drawn from 25 stands for all of them; ten of ten from 20 for two each.
    assert sorted(one.weight for one in found) == pytest.approx([2.0] * 10 + [25.0])


def test_of_several_scores_of_a_text_the_present_rubric_s_counts(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_solved(workspace, tmp_path, [90])
    store_labels(workspace)
    ids = [shipped_rubric().id]
    for knots in (KNOTS, OTHERS):
        store_calibration(workspace, knots, model=FAKE, note="")
        ids.append(workspace_rubric(workspace).id)
        score_own(workspace)
    with workspace.database.writing() as session:
        for row in session.exec(select(MessageScoreRow)):
            row.score = ids.index(row.rubric)
    with workspace.database.reading() as session:
        for expected, rubric in enumerate(ids):
            (found,) = judged_messages(session, model=FAKE, rubrics=ids, rubric=rubric)
            assert found.score == expected
