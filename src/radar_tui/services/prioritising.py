"""The priority matrix of a workspace: each account's three inputs, gathered and explained."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import compress

from sqlmodel import Session

from radar_tui.analysis.priority import AccountNow, Pattern, PatternKind, prioritise
from radar_tui.analysis.priority_segments import prioritise_segments
from radar_tui.db.engine import plain_errors
from radar_tui.db.queries.accounts import (
    AccountOpenTicket,
    all_accounts,
    open_tickets_by_account,
    overrides_by_account,
)
from radar_tui.db.queries.alert_scope import are_in_scope
from radar_tui.db.queries.alerts import list_alerts
from radar_tui.db.queries.tickets import tagged_between
from radar_tui.db.tables import PriorityOverrideRow
from radar_tui.domain.alerts import AlertState
from radar_tui.domain.priority import Override, Priority, PriorityInput, PrioritySettings
from radar_tui.domain.records import TagKind
from radar_tui.domain.rules import RuleKind
from radar_tui.domain.scope import EVERYTHING, Scope, ScopeKind
from radar_tui.domain.ticket_scores import AccountScore
from radar_tui.scoring.account import OpenTicket, score_account
from radar_tui.services.rubrics import current_rubric
from radar_tui.services.settings import priority_settings, workspace_zone
from radar_tui.services.workspace import Workspace

DAY = timedelta(days=1)
_PATTERNS = {
    RuleKind.TICKET_SPIKE: (PatternKind.SPIKE, TagKind.FEATURE_AREA, "feature-area"),
    RuleKind.REPEAT_ISSUES: (PatternKind.REPEAT, TagKind.ROOT_CAUSE, "root-cause"),
}


@dataclass(frozen=True, slots=True)
class MatrixFacts:
    """What the matrix rests on, read once: rows under any settings follow without the workspace."""

    as_of: datetime
    zone: str
    settings: PrioritySettings
    accounts: tuple[AccountNow, ...]
    scope: Scope = EVERYTHING

    def account_rows(self, settings: PrioritySettings | None = None) -> list[Priority]:
        """The accounts by who gets proactive help first, under the stored settings or others.

        Their keys are the ids of accounts.
        """
        return prioritise(self.accounts, settings or self.settings, as_of=self.as_of)

    def segment_rows(self, settings: PrioritySettings | None = None) -> list[Priority]:
        """The segments by who gets proactive help first; their keys are the segments' names."""
        return prioritise_segments(self.accounts, settings or self.settings)


def priority_matrix(workspace: Workspace) -> list[Priority]:
    """Make the matrix: accounts by who gets proactive help first."""
    return matrix_facts(workspace).account_rows()


def matrix_facts(workspace: Workspace) -> MatrixFacts:
    """Read what the matrix of the scope rests on.

    Of a feature area these are the accounts with open tickets in it, and these tickets alone. How
    far a pattern has spread is told by all accounts that it touches, whatever the scope.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    settings, zone = priority_settings(workspace), workspace_zone(workspace)
    with plain_errors(workspace.location), workspace.database.reading() as session:
        rubric = current_rubric(session)
        tickets = open_tickets_by_account(session, workspace.scope)
        accounts = all_accounts(session, workspace.scope)
        if workspace.scope.kind is ScopeKind.AREA:
            accounts = [account for account in accounts if account.id in tickets]
        overrides = overrides_by_account(session)
        patterns = _patterns_by_account(session, workspace)

    def score(account_id: int) -> AccountScore:
        return score_account(
            [_open_ticket(ticket, workspace) for ticket in tickets.get(account_id, ())], rubric
        )

    rows = []
    for account in accounts:
        account_id = account.id or 0
        rolled_up = score(account_id)
        rows.append(
            AccountNow(
                key=str(account_id),
                name=account.name,
                arr=account.arr,
                tier=account.tier,
                score=rolled_up.score,
                open_tickets=len(tickets.get(account_id, ())),
                why=rolled_up.why or None,
                patterns=tuple(patterns.get(account_id, ())),
                overrides=tuple(_override(row) for row in overrides.get(account_id, ())),
                segment=account.segment or None,
            )
        )
    return MatrixFacts(workspace.as_of, zone, settings, tuple(rows), workspace.scope)


def _open_ticket(ticket: AccountOpenTicket, workspace: Workspace) -> OpenTicket:
    age = max(timedelta(), workspace.as_of - ticket.last_customer_at)
    return OpenTicket(
        ticket=f"#{ticket.external_id}",
        score=ticket.score,
        age_days=age / DAY,
        churn=ticket.churn,
    )


def _patterns_by_account(session: Session, workspace: Workspace) -> dict[int, list[Pattern]]:
    """Find which firing spikes and repeat issues touch which account, through its tickets."""
    patterns: dict[int, list[Pattern]] = defaultdict(list)
    active = list_alerts(session, [AlertState.FIRING, AlertState.RECOVERING])
    firing = [listed for listed in active if listed.rule.kind in _PATTERNS]
    labels = [dict(listed.alert.labels) for listed in firing]
    shown = are_in_scope(session, workspace.scope, labels)
    for listed in compress(firing, shown):
        kind, tag_kind, label = _PATTERNS[listed.rule.kind]
        name = dict(listed.alert.labels)[label]
        after = workspace.as_of - listed.rule.window
        touched = [
            ticket
            for ticket in tagged_between(session, tag_kind, after, workspace.as_of)
            if ticket.name == name
        ]
        accounts = _distinct(ticket.account_id for ticket in touched)
        for account_id in accounts:
            patterns[account_id].append(
                Pattern(kind, name, len(accounts), len(touched), listed.rule.window.days)
            )
    return patterns


def _distinct(ids: Iterable[int | None]) -> list[int]:
    return list(dict.fromkeys(number for number in ids if number is not None))


def _override(row: PriorityOverrideRow) -> Override:
    return Override(PriorityInput(row.input), row.value, row.reason, row.expires_at, row.by)
