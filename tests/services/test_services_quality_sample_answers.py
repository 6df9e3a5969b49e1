"""Answers to the blind sample: counted, changed, refused, undone like any action."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from radar_tui.db.changesets import ChangeSet
from radar_tui.db.errors import MovedOnError, WorkspaceError
from radar_tui.db.feed import changes_since, newest_change
from radar_tui.db.imports.runs import undo_run
from radar_tui.db.tables import (
    ChangeSetRow,
    MessageRow,
    QualitySampleRow,
    TicketRow,
)
from radar_tui.domain.bands import Band
from radar_tui.services.acting import ActResult
from radar_tui.services.quality_sample import (
    SampleStatus,
    draw_sample,
    judge,
    skip,
    waiting,
)
from radar_tui.services.undoing import redo_action, undo_action
from radar_tui.services.workspace import Workspace
from support.workspaces import bring, bring_scored, comment, rows, ticket

WEEK = "2026-W47"


def test_answers_are_counted_undone_and_redone(workspace: Workspace, tmp_path: Path) -> None:
    bring_scored(workspace, tmp_path, t1=90, t2=80, t3=10)
    draw_sample(workspace, WEEK)
    one, two, three = waiting(workspace, WEEK)
    judged = judge(workspace, one.id, Band.CRITICAL)
    assert judged == ActResult(f"judged a message of #{one.ticket} critical", changed=True)
    skipped = skip(workspace, two.id)
    assert skipped == ActResult(f"skipped a message of #{two.ticket}", changed=True)
    assert waiting(workspace, WEEK) == [three]
    assert draw_sample(workspace, WEEK) == SampleStatus(WEEK, 3, 1, 1, 1, 0, 0)
    with workspace.database.reading() as session:
        row = session.get_one(QualitySampleRow, one.id)
        assert (row.band, row.by, row.at) == ("critical", "Dana", workspace.as_of)
    assert undo_action(workspace) == f"skipped a message of #{two.ticket}"
    undo_action(workspace)
    assert waiting(workspace, WEEK) == [one, two, three]
    redo_action(workspace)
    assert waiting(workspace, WEEK) == [two, three]


def test_an_answer_may_be_changed_and_the_same_again_is_no_action(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_scored(workspace, tmp_path, t1=90)
    draw_sample(workspace, WEEK)
    (item,) = waiting(workspace, WEEK)
    actions: list[Callable[[], ActResult]] = [
        lambda: judge(workspace, item.id, Band.HIGH),
        lambda: judge(workspace, item.id, Band.HIGH),
        lambda: judge(workspace, item.id, Band.MILD),
        lambda: skip(workspace, item.id),
        lambda: skip(workspace, item.id),
    ]
    assert [action().changed for action in actions] == [True, False, True, True, False]
    assert [row.label.rpartition(" ")[2] for row in rows(workspace, ChangeSetRow)] == [
        "high", "mild", "#1",
    ]  # fmt: skip


def test_an_item_that_is_gone_is_refused(workspace: Workspace) -> None:
    for answer in (lambda: judge(workspace, 99, Band.MILD), lambda: skip(workspace, 99)):
        with pytest.raises(WorkspaceError, match="not in the sample any more"):
            answer()


def test_the_first_of_two_answers_stays(workspace: Workspace, tmp_path: Path) -> None:
    bring_scored(workspace, tmp_path, t1=90, t2=80)
    draw_sample(workspace, WEEK)
    one, two = waiting(workspace, WEEK)
    ravi = replace(workspace, actor="Ravi")
    judge(ravi, one.id, Band.MILD)
    skip(ravi, two.id)
    for item, verb in ((one, "judged"), (two, "skipped")):
        told = f"Ravi has {verb} it meanwhile; look again"
        for answer in (lambda item=item: judge(workspace, item.id, Band.HIGH),
                       lambda item=item: skip(workspace, item.id)):  # fmt: skip
            with pytest.raises(MovedOnError, match=told):
                answer()
    assert {(row.band, row.by) for row in rows(workspace, QualitySampleRow)} == {
        ("mild", "Ravi"), (None, "Ravi"),
    }  # fmt: skip


def test_a_ticket_s_number_is_harmless_in_the_label(workspace: Workspace, tmp_path: Path) -> None:
    bring_scored(workspace, tmp_path, t1=90)
    draw_sample(workspace, WEEK)
    (item,) = waiting(workspace, WEEK)
    with workspace.database.writing() as session:
        session.get_one(TicketRow, item.ticket_id).external_id = "\x1b[2J7\n{0}"
    assert judge(workspace, item.id, Band.HIGH).label == "judged a message of #7 {0} high"


def test_what_changed_since_is_not_asked_for(workspace: Workspace, tmp_path: Path) -> None:
    bring_scored(workspace, tmp_path, t1=90, t2=80)
    draw_sample(workspace, WEEK)
    newer = {"updated_at": "2026-11-22T09:00:00Z"}
    bring(
        workspace,
        tmp_path,
        ticket(1, comments=[comment(1, body="[90] reworded")], **newer),
        ticket(2, comments=[comment(1, body="[80] it broke, t2")], status="deleted", **newer),
    )
    assert waiting(workspace, WEEK) == []
    assert draw_sample(workspace, WEEK) == SampleStatus(WEEK, 2, 0, 0, 0, 2, 0)


def take_back(workspace: Workspace, run_id: int) -> None:
    with workspace.database.writing() as session:
        undo_run(session, run_id)


def test_an_import_is_undone_with_what_was_drawn_of_it_unless_it_is_judged(
    workspace: Workspace, tmp_path: Path
) -> None:
    run = bring_scored(workspace, tmp_path, t1=90, t2=80).run
    draw_sample(workspace, WEEK)
    judge(workspace, waiting(workspace, WEEK)[0].id, Band.HIGH)
    with pytest.raises(WorkspaceError, match="worked on 1 ticket and 0 accounts"):
        take_back(workspace, run)
    undo_action(workspace)
    take_back(workspace, run)
    assert rows(workspace, QualitySampleRow) == rows(workspace, MessageRow) == []
    with pytest.raises(WorkspaceError):
        redo_action(workspace)


def test_drawing_is_news_for_others_and_judging_at_another_time_is_kept(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_scored(workspace, tmp_path, t1=90)
    with workspace.database.reading() as session:
        before = newest_change(session)
    draw_sample(workspace, WEEK)
    with workspace.database.reading() as session:
        assert [one.table_name for one in changes_since(session, before)] == ["quality_sample"]
    later = replace(workspace, as_of=workspace.as_of + timedelta(days=3))
    judge(later, waiting(later, WEEK)[0].id, Band.HIGH)
    (row,) = rows(workspace, QualitySampleRow)
    assert (row.drawn_at, row.at) == (workspace.as_of, later.as_of)


def test_a_stale_row_is_refused_by_the_change_set(workspace: Workspace, tmp_path: Path) -> None:
    bring_scored(workspace, tmp_path, t1=90)
    draw_sample(workspace, WEEK)
    (row,) = rows(workspace, QualitySampleRow)
    moved = QualitySampleRow(**{**row.model_dump(), "rev": 4})
    with pytest.raises(MovedOnError), workspace.database.writing() as session:
        ChangeSet(session, actor="Dana", at=workspace.as_of, action="a", label="a").put(moved)
