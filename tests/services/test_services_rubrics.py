"""The workspace's own rubric: its versions, which of them counts, and undo."""

from dataclasses import replace
from pathlib import Path

import pytest

from radar_tui.db.errors import MovedOnError, WorkspaceError
from radar_tui.db.queries.scoring import count_unscored, stale_tickets
from radar_tui.db.tables import (
    ChangeSetRow,
    RubricVersionRow,
    SettingRow,
    TicketStandingRow,
)
from radar_tui.domain.bands import TEMPLATE_LIMITS, BandLimits
from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.rubric import shipped_rubric, with_calibration
from radar_tui.scoring.rubric_changes import RubricChanges, SignalChanges, changed_rubric
from radar_tui.services.calibrating import (
    reset_calibration,
)
from radar_tui.services.rubrics import (
    current_rubric,
    drop_calibration,
    is_fitted_elsewhere,
    rubric_ids,
    store_calibration,
    store_changes,
    workspace_limits,
    workspace_rubric,
)
from radar_tui.services.scoring_supervisor import _has_work
from radar_tui.services.undoing import redo_action, undo_action
from radar_tui.services.workspace import Workspace
from support.judged_workspaces import FAKE, KNOTS, OTHERS, bring_solved, score_own
from support.workspaces import rows


def test_a_new_workspace_has_the_shipped_rubric(workspace: Workspace) -> None:
    assert workspace_rubric(workspace) is shipped_rubric()
    with workspace.database.reading() as session:
        assert rubric_ids(session) == {shipped_rubric().id}
    assert drop_calibration(workspace).changed is False
    assert rows(workspace, ChangeSetRow) == []


def test_versions_are_kept_and_one_of_them_counts(workspace: Workspace) -> None:
    for knots in (KNOTS, OTHERS):
        assert store_calibration(workspace, knots, model=FAKE, note="a try").changed
    expected = [with_calibration(shipped_rubric(), knots) for knots in (KNOTS, OTHERS)]
    assert workspace_rubric(workspace) == expected[1]
    assert drop_calibration(workspace).label == (
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
        lambda: drop_calibration(workspace),
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


@pytest.mark.parametrize(
    "definition",
    [
        {"changes": {"signals": {"churn": {"points": 900}}}},
        {"calibration": {"knots": [[0, 0]]}},
        {"x": 1},
    ],
)
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
    bring_solved(workspace, tmp_path, [90, 75, 10])
    assert not _has_work(workspace, model="fake")
    store_calibration(workspace, KNOTS, model=FAKE, note="")
    assert _has_work(workspace, model="fake")
    with workspace.database.reading() as session:
        assert count_unscored(session, model="fake", rubric=current_rubric(session).id) == 3
    score_own(workspace)
    assert not _has_work(workspace, model="fake")
    standings = {row.score: row.review for row in rows(workspace, TicketStandingRow)}
    assert standings == {75: True, 57: False, 10: False}
    undo_action(workspace)
    with workspace.database.reading() as session:
        rubric = current_rubric(session).id
        assert count_unscored(session, model="fake", rubric=rubric) == 0
        at = {"as_of": workspace.as_of, "after_id": 0, "limit": 9}
        assert len(stale_tickets(session, model="fake", rubric=rubric, **at)) == 3


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


CHURN = ContributionName.CHURN
OWN = RubricChanges({CHURN: SignalChanges(points=30, added=("moving to Globex",))})


def test_changes_count_and_are_undone(workspace: Workspace) -> None:
    result = store_changes(workspace, OWN, since=RubricChanges())
    assert result.label == "changed the rubric: churn 20 → 30 points, churn +1 of your phrases"
    rubric = workspace_rubric(workspace)
    assert rubric == changed_rubric(shipped_rubric(), OWN)
    assert rubric.signals[CHURN].phrases[0] == "moving to Globex"
    undo_action(workspace)
    assert workspace_rubric(workspace) is shipped_rubric()
    redo_action(workspace)
    assert workspace_rubric(workspace) == rubric
    assert store_changes(workspace, RubricChanges(), since=OWN).changed
    assert workspace_rubric(workspace) is shipped_rubric()
    assert rows(workspace, SettingRow) == []


def test_lists_go_by_the_team_s_own_bands(workspace: Workspace) -> None:
    own = BandLimits(neutral=20, mild=80, high=150, review=75)
    assert workspace_limits(workspace) == TEMPLATE_LIMITS
    result = store_changes(workspace, RubricChanges(bands=own), since=RubricChanges())
    moved = "neutral 30 → 20, mild 60 → 80, high 120 → 150, review 60 → 75"
    assert result.label == f"changed the rubric: {moved}"
    assert workspace_limits(workspace) == workspace_rubric(workspace).bands == own
    undo_action(workspace)
    assert workspace_limits(workspace) == TEMPLATE_LIMITS


@pytest.mark.parametrize("bands", [{"neutral": 90}, {"calm": 1}, {"mild": "x"}, 3])
def test_bands_that_cannot_be_read_leave_lists_to_the_template_s(
    workspace: Workspace, bands: object
) -> None:
    store_version(workspace, {"changes": {"bands": bands}})
    assert workspace_limits(workspace) == TEMPLATE_LIMITS


def test_changes_begun_from_what_no_longer_stands_are_refused(workspace: Workspace) -> None:
    store_changes(replace(workspace, actor="Ravi"), OWN, since=RubricChanges())
    others = RubricChanges(bands=BandLimits(review=80))
    with pytest.raises(WorkspaceError, match="changed by somebody else meanwhile"):
        store_changes(workspace, others, since=RubricChanges())
    assert store_changes(workspace, OWN, since=OWN).changed is False
    assert len(rows(workspace, RubricVersionRow)) == 1


def test_a_calibration_outlives_changes_but_is_told_to_be_fitted_elsewhere(
    workspace: Workspace,
) -> None:
    store_calibration(workspace, KNOTS, model=FAKE, note="")
    store_changes(workspace, OWN, since=RubricChanges())
    with workspace.database.reading() as session:
        assert current_rubric(session) == with_calibration(
            changed_rubric(shipped_rubric(), OWN), KNOTS
        )
        assert is_fitted_elsewhere(session, FAKE)
        # Scores of the rubric before differ in more than the calibration.
        assert shipped_rubric().id not in rubric_ids(session)
    store_calibration(workspace, KNOTS, model=FAKE, note="")
    with workspace.database.reading() as session:
        assert not is_fitted_elsewhere(session, FAKE)
    label = drop_calibration(workspace).label
    rubric = workspace_rubric(workspace)
    assert rubric == changed_rubric(shipped_rubric(), OWN)
    assert label == f"took the calibration off the rubric, now {rubric.id}"
    assert drop_calibration(workspace).label == "the scores are not calibrated"
