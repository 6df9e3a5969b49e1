"""Accounts with what the matrix needs to know of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlmodel import Session, SQLModel, col

from radar_tui.db.letters import know_all_letters
from radar_tui.db.queries.scope import accounts_in, tickets_in
from radar_tui.db.queries.tickets import last_customer_message
from radar_tui.db.queries.word_search import holding
from radar_tui.db.tables import (
    AccountRow,
    PriorityOverrideRow,
    TicketRow,
    TicketStandingRow,
)
from radar_tui.domain.scope import EVERYTHING, Scope


@dataclass(frozen=True, slots=True)
class AccountOpenTicket:
    """An open ticket of an account and when the customer last wrote."""

    account_id: int
    source: str
    external_id: str
    score: int | None
    churn: bool
    last_customer_at: datetime


def all_accounts(session: Session, scope: Scope = EVERYTHING) -> list[AccountRow]:
    """List the accounts by name; one that nothing but a ticket named is left out without any.

    Such a ticket had its account's bare id for a while.
    """
    table = SQLModel.metadata.tables["account"]
    query = table.select().where(_is_named(), *accounts_in(scope))
    rows = session.connection().execute(query.order_by(table.c.name)).mappings()
    return [AccountRow(**row) for row in rows]


def accounts_holding(session: Session, words: Sequence[str], limit: int) -> list[str]:
    """List the names of the first accounts that have all words in them, the shortest first."""
    know_all_letters(session)
    name = col(AccountRow.name)
    query = select(name).where(*(holding(word, name) for word in words), _is_named())
    found = query.order_by(func.length(name), name).limit(limit)
    return list(session.connection().execute(found).scalars())


def _is_named() -> ColumnElement[bool]:
    """The condition for an account to be more than the id that a ticket once gave it."""
    account_id = col(AccountRow.id)
    has_tickets = exists().where(col(TicketRow.account_id) == account_id)
    is_set = exists().where(col(PriorityOverrideRow.account_id) == account_id)
    return or_(col(AccountRow.complete), has_tickets, is_set)


def open_tickets_by_account(
    session: Session, scope: Scope = EVERYTHING
) -> dict[int, list[AccountOpenTicket]]:
    """List the open tickets of each account, those of a scope."""
    query = (
        select(
            col(TicketRow.account_id),
            col(TicketRow.source),
            col(TicketRow.external_id),
            col(TicketStandingRow.score),
            col(TicketStandingRow.churn),
            last_customer_message(),
            col(TicketRow.created_at),
        )
        .join(TicketRow, col(TicketRow.id) == col(TicketStandingRow.ticket_id))
        .where(
            col(TicketStandingRow.is_open),
            col(TicketRow.account_id).is_not(None),
            *tickets_in(scope),
        )
        .order_by(col(TicketRow.account_id), col(TicketRow.id))
    )
    tickets: dict[int, list[AccountOpenTicket]] = {}
    for row in session.connection().execute(query):
        tickets.setdefault(row[0] or 0, []).append(
            AccountOpenTicket(row[0] or 0, row[1], row[2], row[3], row[4], row[5] or row[6])
        )
    return tickets


def overrides_by_account(session: Session) -> dict[int, list[PriorityOverrideRow]]:
    """List the matrix inputs that people have set."""
    table = SQLModel.metadata.tables["priority_override"]
    overrides: dict[int, list[PriorityOverrideRow]] = {}
    for row in session.connection().execute(table.select()).mappings():
        overrides.setdefault(row["account_id"], []).append(PriorityOverrideRow(**row))
    return overrides
