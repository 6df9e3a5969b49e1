"""Where alerts stand as of the last evaluation, and the notices of what is new about them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlmodel import Session, SQLModel, col

from radar_tui.db.imports.standings import in_batches
from radar_tui.db.tables import AlertNoticeRow, AlertRow, RuleRow
from radar_tui.domain.alerts import make_labels
from radar_tui.domain.attention import Because
from radar_tui.domain.notices import Notice, NoticeKind
from radar_tui.domain.rules import Rule, rule_from_dict


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an alert stands, and since when it needed the lead when that was last told."""

    alert_id: int
    standing: str
    since: datetime
    because: str | None
    announced_since: datetime | None


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice that is to be stored."""

    alert_id: int
    kind: NoticeKind
    at: datetime
    since: datetime
    because: Because | None = None
    value: float | None = None
    was: float | None = None


def store_stands(session: Session, stands: Sequence[Stand]) -> None:
    """Keep where alerts stand, for the next evaluation to see what has changed."""
    if not stands:
        return
    table = SQLModel.metadata.tables["alert"]
    rows = (
        update(table)
        .where(table.c.id == bindparam("stored_id"))
        .values(
            standing=bindparam("stands"),
            standing_since=bindparam("stands_since"),
            standing_because=bindparam("stands_because"),
            announced_since=bindparam("told_since"),
        )
    )
    values = [
        {
            "stored_id": one.alert_id,
            "stands": one.standing,
            "stands_since": one.since,
            "stands_because": one.because,
            "told_since": one.announced_since,
        }
        for one in stands
    ]
    session.connection().execute(rows, values)


def store_notices(session: Session, notices: Iterable[NewNotice]) -> None:
    """Append notices."""
    rows = [{name: getattr(one, name) for name in NewNotice.__slots__} for one in notices]
    if rows:
        session.connection().execute(insert(AlertNoticeRow), rows)


def told_of(session: Session, alert_ids: Collection[int]) -> frozenset[int]:
    """Give those of some alerts that there was ever a notice of."""
    query = select(col(AlertNoticeRow.alert_id)).distinct()
    return frozenset(
        alert_id
        for batch in in_batches(alert_ids)
        for alert_id in session.connection()
        .execute(query.where(col(AlertNoticeRow.alert_id).in_(batch)))
        .scalars()
    )


def newest_notice(session: Session) -> int:
    """Give the number of the newest notice, 0 where there is none."""
    newest = select(func.max(col(AlertNoticeRow.seq)))
    return session.connection().execute(newest).scalar() or 0


def notices_after(session: Session, seq: int) -> list[Notice]:
    """List the notices that came after one, oldest first."""
    notice, alert = AlertNoticeRow, AlertRow
    query = (
        select(
            col(notice.seq),
            col(notice.alert_id),
            col(notice.kind),
            col(notice.at),
            col(notice.because),
            col(notice.value),
            col(notice.was),
            col(alert.rule_key),
            col(alert.labels),
            col(alert.context),
        )
        .join(alert, col(alert.id) == col(notice.alert_id))
        .where(col(notice.seq) > seq)
        .order_by(col(notice.seq))
    )
    rows: Any = session.connection().execute(query).all()
    rules = _rules(session, {row.rule_key for row in rows})
    return [_notice(row, rules[row.rule_key]) for row in rows]


def _rules(session: Session, keys: set[str]) -> dict[str, Rule]:
    query = select(col(RuleRow.key), col(RuleRow.definition)).where(col(RuleRow.key).in_(keys))
    return {key: rule_from_dict(found) for key, found in session.connection().execute(query)}


def _notice(row: Any, rule: Rule) -> Notice:
    return Notice(
        seq=row.seq,
        alert_id=row.alert_id,
        kind=NoticeKind(row.kind),
        at=row.at,
        rule=rule.key,
        rule_kind=rule.kind,
        title=rule.title,
        severity=rule.severity,
        labels=make_labels(row.labels),
        context={name: tuple(each) for name, each in row.context.items()},
        because=Because(row.because) if row.because else None,
        value=row.value,
        was=row.was,
    )
