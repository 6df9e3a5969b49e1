"""What of the workspace the team's pilot covers, and what each person looks at."""

from collections.abc import Sequence

from sqlmodel import Session

from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.scope import ScopeSize, area_sizes, scope_names, segment_sizes
from radar_tui.db.tables import SettingRow
from radar_tui.domain.scope import EVERYTHING, Scope, ScopeError, ScopeKind, parse_scope
from radar_tui.services.settings import change_setting
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

PILOT_SCOPE = "pilot-scope"
# One setting for each person, for what somebody looks at concerns nobody else.
_LOOKED_AT = "scope-of/"
# Named where a name is not known; more would not fit a line.
_NAMED = 12


def read_scope(workspace: Workspace, text: str) -> Scope:
    """Read a scope as a person types it, in whatever case, spelled as the workspace has it.

    Raises:
        WorkspaceError: it is no scope, or there is no such segment or feature area.
    """
    try:
        asked = parse_scope(inert_line(text))
    except ScopeError as error:
        raise WorkspaceError(str(error)) from error
    if asked.kind is None:
        return asked
    with plain_errors(workspace.location), workspace.database.reading() as session:
        names = scope_names(session, asked.kind)
    found = _spelled(asked.name, names)
    if found is not None:
        return Scope(asked.kind, found)
    missing = f"no {asked.kind.words} is called {asked.name[:40]!r}"
    if not names:
        raise WorkspaceError(f"{missing}; there is none yet, {_COME_FROM[asked.kind]}")
    shown = [inert_line(name) for name in names[:_NAMED]]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    raise WorkspaceError(f"{missing}; there are {', '.join(shown)}{more}")


_COME_FROM = {
    ScopeKind.SEGMENT: "accounts bring them: radar accounts FILE.csv",
    ScopeKind.AREA: "the vocabulary of tags brings them",
}


def exists(workspace: Workspace, scope: Scope) -> bool:
    """Whether the workspace still has such a segment or feature area."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        return scope_exists(session, scope)


def scope_exists(session: Session, scope: Scope) -> bool:
    """Tell within a reading scope that is open whether there is such a segment or area."""
    return scope.kind is None or scope.name in scope_names(session, scope.kind)


def scope_sizes(workspace: Workspace) -> Sequence[ScopeSize]:
    """Give all segments, then all feature areas, each with what is in it.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    with plain_errors(workspace.location), workspace.database.reading() as session:
        return [*segment_sizes(session), *area_sizes(session)]


def pilot_scope(workspace: Workspace) -> Scope:
    """Give what the team's pilot covers; everything where nobody has said."""
    return _stored(workspace, PILOT_SCOPE) or EVERYTHING


def set_pilot_scope(workspace: Workspace, scope: Scope) -> str:
    """Set what the team's pilot covers; gives the label of what was done, which can be undone.

    Raises:
        MovedOnError: somebody changed the setting at the same moment.
    """
    label = f"the pilot covers {inert_line(scope.words)}"
    with plain_errors(workspace.location), workspace.database.writing() as session:
        value = str(scope) if scope else None
        change_setting(session, workspace, PILOT_SCOPE, value, label)
    return label


def looked_at(workspace: Workspace) -> Scope:
    """Give what this person looked at last, the pilot's scope where they never chose.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    chosen = _stored(workspace, _LOOKED_AT + workspace.actor)
    return pilot_scope(workspace) if chosen is None else chosen


def look_at(workspace: Workspace, scope: Scope) -> None:
    """Keep what this person looks at. It changes nothing for others, so that nothing undoes it.

    Raises:
        WorkspaceError: the workspace cannot be written.
    """
    with plain_errors(workspace.location), workspace.database.writing() as session:
        session.merge(SettingRow(key=_LOOKED_AT + workspace.actor, value=str(scope)))


def _stored(workspace: Workspace, key: str) -> Scope | None:
    with plain_errors(workspace.location), workspace.database.reading() as session:
        row = session.get(SettingRow, key)
    try:
        return parse_scope(str(row.value)) if row else None
    except ScopeError:
        # A newer Radar wrote it in words unknown here.
        return None


def _spelled(name: str, names: Sequence[str]) -> str | None:
    """Find a name, in another case where it is not spelled so."""
    if name in names:
        return name
    return next((one for one in names if one.casefold() == name.casefold()), None)
