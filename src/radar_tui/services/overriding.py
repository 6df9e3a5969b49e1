"""The lead's own inputs of the priority matrix: set for a reason and a while, and ended."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from radar_tui.db.changesets import ChangeSet
from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import AccountRow, PriorityOverrideRow
from radar_tui.domain.priority import Override, PriorityInput
from radar_tui.reporting.wording import moment_words
from radar_tui.services.acting import ActResult
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert_line

LONGEST_REASON = 300


def set_override(
    workspace: Workspace,
    account_id: int,
    name: PriorityInput,
    value: int,
    *,
    reason: str,
    expires_at: datetime | None,
) -> ActResult:
    """Let a value count for one input of an account, instead of what is worked out.

    One that is there already is replaced.

    Raises:
        WorkspaceError: a value outside 1-5, no reason or a long one, an end that has passed, or an
            account that is gone.
        MovedOnError: somebody changed it at the same moment.
    """
    words = inert_line(reason).strip()
    if len(words) > LONGEST_REASON:
        raise WorkspaceError(f"a reason has at most {LONGEST_REASON} letters, found {len(words)}")
    try:
        override = Override(name, value, words, expires_at, workspace.actor)
    except ValueError as error:
        raise WorkspaceError(str(error)) from error
    if not override.applies(workspace.as_of):
        raise WorkspaceError("that moment has passed; let the override end at a later one")
    zone = ZoneInfo(workspace_zone(workspace))
    until = f" until {moment_words(expires_at, zone)}" if expires_at is not None else ""
    with plain_errors(workspace.location), workspace.database.writing() as session:
        before = session.get(PriorityOverrideRow, (account_id, name.value))
        label = f"set {name.words} of {_account_name(session, account_id)} to {value}{until}"
        row = _row(account_id, override, before)
        if before is not None and before.model_dump() == row.model_dump():
            return ActResult(f"nothing to change: {label}", changed=False)
        _change_set(session, workspace, label).put(row)
    return ActResult(label, changed=True)


def end_override(workspace: Workspace, account_id: int, name: PriorityInput) -> ActResult:
    """Let what is worked out count again.

    Raises:
        WorkspaceError: the input is not overridden, or the account is gone.
        MovedOnError: somebody changed it at the same moment.
    """
    with plain_errors(workspace.location), workspace.database.writing() as session:
        account = _account_name(session, account_id)
        before = session.get(PriorityOverrideRow, (account_id, name.value))
        if before is None:
            raise WorkspaceError(f"{name.words} of {account} is not overridden any more")
        label = f"ended the override of {name.words} of {account}"
        _change_set(session, workspace, label).remove(PriorityOverrideRow(**before.model_dump()))
    return ActResult(label, changed=True)


def _account_name(session: Session, account_id: int) -> str:
    account = session.get(AccountRow, account_id)
    if account is None:
        raise WorkspaceError("this account is not there any more; look again, then repeat")
    return inert_line(account.name)


def _row(
    account_id: int, override: Override, before: PriorityOverrideRow | None
) -> PriorityOverrideRow:
    return PriorityOverrideRow(
        account_id=account_id,
        input=override.input.value,
        value=override.value,
        reason=override.reason,
        by=override.by,
        expires_at=override.expires_at,
        rev=before.rev if before is not None else 0,
    )


def _change_set(session: Session, workspace: Workspace, label: str) -> ChangeSet:
    return ChangeSet(
        session, actor=workspace.actor, at=workspace.as_of, action="override", label=label
    )
