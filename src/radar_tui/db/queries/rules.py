"""The versions that rules have had, and how often they fired."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session, col

from radar_tui.db.queries.alerts import OPEN_STATES
from radar_tui.db.tables import AlertRow, RuleVersionRow


class RuleCounts(NamedTuple):
    """How many alerts of a rule fired in a span, and how many of all its alerts are open."""

    fired: int
    open: int


def last_versions(session: Session, keys: Sequence[str]) -> dict[str, int]:
    """Give the highest version that each of the named rules ever had."""
    key, version = col(RuleVersionRow.key), col(RuleVersionRow.version)
    query = select(key, func.max(version)).where(key.in_(keys)).group_by(key)
    found: dict[str, int] = {}
    for name, highest in session.connection().execute(query):
        found[name] = highest
    return found


def alert_counts(session: Session, since: datetime, until: datetime) -> dict[str, RuleCounts]:
    """Count by rule the alerts that fired after a moment, and those that are open.

    Rules without any are left out.
    """
    rule, fired_at = col(AlertRow.rule_key), col(AlertRow.fired_at)
    is_open = col(AlertRow.state).in_(OPEN_STATES)
    has_fired = (fired_at > since) & (fired_at <= until)
    query = (
        select(rule, _count(has_fired), _count(is_open)).where(has_fired | is_open).group_by(rule)
    )
    found: dict[str, RuleCounts] = {}
    for key, fired, opened in session.connection().execute(query):
        found[key] = RuleCounts(fired, opened)
    return found


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
