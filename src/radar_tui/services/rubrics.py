"""The rubric that counts in a workspace: the shipped one, or the team's own version of it."""

from contextlib import suppress

import msgspec
from sqlmodel import Session, select

from radar_tui.db.changesets import ChangeSet
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import RubricVersionRow, SettingRow
from radar_tui.scoring.calibration import Knots
from radar_tui.scoring.rubric import CalibrationKnots, Rubric, shipped_rubric, with_calibration
from radar_tui.services.acting import ActResult
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

# The setting that names the version that counts.
RUBRIC = "rubric"


class _Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tables of a rubric file that a team has changed, and what they were fitted to.

    `model` and `base`, the shipped rubric's id, are None in versions from before they were kept.
    """

    calibration: CalibrationKnots
    model: str | None = None
    base: str | None = None


def workspace_rubric(workspace: Workspace) -> Rubric:
    """Give the rubric that counts in a workspace.

    Raises:
        WorkspaceError: the team's version cannot be read.
    """
    with plain_errors(workspace.location), workspace.database.reading() as session:
        return current_rubric(session)


def current_rubric(session: Session) -> Rubric:
    """Give the rubric that counts, within a scope that is open already; see `workspace_rubric`."""
    definition = _current_definition(session)
    return shipped_rubric() if definition is None else _made_of(definition)


def is_fitted_elsewhere(session: Session, model: str) -> bool:
    """Tell whether the calibration that counts was fitted to another model or shipped rubric.

    False where nothing is known of that.

    Raises:
        WorkspaceError: the team's version cannot be read.
    """
    definition = _current_definition(session)
    return definition is not None and not (
        definition.model in (None, model) and definition.base in (None, shipped_rubric().id)
    )


def rubric_ids(session: Session) -> frozenset[str]:
    """Give the ids of the shipped rubric and of all that the team ever made of it.

    They differ in the calibration alone: scores before it are the same under each.
    """
    ids = {shipped_rubric().id}
    for version in session.exec(select(RubricVersionRow)):
        with suppress(WorkspaceError):  # one that cannot be read has scored nothing
            ids.add(_made_of(_definition_of(version)).id)
    return frozenset(ids)


def store_calibration(workspace: Workspace, knots: Knots, *, model: str, note: str) -> ActResult:
    """Let a recalibration count from now on, as a new version of the rubric; can be undone.

    `model` is the one whose scores it was fitted to.

    Raises:
        WorkspaceError: the team's present version cannot be read.
        MovedOnError: somebody changed the rubric at the same moment.
    """
    definition = _Definition(CalibrationKnots(knots), model, shipped_rubric().id)
    rubric = _made_of(definition)
    with plain_errors(workspace.location), workspace.database.writing() as session:
        if _current_definition(session) == definition:
            return ActResult("the scores are calibrated so already", changed=False)
        version = RubricVersionRow(
            rubric=rubric.id,
            definition=msgspec.to_builtins(definition),
            by=workspace.actor,
            at=workspace.as_of,
            note=note,
        )
        session.add(version)
        session.flush()
        return _count(session, workspace, version.id, f"calibrated the scores (rubric {rubric.id})")


def reset_rubric(workspace: Workspace) -> ActResult:
    """Let the shipped rubric count again; can be undone.

    Raises:
        MovedOnError: somebody changed the rubric at the same moment.
    """
    with plain_errors(workspace.location), workspace.database.writing() as session:
        if session.get(SettingRow, RUBRIC) is None:
            return ActResult("the scores are as shipped already", changed=False)
        label = f"went back to the shipped rubric {shipped_rubric().id}"
        return _count(session, workspace, None, label)


def _count(session: Session, workspace: Workspace, version: int | None, label: str) -> ActResult:
    """Let a version count, none where it is None, in a change set of its own."""
    before = session.get(SettingRow, RUBRIC)
    change_set = ChangeSet(
        session, actor=workspace.actor, at=workspace.as_of, action="rubric", label=label
    )
    if version is not None:
        change_set.put(SettingRow(key=RUBRIC, value=version, rev=before.rev if before else 0))
    elif before is not None:
        change_set.remove(SettingRow(**before.model_dump()))
    return ActResult(label, changed=True)


def _current_definition(session: Session) -> _Definition | None:
    setting = session.get(SettingRow, RUBRIC)
    if setting is None:
        return None
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


def _made_of(definition: _Definition) -> Rubric:
    return with_calibration(shipped_rubric(), definition.calibration.knots)
