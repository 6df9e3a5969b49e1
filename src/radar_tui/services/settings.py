"""Workspace settings: stored values over the shipped defaults."""

from typing import Any

import msgspec

from radar_tui.db.tables import SettingRow
from radar_tui.domain.priority import DEFAULT_PRIORITY_SETTINGS, PrioritySettings
from radar_tui.domain.working_time import WorkingCalendar
from radar_tui.services.workspace import Workspace

ZONE = "zone"
PRIORITY = "priority"
ROLLOUT_START = "rollout-start"

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
    stored = read_setting(workspace, PRIORITY)
    if stored is None:
        return DEFAULT_PRIORITY_SETTINGS
    return msgspec.convert(stored, PrioritySettings)
