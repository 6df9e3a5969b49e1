"""The versions that rules have had."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlmodel import Session, col

from radar_tui.db.tables import RuleVersionRow


def last_versions(session: Session, keys: Sequence[str]) -> dict[str, int]:
    """Give the highest version that each of the named rules ever had."""
    key, version = col(RuleVersionRow.key), col(RuleVersionRow.version)
    query = select(key, func.max(version)).where(key.in_(keys)).group_by(key)
    found: dict[str, int] = {}
    for name, highest in session.connection().execute(query):
        found[name] = highest
    return found
