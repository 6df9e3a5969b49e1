"""Workspace settings: stored values over the shipped defaults."""

import os
from pathlib import Path
from typing import Any

import msgspec
from sqlmodel import Session

from radar_tui.db.changesets import ChangeSet
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import MovedOnError, WorkspaceError
from radar_tui.db.tables import SettingRow
from radar_tui.domain.priority import DEFAULT_PRIORITY_SETTINGS, PrioritySettings
from radar_tui.domain.priority_fields import change_words
from radar_tui.domain.working_time import WorkingCalendar
from radar_tui.services.acting import ActResult
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

ZONE = "zone"
PRIORITY = "priority"
ROLLOUT_START = "rollout-start"
WATCHED_FOLDER = "watched-folder"
DEFINITION = "definition"
DEFINITION_CHOICES = "definition-choices"
PRIMARY_METRIC = "primary-metric"
SECONDARY_METRIC = "secondary-metric"

DEFAULT_ZONE = "UTC"


def read_setting(workspace: Workspace, key: str) -> Any:
    """Read one stored setting, None where the default counts."""
    with workspace.database.reading() as session:
        row = session.get(SettingRow, key)
        return row.value if row else None


def workspace_zone(workspace: Workspace) -> str:
    """Give the IANA name of the workspace's time zone."""
    return str(read_setting(workspace, ZONE) or DEFAULT_ZONE)


def working_calendar(workspace: Workspace) -> WorkingCalendar:
    """Give the team's working hours in the workspace's zone."""
    return WorkingCalendar(zone=workspace_zone(workspace))


def priority_settings(workspace: Workspace) -> PrioritySettings:
    """Give the matrix's weights, cut-offs and steps."""
    return _priority_settings(read_setting(workspace, PRIORITY))


def _priority_settings(stored: Any) -> PrioritySettings:
    if stored is None:
        return DEFAULT_PRIORITY_SETTINGS
    return msgspec.convert(stored, PrioritySettings)


def store_priority_settings(
    workspace: Workspace, settings: PrioritySettings, *, since: PrioritySettings
) -> ActResult:
    """Store the matrix's settings, as they were changed from what stood before.

    Raises:
        MovedOnError: somebody stored others in the meantime.
    """
    words = change_words(since, settings)
    if not words:
        return ActResult("the matrix's settings are as they were", changed=False)
    value = None if settings == DEFAULT_PRIORITY_SETTINGS else msgspec.to_builtins(settings)
    label = f"priority matrix: {words}"
    with plain_errors(workspace.location), workspace.database.writing() as session:
        row = session.get(SettingRow, PRIORITY)
        if _priority_settings(row.value if row else None) != since:
            raise MovedOnError("the matrix's settings were changed in the meantime; look again")
        change_setting(session, workspace, PRIORITY, value, label)
    return ActResult(label, changed=True)


def watched_folder(workspace: Workspace) -> Path | None:
    """Give the folder whose files are imported as they land in it, None where there is none."""
    with plain_errors(workspace.location):
        stored = read_setting(workspace, WATCHED_FOLDER)
    return None if stored is None else Path(str(stored))


def watch_folder(workspace: Workspace, path: Path | None) -> str:
    """Have a folder watched, or none; gives the label of what was done.

    Raises:
        WorkspaceError: no such folder, one that cannot be read, or whose name no database can hold.
        MovedOnError: somebody changed the setting at the same moment.
    """
    folder = None if path is None else _readable_folder(path)
    label = f"watch {inert_line(folder)}" if folder else "watch no folder"
    with plain_errors(workspace.location), workspace.database.writing() as session:
        change_setting(session, workspace, WATCHED_FOLDER, folder, label)
    return label


def change_setting(
    session: Session, workspace: Workspace, key: str, value: Any, label: str
) -> None:
    """Store a value, or take it away where it is None; nothing is recorded where all is so."""
    before = session.get(SettingRow, key)
    if (before.value if before else None) == value:
        return
    change_set = ChangeSet(
        session, actor=workspace.actor, at=workspace.as_of, action="setting", label=label
    )
    if value is not None:
        change_set.put(SettingRow(key=key, value=value, rev=before.rev if before else 0))
    elif before is not None:
        change_set.remove(SettingRow(**before.model_dump()))


def _readable_folder(path: Path) -> str:
    folder = Path(os.path.abspath(path.expanduser()))
    shown = inert_line(str(folder))
    try:
        str(folder).encode()
        with os.scandir(folder):
            return str(folder)
    except UnicodeEncodeError as error:
        raise WorkspaceError(f"{shown}: its name is not UTF-8; rename the folder") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name cannot be used"
        raise WorkspaceError(
            f"{shown}: cannot be watched ({reason.lower()}); choose a folder that you can read"
        ) from error
