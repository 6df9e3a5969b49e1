"""The rubric that counts in a workspace: the shipped one, or the team's own version of it."""

from contextlib import suppress

import msgspec
from sqlmodel import Session, select

from radar_tui.db.changesets import ChangeSet
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.band_limits import RUBRIC, band_limits
from radar_tui.db.tables import RubricVersionRow, SettingRow
from radar_tui.domain.bands import BandLimits
from radar_tui.scoring.calibration import Knots
from radar_tui.scoring.rubric import CalibrationKnots, Rubric, shipped_rubric, with_calibration
from radar_tui.scoring.rubric_changes import RubricChanges, change_words, changed_rubric
from radar_tui.services.acting import ActResult
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line


class _Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a team has changed in the shipped rubric, and what its calibration was fitted to.

    `model` and `base`, the id of the rubric without the calibration, are None in versions from
    before they were kept, and where there is no calibration.
    """

    calibration: CalibrationKnots | None = None
    model: str | None = None
    base: str | None = None
    changes: RubricChanges = RubricChanges()

    @property
    def rubric_without_calibration(self) -> Rubric:
        """The shipped rubric with the team's points, phrases and bands."""
        return changed_rubric(shipped_rubric(), self.changes)

    @property
    def rubric(self) -> Rubric:
        """The rubric that counts under this definition."""
        base = self.rubric_without_calibration
        return base if self.calibration is None else with_calibration(base, self.calibration.knots)


_AS_SHIPPED = _Definition()


def workspace_rubric(workspace: Workspace) -> Rubric:
    """Give the rubric that counts in a workspace.

    Raises:
        WorkspaceError: the team's version cannot be read.
    """
    with plain_errors(workspace.location), workspace.database.reading() as session:
        return current_rubric(session)


def workspace_limits(workspace: Workspace) -> BandLimits:
    """Give where the bands of a workspace end, and its review threshold."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        return band_limits(session)


def current_rubric(session: Session) -> Rubric:
    """Give the rubric that counts, within a scope that is open already; see `workspace_rubric`."""
    return _current_definition(session).rubric


def rubric_version(workspace: Workspace) -> int | None:
    """Name the version of the rubric that counts, None for the shipped one; costs one small read.

    It is another one whenever the rubric has changed, be it by undo.
    """
    with plain_errors(workspace.location), workspace.database.reading() as session:
        setting = session.get(SettingRow, RUBRIC)
        return None if setting is None else int(setting.value)


def current_changes(session: Session) -> RubricChanges:
    """Give what the team has changed in the shipped rubric.

    Raises:
        WorkspaceError: the team's version cannot be read.
    """
    return _current_definition(session).changes


def is_fitted_elsewhere(session: Session, model: str) -> bool:
    """Tell whether the calibration that counts was fitted to another model or rubric.

    False where nothing is known of that.

    Raises:
        WorkspaceError: the team's version cannot be read.
    """
    definition = _current_definition(session)
    if definition.calibration is None:
        return False
    base = definition.rubric_without_calibration.id
    return not (definition.model in (None, model) and definition.base in (None, base))


def rubric_ids(session: Session) -> frozenset[str]:
    """Give the ids of the rubrics that differ from the one that counts in the calibration alone.

    Scores before it are the same under each.
    """
    base = _current_definition(session).rubric_without_calibration.id
    ids = {base}
    for version in session.exec(select(RubricVersionRow)):
        with suppress(WorkspaceError):  # one that cannot be read has scored nothing
            definition = _definition_of(version)
            if definition.rubric_without_calibration.id == base:
                ids.add(definition.rubric.id)
    return frozenset(ids)


def store_calibration(workspace: Workspace, knots: Knots, *, model: str, note: str) -> ActResult:
    """Let a recalibration count from now on, as a new version of the rubric; can be undone.

    `model` is the one whose scores it was fitted to.

    Raises:
        WorkspaceError: the team's present version cannot be read.
        MovedOnError: somebody changed the rubric at the same moment.
    """
    with plain_errors(workspace.location), workspace.database.writing() as session:
        present = _current_definition(session)
        definition = msgspec.structs.replace(
            present,
            calibration=CalibrationKnots(knots),
            model=model,
            base=present.rubric_without_calibration.id,
        )
        if present == definition:
            return ActResult("the scores are calibrated so already", changed=False)
        label = f"calibrated the scores (rubric {definition.rubric.id})"
        return _count(session, workspace, definition, label, note)


def drop_calibration(workspace: Workspace) -> ActResult:
    """Let scores count as they are before any calibration; can be undone.

    What else the team has changed stays; a version that cannot be read goes as a whole.

    Raises:
        MovedOnError: somebody changed the rubric at the same moment.
    """
    with plain_errors(workspace.location), workspace.database.writing() as session:
        if session.get(SettingRow, RUBRIC) is None:
            return ActResult("the scores are as shipped already", changed=False)
        changes = RubricChanges()
        with suppress(WorkspaceError):
            present = _current_definition(session)
            if present.calibration is None:
                return ActResult("the scores are not calibrated", changed=False)
            changes = present.changes
        definition = _Definition(changes=changes)
        way = "went back to the shipped rubric"
        if definition != _AS_SHIPPED:
            way = "took the calibration off the rubric, now"
        return _count(session, workspace, definition, f"{way} {definition.rubric.id}", way)


def store_changes(
    workspace: Workspace, changes: RubricChanges, *, since: RubricChanges
) -> ActResult:
    """Let other points, phrases or bands count from now on; can be undone.

    `since` is what stood when the changes were begun. A calibration stays, fitted to what was.

    Raises:
        WorkspaceError: the team's present version cannot be read, or somebody else has changed it
            since.
    """
    with plain_errors(workspace.location), workspace.database.writing() as session:
        present = _current_definition(session)
        if present.changes != since:
            raise WorkspaceError(
                "the rubric was changed by somebody else meanwhile; look at it and change it again"
            )
        words = change_words(since, changes, shipped_rubric())
        if not words:
            return ActResult("the rubric is so already", changed=False)
        definition = msgspec.structs.replace(present, changes=changes)
        label = f"changed the rubric: {', '.join(words)}"
        return _count(session, workspace, definition, label, label)


def _count(
    session: Session, workspace: Workspace, definition: _Definition, label: str, note: str
) -> ActResult:
    """Let a definition count, in a change set of its own; as shipped, nothing names a version."""
    before = session.get(SettingRow, RUBRIC)
    change_set = ChangeSet(
        session, actor=workspace.actor, at=workspace.as_of, action="rubric", label=label
    )
    if definition == _AS_SHIPPED:
        if before is not None:
            change_set.remove(SettingRow(**before.model_dump()))
        return ActResult(label, changed=True)
    version = RubricVersionRow(
        rubric=definition.rubric.id,
        definition=msgspec.to_builtins(definition),
        by=workspace.actor,
        at=workspace.as_of,
        note=note,
    )
    session.add(version)
    session.flush()
    change_set.put(SettingRow(key=RUBRIC, value=version.id, rev=before.rev if before else 0))
    return ActResult(label, changed=True)


def _current_definition(session: Session) -> _Definition:
    setting = session.get(SettingRow, RUBRIC)
    if setting is None:
        return _AS_SHIPPED
    version = session.get(RubricVersionRow, setting.value)
    if version is None:
        raise WorkspaceError("the team's rubric is not there; run: radar calibrate --reset")
    return _definition_of(version)


def _definition_of(version: RubricVersionRow) -> _Definition:
    try:
        return msgspec.convert(version.definition, _Definition)
    except ValueError as error:
        raise WorkspaceError(
            f"version {version.id} of the rubric by {inert_line(version.by)} cannot be read by "
            "this Radar; update Radar, or run: radar calibrate --reset"
        ) from error
