"""Accounts: stored from their own file, matched by id, then by name where the id is not known."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, insert, or_, update
from sqlmodel import Session, SQLModel, col, select

from radar_tui.db.imports.claims import Claim, Clash, Owner, Wanted, settle
from radar_tui.db.imports.directory import name_key
from radar_tui.db.imports.images import keep_images, park_accounts, replace_parts
from radar_tui.db.imports.runs import ImportCounts
from radar_tui.db.imports.standings import in_batches
from radar_tui.db.tables import AccountDomainRow, AccountRow, TicketRow
from radar_tui.domain.records import Reject, SourceAccount
from radar_tui.text.hostile import inert_line

NAME, DOMAIN = "name", "domain"


@dataclass(frozen=True, slots=True)
class PreparedAccount:
    """An account ready to be stored, and where its file has it."""

    position: int
    record: SourceAccount
    content_hash: str


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the workspace holds that a chunk may touch on."""

    rows: Mapping[int, RowMapping]
    domains: Mapping[str, int]

    def holders(self) -> dict[Wanted, Owner]:
        held: dict[Wanted, Owner] = {
            Wanted(NAME, row["name_key"]): row_id for row_id, row in self.rows.items()
        }
        return held | {Wanted(DOMAIN, domain): owner for domain, owner in self.domains.items()}

    def domains_of(self, row_id: int) -> set[str]:
        return {domain for domain, owner in self.domains.items() if owner == row_id}


class SeenAccounts:
    """The ids of accounts that a file has named so far; a second record of one id is refused."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def first_time(self, external_id: str) -> bool:
        """Tell whether an id is new, and remember it."""
        is_new = external_id not in self._seen
        self._seen.add(external_id)
        return is_new


def store_accounts(
    session: Session, run_id: int, accounts: Sequence[PreparedAccount], seen: SeenAccounts
) -> tuple[ImportCounts, list[Reject]]:
    """Upsert a chunk of accounts; gives the counts and the records that no row may be made of."""
    if not accounts:
        return ImportCounts(), []
    once = [one for one in accounts if seen.first_time(one.record.external_id)]
    twice = {id(one) for one in accounts} - {id(one) for one in once}
    stored = _stored(session, once)
    owners = _owners(once, stored)
    differing = {
        owner: one
        for owner, one in owners.items()
        if not isinstance(owner, int) or stored.rows[owner]["content_hash"] != one.content_hash
    }
    refused = settle(_claims(differing, stored), stored.holders())
    accepted = {owner: one for owner, one in differing.items() if owner not in refused}
    _write(session, run_id, accepted, stored)
    rejects = [_reject(one, "the file has this id already") for one in accounts if id(one) in twice]
    rejects += [_clash(differing[owner], clash, stored, owners) for owner, clash in refused.items()]
    updated = sum(isinstance(owner, int) for owner in accepted)
    counts = ImportCounts(
        read=len(accounts),
        inserted=len(accepted) - updated,
        updated=updated,
        unchanged=len(once) - len(differing),
        rejected=len(rejects),
    )
    return counts, rejects


def _stored(session: Session, accounts: Sequence[PreparedAccount]) -> _Stored:
    """Read the rows that the chunk names by id, name or domain, with all their domains."""
    table = SQLModel.metadata.tables["account"]
    domains = AccountDomainRow
    rows: dict[int, RowMapping] = {}
    for batch in in_batches(accounts):
        ids = [one.record.external_id for one in batch]
        names = [name_key(one.record.name) for one in batch]
        named = or_(table.c.external_id.in_(ids), table.c.name_key.in_(names))
        rows |= {row["id"]: row for row in session.execute(table.select().where(named)).mappings()}
    owned: dict[str, int] = {}
    wanted = {domain for one in accounts for domain in _domains(one.record)}
    for some in in_batches(wanted):
        found = select(domains.domain, domains.account_id).where(col(domains.domain).in_(some))
        owned |= dict(session.exec(found).all())
    for holders in in_batches(set(owned.values()) - rows.keys()):
        query = table.select().where(table.c.id.in_(holders))
        rows |= {row["id"]: row for row in session.execute(query).mappings()}
    for keys in in_batches(rows):
        found = select(domains.domain, domains.account_id).where(col(domains.account_id).in_(keys))
        owned |= dict(session.exec(found).all())
    return _Stored(rows, owned)


def _owners(accounts: Sequence[PreparedAccount], stored: _Stored) -> dict[Owner, PreparedAccount]:
    """Give the row that each record describes: by its id, else one of its name without an id."""
    ids = {row["external_id"]: row_id for row_id, row in stored.rows.items() if row["external_id"]}
    # A table without ids leaves the name in their place.
    nameless = {
        row["name_key"]: row_id
        for row_id, row in stored.rows.items()
        if not row["external_id"] or name_key(row["external_id"]) == row["name_key"]
    }
    owners: dict[Owner, PreparedAccount] = {}
    matched = {ids[one.record.external_id] for one in accounts if one.record.external_id in ids}
    for one in accounts:
        row_id = ids.get(one.record.external_id)
        if row_id is None:
            row_id = nameless.get(name_key(one.record.name))
            if row_id in matched:
                row_id = None
        if row_id is not None:
            matched.add(row_id)
        owners[one.record.external_id if row_id is None else row_id] = one
    return owners


def _claims(differing: Mapping[Owner, PreparedAccount], stored: _Stored) -> list[Claim]:
    """What the records want; those that keep what they hold come first."""
    claims = [
        Claim(
            owner,
            (
                Wanted(NAME, name_key(one.record.name)),
                *(Wanted(DOMAIN, domain) for domain in _domains(one.record)),
            ),
        )
        for owner, one in differing.items()
    ]
    held = stored.holders()
    return sorted(
        claims, key=lambda claim: any(held.get(want) != claim.owner for want in claim.wants)
    )


def _clash(
    refused: PreparedAccount,
    clash: Clash,
    stored: _Stored,
    owners: Mapping[Owner, PreparedAccount],
) -> Reject:
    holder = clash.holder
    external_id = stored.rows[holder]["external_id"] if isinstance(holder, int) else holder
    if external_id is None and holder in owners:
        external_id = owners[holder].record.external_id
    who = f"account id {inert_line(external_id)}" if external_id else "an account without an id"
    return _reject(refused, f"the {clash.wanted.what} is already used by {who}")


def _reject(account: PreparedAccount, reason: str) -> Reject:
    return Reject(account.position, reason, account.record.external_id)


def _write(
    session: Session, run_id: int, accepted: Mapping[Owner, PreparedAccount], stored: _Stored
) -> None:
    changed = {owner: one for owner, one in accepted.items() if isinstance(owner, int)}
    keep_images(session, run_id, "account", changed)
    park_accounts(session, changed)
    for batch in in_batches(changed):
        replace_parts(session, "account", batch, [])
    written = dict(changed)
    for account_id, one in changed.items():
        session.connection().execute(
            update(AccountRow)
            .where(col(AccountRow.id) == account_id)
            .values(**_values(one.record, one.content_hash, run_id))
        )
    returning = insert(AccountRow).returning(col(AccountRow.id))
    for owner, one in accepted.items():
        if owner not in changed:
            values = _values(one.record, one.content_hash, run_id) | {"first_run_id": run_id}
            written[session.connection().execute(returning, values).scalar_one() or 0] = one
    rows = [
        {"domain": domain, "account_id": account_id}
        for account_id, one in written.items()
        for domain in _domains(one.record)
    ]
    replace_parts(session, "account", [], rows)
    for account_id, one in written.items():
        before = stored.domains_of(account_id)
        _claim_tickets(session, run_id, account_id, set(_domains(one.record)) - before)


def _values(account: SourceAccount, content_hash: str, run_id: int) -> dict[str, object]:
    return {
        "external_id": account.external_id,
        "name": account.name,
        "name_key": name_key(account.name),
        "arr": account.arr,
        "tier": account.tier,
        "segment": account.segment,
        "am": account.am,
        "csm": account.csm,
        "se": account.se,
        "zone": account.zone,
        "complete": True,
        "content_hash": content_hash,
        "last_run_id": run_id,
    }


def _domains(account: SourceAccount) -> list[str]:
    return sorted({domain.casefold() for domain in account.domains})


def _claim_tickets(
    session: Session, run_id: int, account_id: int, domains: Collection[str]
) -> None:
    """Give an account the tickets that waited for one of its domains."""
    for ticket_ids in _waiting(session, domains):
        keep_images(session, run_id, "ticket", ticket_ids)
        session.connection().execute(
            update(TicketRow)
            .where(col(TicketRow.id).in_(ticket_ids))
            .values(account_id=account_id, revision=TicketRow.revision + 1)
        )


def _waiting(session: Session, domains: Iterable[str]) -> Iterator[list[Any]]:
    for some in in_batches(list(domains)):
        query = select(TicketRow.id).where(
            col(TicketRow.account_id).is_(None), col(TicketRow.requester_domain).in_(some)
        )
        yield from in_batches(session.exec(query).all())
