"""Open alerts with all that decides where they stand for the lead."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from radar_tui.db.queries.alerts import OPEN_STATES, UNKNOWN_MOMENT, ListedAlert, list_alerts
from radar_tui.db.queries.band_limits import band_limits
from radar_tui.db.tables import InterventionRow, TicketRow, TicketStandingRow
from radar_tui.domain.alert_labels import TICKET
from radar_tui.domain.attention import Case, Snooze, TicketSnooze
from radar_tui.domain.bands import TEMPLATE_LIMITS, BandLimits
from radar_tui.domain.inhibition import INCIDENT_KINDS
from radar_tui.domain.ticket_names import ticket_name

# A ticket that woke longer ago than this has long had its alert tell so.
_WOKE_WITHIN = timedelta(days=7)


def open_cases(
    session: Session, as_of: datetime, *, also: Collection[int] = ()
) -> list[tuple[ListedAlert, Case]]:
    """List the open alerts, and some by id, newest state first."""
    return with_cases(session, list_alerts(session, OPEN_STATES, also=also), as_of)


def some_cases(
    session: Session, alert_ids: Collection[int], as_of: datetime
) -> list[tuple[ListedAlert, Case]]:
    """List some alerts by id, and what they may be under: incidents, others of their tickets."""
    others = {*_incidents(session), *_with_the_same_labels(session, alert_ids)}
    return with_cases(session, list_alerts(session, (), also={*alert_ids, *others}), as_of)


def _with_the_same_labels(session: Session, alert_ids: Collection[int]) -> list[int]:
    """Alerts about one ticket have the same labels, whichever rule raised them."""
    alert = SQLModel.metadata.tables["alert"]
    chosen = select(alert.c.label_hash).where(alert.c.id.in_(alert_ids))
    query = select(alert.c.id).where(alert.c.label_hash.in_(chosen), alert.c.state.in_(OPEN_STATES))
    return list(session.connection().execute(query).scalars())


def _incidents(session: Session) -> list[int]:
    alert, rule = (SQLModel.metadata.tables[name] for name in ("alert", "rule"))
    query = (
        select(alert.c.id)
        .join(rule, rule.c.key == alert.c.rule_key)
        .where(
            alert.c.state.in_(OPEN_STATES),
            rule.c.definition["kind"].as_string().in_(INCIDENT_KINDS),
        )
    )
    return list(session.connection().execute(query).scalars())


def with_cases(
    session: Session, listed: Collection[ListedAlert], as_of: datetime
) -> list[tuple[ListedAlert, Case]]:
    """Give alerts with what decides where they stand, in the given order."""
    snoozes = ticket_snoozes(session, as_of)
    limits = band_limits(session)
    return [(one, case_of(one, snoozes, limits)) for one in listed]


def ticket_snoozes(session: Session, as_of: datetime) -> dict[str, TicketSnooze]:
    """List the tickets that are put aside, or were until lately, by name."""
    row = InterventionRow
    query = (
        select(
            col(TicketRow.source),
            col(TicketRow.external_id),
            col(row.snoozed_at),
            col(row.snoozed_until),
            col(row.snoozed_score),
            col(TicketStandingRow.score),
        )
        .join(TicketRow, col(TicketRow.id) == col(row.ticket_id))
        .outerjoin(TicketStandingRow, col(TicketStandingRow.ticket_id) == col(row.ticket_id))
        .where(col(row.snoozed_until) > as_of - _WOKE_WITHIN)
    )
    return {
        ticket_name(source, number): TicketSnooze(Snooze(at or UNKNOWN_MOMENT, until, value), score)
        for source, number, at, until, value, score in session.connection().execute(query)
        if until is not None
    }


def case_of(
    listed: ListedAlert,
    snoozes: Mapping[str, TicketSnooze] | None = None,
    limits: BandLimits = TEMPLATE_LIMITS,
) -> Case:
    """Give what decides where one alert stands; `snoozes` are those of tickets, by name."""
    ticket = dict(listed.alert.labels).get(TICKET)
    return Case(
        id=listed.id,
        alert=listed.alert,
        rule=listed.rule,
        handling=listed.handling,
        ticket_snooze=snoozes.get(ticket) if ticket and snoozes else None,
        before=listed.before,
        limits=limits,
    )
