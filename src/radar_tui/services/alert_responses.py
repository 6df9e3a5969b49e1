"""What the lead does about alerts: each action is one change set over all alerts it is about.

An alert about a ticket's frustration and the ticket are one matter: acting on either acts on both.
"""

from collections.abc import Sequence
from datetime import datetime

from radar_tui.services.acting import ActResult, act_on_alerts
from radar_tui.services.answering import acknowledgement, finishing, giving, planning, snoozing
from radar_tui.services.workspace import Workspace


def acknowledge_alerts(workspace: Workspace, alert_ids: Sequence[int]) -> ActResult:
    """Take alerts: what is nobody's gets the actor, a snooze ends, it is not overdue any more.

    That holds for as long as their rules say; then they need somebody again.

    Raises:
        WorkspaceError: no alert, one that is gone, or none that has fired; as with every action.
        MovedOnError: somebody changed one of them in the meantime; as with every action.
    """
    return act_on_alerts(workspace, alert_ids, acknowledgement(workspace))


def snooze_alerts(workspace: Workspace, alert_ids: Sequence[int], until: datetime) -> ActResult:
    """Put alerts aside until a moment; they wake early when their evidence gets worse.

    Raises:
        WorkspaceError: a moment that is not in the future.
    """
    return act_on_alerts(workspace, alert_ids, snoozing(workspace, until))


def give_alerts(workspace: Workspace, alert_ids: Sequence[int], owner: str | None) -> ActResult:
    """Give alerts to somebody, or back to the roles that their rules name where it is blank."""
    return act_on_alerts(workspace, alert_ids, giving(owner))


def plan_alerts(workspace: Workspace, alert_ids: Sequence[int], text: str | None) -> ActResult:
    """Say what is done about alerts; a blank text goes back to what their rules call for."""
    return act_on_alerts(workspace, alert_ids, planning(text))


def finish_alerts(workspace: Workspace, alert_ids: Sequence[int], outcome: str | None) -> ActResult:
    """Finish the responses to alerts; a blank outcome leaves what is written there."""
    return act_on_alerts(workspace, alert_ids, finishing(workspace, outcome))
