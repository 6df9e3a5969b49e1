"""What people do can be undone, redone, and is refused where somebody was faster."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from radar_tui.db.changesets import ChangeSet, redo, undo
from radar_tui.db.engine import Database, open_database
from radar_tui.db.errors import MovedOnError, WorkspaceError
from radar_tui.db.feed import changes_since, newest_change
from radar_tui.db.schema import ensure_schema
from radar_tui.db.tables import ChangeSetEntryRow, ChangeSetRow, RolloutItemRow, SettingRow

ACTION = {"action": "tick", "label": "ticked"}


def put(database: Database, row: RolloutItemRow, at: datetime, actor: str = "Dana") -> None:
    with database.writing() as session:
        ChangeSet(session, actor=actor, at=at, **ACTION).put(row)


def stored(database: Database, key: str = "choose-signals") -> RolloutItemRow | None:
    with database.reading() as session:
        return session.get(RolloutItemRow, key)


def test_an_action_is_undone_and_redone(database: Database, as_of: datetime) -> None:
    put(database, RolloutItemRow(key="choose-signals", done_at=as_of, done_by="Dana"), as_of)
    with database.writing() as session:
        assert undo(session, actor="Dana", at=as_of).label == "ticked"
    assert stored(database) is None
    with database.writing() as session:
        redo(session, actor="Dana", at=as_of)
    row = stored(database)
    assert row is not None
    assert (row.done_at, row.done_by) == (as_of, "Dana")


def test_undo_goes_back_one_action_at_a_time(database: Database, as_of: datetime) -> None:
    put(database, RolloutItemRow(key="choose-signals", note="one"), as_of)
    put(database, RolloutItemRow(key="choose-signals", note="two", rev=1), as_of)
    seen = []
    for _ in range(2):
        with database.writing() as session:
            undo(session, actor="Dana", at=as_of)
        row = stored(database)
        seen.append(row.note if row else None)
    assert seen == ["one", None]
    with database.writing() as session, pytest.raises(WorkspaceError, match="nothing to undo"):
        undo(session, actor="Dana", at=as_of)


def test_a_new_action_ends_redo(database: Database, as_of: datetime) -> None:
    put(database, RolloutItemRow(key="choose-signals"), as_of)
    with database.writing() as session:
        undo(session, actor="Dana", at=as_of)
    put(database, RolloutItemRow(key="standardise-tags"), as_of)
    with database.writing() as session, pytest.raises(WorkspaceError, match="nothing to redo"):
        redo(session, actor="Dana", at=as_of)


def test_undo_is_refused_with_the_name_of_who_came_after(
    database: Database, as_of: datetime
) -> None:
    put(database, RolloutItemRow(key="choose-signals", note="Dana's"), as_of)
    put(database, RolloutItemRow(key="choose-signals", note="Ravi's", rev=1), as_of, "Ravi")
    with pytest.raises(MovedOnError, match="Ravi changed this"), database.writing() as session:
        undo(session, actor="Dana", at=as_of)
    row = stored(database)
    assert row is not None
    assert row.note == "Ravi's"


def test_a_stale_row_is_refused(database: Database, as_of: datetime) -> None:
    put(database, RolloutItemRow(key="choose-signals", note="first"), as_of, "Ravi")
    with pytest.raises(MovedOnError, match="Ravi"):
        put(database, RolloutItemRow(key="choose-signals", note="blind"), as_of)


def test_one_action_on_several_rows_is_undone_as_one(database: Database, as_of: datetime) -> None:
    with database.writing() as session:
        action = ChangeSet(session, actor="Dana", at=as_of, **ACTION)
        action.put(RolloutItemRow(key="choose-signals"))
        action.put(SettingRow(key="pilot", value={"segment": "Enterprise EMEA"}))
    with database.writing() as session:
        undo(session, actor="Dana", at=as_of)
    with database.reading() as session:
        assert session.exec(select(SettingRow)).all() == []
        assert session.exec(select(RolloutItemRow)).all() == []


def test_each_action_leaves_an_audit_row_and_feed_entries(
    database: Database, as_of: datetime
) -> None:
    with database.reading() as session:
        before = newest_change(session)
    put(database, RolloutItemRow(key="choose-signals"), as_of)
    with database.reading() as session:
        audit = session.exec(select(ChangeSetRow)).one()
        assert (audit.actor, audit.at, audit.action) == ("Dana", as_of, "tick")
        feed = changes_since(session, before)
        assert [(entry.table_name, entry.pk, entry.rev) for entry in feed] == [
            ("rollout_item", "choose-signals", 1)
        ]


def test_a_failed_action_leaves_nothing(database: Database, as_of: datetime) -> None:
    def fail() -> None:
        with database.writing() as session:
            action = ChangeSet(session, actor="Dana", at=as_of, **ACTION)
            action.put(RolloutItemRow(key="choose-signals"))
            action.put(RolloutItemRow(key="standardise-tags", rev=7))

    with pytest.raises(MovedOnError):
        fail()
    with database.reading() as session:
        assert session.exec(select(ChangeSetRow)).all() == []
        assert session.exec(select(ChangeSetEntryRow)).all() == []


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.sampled_from(["set", "clear", "undo", "redo"]), max_size=14))
def test_undo_and_redo_follow_a_plain_history(
    steps: list[str], tmp_path_factory: pytest.TempPathFactory, as_of: datetime
) -> None:
    """The database behaves like a list of states with a pointer into it."""
    database = open_database(str(tmp_path_factory.mktemp("history") / "radar.db"))
    ensure_schema(database)
    history: list[str | None] = [None]
    position = 0
    for number, step in enumerate(steps):
        at = as_of + timedelta(minutes=number)
        current = stored(database)
        if step in ("set", "clear"):
            if step == "clear" and current is None:
                continue
            with database.writing() as session:
                action = ChangeSet(session, actor="Dana", at=at, **ACTION)
                if step == "clear" and current is not None:
                    action.remove(current)
                else:
                    rev = current.rev if current else 0
                    action.put(RolloutItemRow(key="choose-signals", note=str(number), rev=rev))
            history[position + 1 :] = [None if step == "clear" else str(number)]
            position += 1
        else:
            call, moved = (undo, position - 1) if step == "undo" else (redo, position + 1)
            if 0 <= moved < len(history):
                with database.writing() as session:
                    call(session, actor="Dana", at=at)
                position = moved
            else:
                with pytest.raises(WorkspaceError), database.writing() as session:
                    call(session, actor="Dana", at=at)
        row = stored(database)
        assert (row.note if row else None) == history[position]
    database.dispose()
