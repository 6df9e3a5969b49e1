"""The actions that tickets and alerts have in common, so that answering either is the same act."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import InterventionRow, ResponseRow, TeamRow
from radar_tui.domain.attention import Snooze, is_asleep
from radar_tui.domain.worsening import is_worse_score, weighed_value
from radar_tui.reporting.wording import moment_words
from radar_tui.services.acting import Action, AlertCase, Case, changed
from radar_tui.services.rubrics import workspace_limits
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

_NOT_SNOOZED: Mapping[str, Any] = dict.fromkeys(("snoozed_until", "snoozed_at", "snoozed_value"))
_NOT_SNOOZED_TICKET: Mapping[str, Any] = dict.fromkeys(
    ("snoozed_until", "snoozed_at", "snoozed_score")
)


def acknowledgement(workspace: Workspace) -> Action:
    """Taking it: what has no owner gets the actor, a snooze ends, the alert is answered.

    Taking an alert again whose acknowledgement has timed out begins its time anew.
    """
    at, actor = workspace.as_of, workspace.actor

    def change(case: Case) -> Sequence[TeamRow]:
        row = case.intervention
        return changed(
            row,
            owner=row.owner or actor,
            acknowledged_at=row.acknowledged_at or at,
            **_NOT_SNOOZED_TICKET,
        )

    def answer(alert: AlertCase) -> Sequence[ResponseRow]:
        row = alert.response
        taken = {} if _is_taken(alert, at) else {"acknowledged_at": at, "acknowledged_by": actor}
        return changed(
            row,
            owner=alert.owner or actor,
            triaged_at=row.triaged_at or at,
            **taken,
            **_NOT_SNOOZED,
        )

    def label(subject: str, rows: Sequence[TeamRow]) -> str:
        owned = [row for row in rows if isinstance(row, InterventionRow | ResponseRow)]
        mine = {row.owner for row in owned} == {actor}
        return f"{'took' if mine else 'acknowledged'} {subject}"

    return Action("acknowledge", change, label, works=True, answer=answer)


def snoozing(workspace: Workspace, until: datetime) -> Action:
    """Putting it aside until a moment.

    Raises:
        WorkspaceError: a moment that is not in the future.
    """
    if until <= workspace.as_of:
        raise WorkspaceError("that moment has passed; snooze until a later one")
    until_words = moment_words(until, ZoneInfo(workspace_zone(workspace)))
    at, limits = workspace.as_of, workspace_limits(workspace)

    def change(case: Case) -> Sequence[TeamRow]:
        row, score = case.intervention, case.facts.score
        worse = score is not None and is_worse_score(row.snoozed_score, score, limits)
        if row.snoozed_until == until and not worse:
            return ()
        return changed(row, snoozed_until=until, snoozed_at=at, snoozed_score=score)

    def answer(alert: AlertCase) -> Sequence[ResponseRow]:
        facts, row = alert.facts, alert.response
        value = weighed_value(facts.kind, facts.value, facts.evidence)
        if row.snoozed_until == until:
            snooze = Snooze(row.snoozed_at or at, until, row.snoozed_value)
            if is_asleep(snooze, facts.kind, value, facts.before, limits, at):
                return ()
        # Never before the moment since which it needs somebody, whatever this machine's clock says.
        asked_at = max(at, facts.before.since) if facts.before else at
        return changed(row, snoozed_until=until, snoozed_at=asked_at, snoozed_value=value)

    return Action(
        "snooze",
        change,
        lambda subject, _: f"snoozed {subject} until {until_words}",
        works=False,
        answer=answer,
    )


def giving(owner: str | None) -> Action:
    """Giving it to somebody; where the name is blank, to nobody: an alert is its role's again."""
    name = one_line(owner)
    return Action(
        "owner",
        lambda case: changed(case.intervention, owner=name),
        lambda subject, _: f"gave {subject} to {name}" if name else f"left {subject} to nobody",
        works=name is not None,
        answer=lambda alert: changed(alert.response, owner=name or alert.facts.owner),
    )


def planning(text: str | None) -> Action:
    """Saying what is done next; a blank text clears it.

    An alert about a ticket keeps the action that its rule calls for: the ticket holds what is done.
    """
    words = one_line(text)
    done = "set" if words else "cleared"

    def answer(alert: AlertCase) -> Sequence[ResponseRow]:
        if alert.facts.ticket is not None:
            return ()
        return changed(alert.response, action=words or alert.facts.action)

    return Action(
        "next-action",
        lambda case: changed(case.intervention, next_action=words),
        lambda subject, _: f"{done} the next action of {subject}",
        works=words is not None,
        answer=answer,
    )


def finishing(workspace: Workspace, outcome: str | None) -> Action:
    """Finishing the work on it; a snooze ends. A blank outcome leaves what is written there."""
    at, words = workspace.as_of, one_line(outcome)

    def change(case: Case) -> Sequence[TeamRow]:
        row = case.intervention
        return changed(
            row,
            finished_at=row.finished_at or at,
            outcome=words or row.outcome,
            acknowledged_at=row.acknowledged_at or at,
            **_NOT_SNOOZED_TICKET,
        )

    def answer(alert: AlertCase) -> Sequence[ResponseRow]:
        row = alert.response
        return changed(
            row,
            done_at=row.done_at or at,
            outcome=words or row.outcome,
            triaged_at=row.triaged_at or at,
            acknowledged_at=row.acknowledged_at or at,
            acknowledged_by=row.acknowledged_by or workspace.actor,
            **_NOT_SNOOZED,
        )

    def label(subject: str, _: Sequence[TeamRow]) -> str:
        return f"marked {subject} done"

    return Action("done", change, label, works=True, answer=answer)


def one_line(text: str | None) -> str | None:
    """What a person typed or pasted, harmless and on one line; None where it is blank."""
    return inert_line(text or "").strip() or None


def _is_taken(alert: AlertCase, at: datetime) -> bool:
    """Whether somebody has it, so that taking it again changes nothing."""
    row = alert.response
    if row.acknowledged_at is None or row.snoozed_until is not None:
        return False
    return row.done_at is not None or at < row.acknowledged_at + alert.facts.acknowledged_for
