"""The radar's saved views: those that Radar ships with, and the team's own."""

from dataclasses import asdict, replace

import msgspec
from sqlmodel import Session, col, select

from radar_tui.db.changesets import ChangeSet
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.radar import RadarColumn
from radar_tui.db.tables import SettingRow
from radar_tui.domain.filter_query import QueryError, parse_query
from radar_tui.domain.saved_views import SHIPPED_VIEWS, SavedView, checked_name, name_key
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

# One setting for each view, so that two people can save views at the same moment.
_PREFIX = "radar-view/"


def saved_views(workspace: Workspace) -> list[SavedView]:
    """List the views, the team's own first, by name. One that this Radar cannot read is left out.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    key = col(SettingRow.key)
    own = select(SettingRow).where(key.startswith(_PREFIX, autoescape=True))
    with plain_errors(workspace.location), workspace.database.reading() as session:
        found = [view for row in session.exec(own) if (view := _view(row)) is not None]
    return [*sorted(found, key=lambda view: name_key(view.name)), *SHIPPED_VIEWS]


def save_view(workspace: Workspace, view: SavedView) -> str:
    """Keep a view, in place of the team's one of that name; gives the label of what was done.

    Raises:
        WorkspaceError: its name cannot be used, or its query cannot be read.
        MovedOnError: somebody changed the view at the same moment.
    """
    view = _checked(view, view.name)
    label = f"saved the view {view.name}"
    with plain_errors(workspace.location), workspace.database.writing() as session:
        before = session.get(SettingRow, _key(view.name))
        rev = before.rev if before else 0
        _change_set(session, workspace, label).put(_row(view, rev))
    return label


def rename_view(workspace: Workspace, name: str, to: str) -> str:
    """Give one of the team's views another name; gives the label of what was done.

    Raises:
        WorkspaceError: there is no such view, or the new name cannot be used or is taken.
        MovedOnError: somebody changed the view at the same moment.
    """
    with plain_errors(workspace.location), workspace.database.writing() as session:
        before, view = _found(session, name)
        renamed = _checked(view, to)
        label = f"renamed the view {view.name} to {renamed.name}"
        change_set = _change_set(session, workspace, label)
        if name_key(view.name) == name_key(renamed.name):
            change_set.put(_row(renamed, before.rev))
            return label
        if session.get(SettingRow, _key(renamed.name)) is not None:
            raise WorkspaceError(f"there is a view {renamed.name} already; choose another name")
        change_set.remove(before)
        change_set.put(_row(renamed, 0))
    return label


def delete_view(workspace: Workspace, name: str) -> str:
    """Delete one of the team's views; gives the label of what was done.

    Raises:
        WorkspaceError: there is no such view.
        MovedOnError: somebody changed the view at the same moment.
    """
    with plain_errors(workspace.location), workspace.database.writing() as session:
        before, view = _found(session, name)
        label = f"deleted the view {view.name}"
        _change_set(session, workspace, label).remove(before)
    return label


def _found(session: Session, name: str) -> tuple[SettingRow, SavedView]:
    """The row of one of the team's views, as a value, and the view."""
    row = session.get(SettingRow, _key(name))
    view = _view(row) if row is not None else None
    if row is None or view is None:
        raise WorkspaceError(f"there is no view {inert_line(name)} of your team; press v again")
    return SettingRow(**row.model_dump()), view


def _checked(view: SavedView, name: str) -> SavedView:
    try:
        query = str(parse_query(view.query))
    except QueryError as error:
        raise WorkspaceError(f"the filter cannot be read: {error}") from error
    try:
        return replace(view, name=checked_name(inert_line(name)), query=query, shipped=False)
    except ValueError as error:
        raise WorkspaceError(str(error)) from error


def _change_set(session: Session, workspace: Workspace, label: str) -> ChangeSet:
    return ChangeSet(
        session, actor=workspace.actor, at=workspace.as_of, action="setting", label=label
    )


def _key(name: str) -> str:
    return _PREFIX + name_key(inert_line(name))


def _row(view: SavedView, rev: int) -> SettingRow:
    return SettingRow(key=_key(view.name), value=asdict(view), rev=rev)


def _view(row: SettingRow) -> SavedView | None:
    """Read a view as it is stored; None where a newer Radar wrote it in words unknown here."""
    try:
        view = msgspec.convert(row.value, SavedView)
        parse_query(view.query)
    except (msgspec.ValidationError, QueryError):
        return None
    known = view.column is None or view.column in set(RadarColumn)
    return replace(view, shipped=False) if known else None
