"""Which alerts a scope shows, told by their labels."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from radar_tui.db.imports.directory import name_key
from radar_tui.db.imports.standings import in_batches
from radar_tui.db.queries.radar import ids_by_name
from radar_tui.db.queries.scope import accounts_in, those_in
from radar_tui.db.tables import AccountRow
from radar_tui.domain.alert_labels import ACCOUNT, FEATURE_AREA, TICKET
from radar_tui.domain.scope import Scope, ScopeKind


def are_in_scope(
    session: Session, scope: Scope, labels: Sequence[Mapping[str, str]]
) -> Sequence[bool]:
    """Tell of each alert, by its labels, whether a scope shows it.

    Of labels that tell where it belongs one has to be in the scope. An alert without any is shown
    in every scope: a silent source or a root cause may concern all of them.
    """
    if not scope:
        return [True] * len(labels)
    tickets = _tickets(session, scope, {one[TICKET] for one in labels if TICKET in one})
    named = {one[ACCOUNT] for one in labels if ACCOUNT in one}
    accounts = _accounts(session, scope, named) if scope.kind is ScopeKind.SEGMENT else None
    return [_is_shown(one, scope, tickets, accounts) for one in labels]


def _is_shown(
    labels: Mapping[str, str],
    scope: Scope,
    tickets: frozenset[str],
    accounts: frozenset[str] | None,
) -> bool:
    told = []
    if TICKET in labels:
        told.append(labels[TICKET] in tickets)
    if ACCOUNT in labels and accounts is not None:
        told.append(labels[ACCOUNT] in accounts)
    if FEATURE_AREA in labels and scope.kind is ScopeKind.AREA:
        told.append(labels[FEATURE_AREA].casefold() == scope.name.casefold())
    return any(told) or not told


def _tickets(session: Session, scope: Scope, names: Iterable[str]) -> frozenset[str]:
    """Those of the tickets, by name, that are in the scope."""
    ids = ids_by_name(session, names)
    kept = those_in(session, scope, ids.values())
    return frozenset(name for name, ticket_id in ids.items() if ticket_id in kept)


def _accounts(session: Session, scope: Scope, names: Iterable[str]) -> frozenset[str]:
    """Those of the accounts, by name, that are in the scope."""
    keys = {name: name_key(name) for name in names}
    kept: set[str] = set()
    for batch in in_batches(keys.values()):
        key = col(AccountRow.name_key)
        query = select(key).where(key.in_(batch), *accounts_in(scope))
        kept |= set(session.connection().execute(query).scalars())
    return frozenset(name for name, key in keys.items() if key in kept)
