"""The workspace's own rubric, and recalibration on what people said of scores."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from radar_tui.db.errors import MovedOnError, WorkspaceError
from radar_tui.db.queries.calibration import judged_messages
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
from radar_tui.scoring.calibration import Knots, Label, Quality, TooFewLabelsError
from radar_tui.scoring.compose import calibrated
from radar_tui.scoring.rubric import shipped_rubric, with_calibration
from radar_tui.services import calibrating
from radar_tui.services.calibrating import (
    LabelCounts,
    apply_calibration,
    calibration_report,
    reset_calibration,
)
from radar_tui.services.quality_sample import draw_sample, judge, skip, waiting
from radar_tui.services.rubrics import (
    current_rubric,
    is_fitted_elsewhere,
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
from support.workspaces import bring, comment, reach_to, rows, ticket

# The fake scorer's model.
FAKE = "fake"
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
    reach_to(workspace, workspace.as_of)
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
        assert store_calibration(workspace, knots, model=FAKE, note="a try").changed
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
    store_calibration(workspace, KNOTS, model=FAKE, note="")
    assert store_calibration(workspace, KNOTS, model=FAKE, note="").changed is False
    assert len(rows(workspace, RubricVersionRow)) == len(rows(workspace, ChangeSetRow)) == 1


def test_a_rubric_is_undone_and_redone(workspace: Workspace) -> None:
    ids = [workspace_rubric(workspace).id]
    for change in (
        lambda: store_calibration(workspace, KNOTS, model=FAKE, note=""),
        lambda: store_calibration(workspace, OTHERS, model=FAKE, note=""),
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
    store_calibration(workspace, KNOTS, model=FAKE, note="")
    store_calibration(replace(workspace, actor="Ravi"), OTHERS, model=FAKE, note="")
    with pytest.raises(MovedOnError, match="Ravi changed this"):
        undo_action(workspace)


def store_version(workspace: Workspace, definition: dict[str, object]) -> None:
    """Let a version count that another Radar has written."""
    with workspace.database.writing() as session:
        row = RubricVersionRow(
            rubric="r", definition=definition, by="Dana", at=workspace.as_of, note=""
        )
        session.add(row)
        session.flush()
        session.add(SettingRow(key="rubric", value=row.id))


@pytest.mark.parametrize("definition", [{}, {"calibration": {"knots": [[0, 0]]}}, {"x": 1}])
def test_a_version_that_cannot_be_read_says_the_way_back(
    workspace: Workspace, definition: dict[str, object]
) -> None:
    store_version(workspace, definition)
    told = "version 1 of the rubric by Dana cannot be read by this Radar; update Radar, or run: "
    with pytest.raises(WorkspaceError, match=f"{told}radar calibrate --reset"):
        workspace_rubric(workspace)
    assert reset_calibration(workspace, model=FAKE).rubric == shipped_rubric().id


def test_a_changed_rubric_makes_work_for_the_scorer_and_undo_unmakes_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_scored(workspace, tmp_path, [90, 75, 10])
    assert not _has_work(workspace, model="fake")
    store_calibration(workspace, KNOTS, model=FAKE, note="")
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
        score(labelled)
    undo_action(labelled)
    assert calibration_report(labelled, model=FAKE).knots is None


def test_what_is_applied_moves_the_scores(labelled: Workspace) -> None:
    before = sum(row.review for row in rows(labelled, TicketStandingRow))
    apply_calibration(labelled, model=FAKE)
    score(labelled)
    after = sum(row.review for row in rows(labelled, TicketStandingRow))
    assert (before, after < 24) == (30, True)


def test_labels_that_ask_for_no_change_lead_back_to_the_shipped_rubric(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_scored(workspace, tmp_path, list(range(2, 122, 2)))
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


def test_judged_messages_of_the_sample_are_labels_and_skipped_ones_are_not(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_scored(workspace, tmp_path, [90, 80, 10])
    draw_sample(workspace, "2026-W47")
    one, two, _ = waiting(workspace, "2026-W47")
    judge(workspace, one.id, Band.MILD)
    skip(workspace, two.id)
    assert counts(workspace) == counted(1, 1)


def counted(total: int, sampled: int = 0, **others: int) -> LabelCounts:
    left_out = ("opinions", "unscored_yet", "outdated", "with_context", "judged_blind")
    return LabelCounts(total, sampled, **(dict.fromkeys(left_out, 0) | others))


def counts(workspace: Workspace) -> LabelCounts:
    return reset_calibration(workspace, model=FAKE).labels


def test_opinions_with_a_band_are_labels_and_right_means_the_score_s_own(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_scored(workspace, tmp_path, [90, 80, 10, 130])
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
    score(workspace)
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
    bring_scored(workspace, tmp_path, [90, 80, 70])
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
    bring_scored(workspace, tmp_path, [90, 80])
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
    score(workspace)
    disagree(workspace, [ticket_ids(workspace)["1"]], Verdict.RIGHT)
    draw_sample(workspace, "2026-W47")
    items = {item.text: item.id for item in waiting(workspace, "2026-W47")}
    judge(workspace, items["[61] before"], Band.HIGH)
    assert counts(workspace) == counted(2, 1, opinions=1)
    judge(workspace, items["[62] the last"], Band.HIGH)
    assert counts(workspace) == counted(2, 2, judged_blind=1)


def test_opinions_teach_and_do_not_measure(workspace: Workspace, tmp_path: Path) -> None:
    bring_scored(workspace, tmp_path, [70] * 60)
    disagree(workspace, list(ticket_ids(workspace).values()), Verdict.TOO_HIGH, Band.MILD)
    report = calibration_report(workspace, model=FAKE)
    assert report.proposal is not None
    assert report.proposal.knots[2][0] > 60
    assert report.proposal.before == report.proposal.after == Quality(0, 0, 0, None, None)
    assert report.proposal.helps is None


def test_those_who_were_judged_stand_for_those_who_were_not(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_scored(workspace, tmp_path, [*range(100, 125), *range(1, 21)])
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
    bring_scored(workspace, tmp_path, [90])
    store_labels(workspace)
    ids = [shipped_rubric().id]
    for knots in (KNOTS, OTHERS):
        store_calibration(workspace, knots, model=FAKE, note="")
        ids.append(workspace_rubric(workspace).id)
        score(workspace)
    with workspace.database.writing() as session:
        for row in session.exec(select(MessageScoreRow)):
            row.score = ids.index(row.rubric)
    with workspace.database.reading() as session:
        for expected, rubric in enumerate(ids):
            (found,) = judged_messages(session, model=FAKE, rubrics=ids, rubric=rubric)
            assert found.score == expected


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


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, False),
        ({"model": FAKE, "base": shipped_rubric().id}, False),
        ({"model": "former", "base": shipped_rubric().id}, True),
        ({"model": FAKE, "base": "former"}, True),
    ],
)
def test_a_version_tells_what_it_was_fitted_to(
    workspace: Workspace, values: dict[str, str], expected: bool
) -> None:
    store_version(workspace, {"calibration": {"knots": [[0, 0], [80, 60], [200, 200]]}, **values})
    with workspace.database.reading() as session:
        assert is_fitted_elsewhere(session, FAKE) is expected


@pytest.mark.parametrize("knots", [KNOTS, OTHERS])
def test_an_opinion_on_a_calibrated_score_goes_by_the_score_before(
    workspace: Workspace, tmp_path: Path, knots: Knots, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Label] = []

    def recorded(labels: list[Label], *_: object, **__: object) -> None:
        given.extend(labels)
        raise TooFewLabelsError

    monkeypatch.setattr(calibrating, "recalibrate", recorded)
    bring_scored(workspace, tmp_path, [75])
    store_calibration(workspace, knots, model=FAKE, note="")
    score(workspace)
    disagree(workspace, [ticket_ids(workspace)["1"]], Verdict.TOO_LOW, Band.HIGH)
    with pytest.raises(WorkspaceError, match="1 of the 50"):
        calibration_report(workspace, model=FAKE)
    (message,) = rows(workspace, MessageRow)
    assert given == [Label(75, Band.HIGH, 1.0, message.text_hash, sampled=False)]
