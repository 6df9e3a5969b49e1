"""Accounts: stored from their own file, found or made for the tickets that name them."""

from collections.abc import Iterable

from sqlalchemy import insert, update
from sqlmodel import Session, SQLModel, col, select

from radar_tui.db.imports.images import keep_images, replace_parts
from radar_tui.db.imports.runs import ImportCounts
from radar_tui.db.tables import AccountDomainRow, AccountRow, TicketRow
from radar_tui.domain.records import SourceAccount

# A statement takes a limited number of values.
_CLAIMED_AT_ONCE = 500


def name_key(name: str) -> str:
    """Give the spelling under which two names mean the same account."""
    return " ".join(name.casefold().split())


class AccountDirectory:
    """Finds the account a ticket belongs to, and makes it where no file has named it yet.

    It holds every account's names in memory: thousands, where tickets are in the millions.
    """

    def __init__(self, session: Session) -> None:
        accounts = session.exec(select(AccountRow.id, AccountRow.external_id, AccountRow.name_key))
        self._by_external: dict[str, int] = {}
        self._by_name: dict[str, int] = {}
        for account_id, external_id, key in accounts:
            self._by_name[key] = account_id or 0
            if external_id:
                self._by_external[external_id] = account_id or 0
        domains = session.exec(select(AccountDomainRow.domain, AccountDomainRow.account_id))
        self._by_domain: dict[str, int] = dict(domains.all())

    def resolve(
        self, session: Session, run_id: int, named: Iterable[tuple[str | None, str | None]]
    ) -> list[int | None]:
        """Give the account id for each (account name or id, requester's domain)."""
        pairs = list(named)
        missing = {
            name_key(account): account
            for account, _ in pairs
            if account and self._find(account) is None
        }
        if missing:
            self._make(session, run_id, missing)
        return [
            self._find(account) if account else self._by_domain.get(domain or "")
            for account, domain in pairs
        ]

    def _find(self, account: str) -> int | None:
        return self._by_external.get(account) or self._by_name.get(name_key(account))

    def _make(self, session: Session, run_id: int, missing: dict[str, str]) -> None:
        rows = [
            {
                "name": " ".join(name.split()),
                "name_key": key,
                "complete": False,
                "content_hash": "",
                "first_run_id": run_id,
                "last_run_id": run_id,
            }
            for key, name in missing.items()
        ]
        returning = insert(AccountRow).returning(col(AccountRow.id), col(AccountRow.name_key))
        for account_id, key in session.connection().execute(returning, rows):
            self._by_name[key] = account_id or 0


def store_accounts(
    session: Session, run_id: int, accounts: list[tuple[SourceAccount, str]]
) -> ImportCounts:
    """Upsert accounts (record and content hash), matched by external id, then by name."""
    known = _known(session, [account for account, _ in accounts])
    counts = ImportCounts(read=len(accounts))
    for account, content_hash in accounts:
        found = known.get(account.external_id) or known.get(name_key(account.name))
        if found and found[1] == content_hash:
            counts += ImportCounts(unchanged=1)
            continue
        values = _values(account, content_hash, run_id)
        if found:
            account_id = found[0]
            keep_images(session, run_id, "account", [account_id])
            session.connection().execute(
                update(AccountRow).where(col(AccountRow.id) == account_id).values(**values)
            )
            counts += ImportCounts(updated=1)
        else:
            added = insert(AccountRow).values(**values, first_run_id=run_id)
            returning = added.returning(col(AccountRow.id))
            account_id = session.connection().execute(returning).scalar_one() or 0
            counts += ImportCounts(inserted=1)
        known[account.external_id] = known[name_key(account.name)] = (account_id, content_hash)
        _set_domains(session, run_id, account_id, account.domains)
    return counts


def _known(session: Session, accounts: list[SourceAccount]) -> dict[str, tuple[int, str]]:
    table = SQLModel.metadata.tables["account"]
    wanted = table.c.external_id.in_([account.external_id for account in accounts])
    named = table.c.name_key.in_([name_key(account.name) for account in accounts])
    found: dict[str, tuple[int, str]] = {}
    for row in session.execute(table.select().where(wanted | named)).mappings():
        value = (row["id"], row["content_hash"])
        found[row["name_key"]] = value
        if row["external_id"]:
            found[row["external_id"]] = value
    return found


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


def _set_domains(session: Session, run_id: int, account_id: int, domains: Iterable[str]) -> None:
    """Replace an account's domains and claim the tickets that waited for one of them."""
    wanted = sorted({domain.casefold() for domain in domains})
    taken = session.exec(
        select(AccountDomainRow.domain).where(
            col(AccountDomainRow.domain).in_(wanted), AccountDomainRow.account_id != account_id
        )
    ).all()
    mine = [domain for domain in wanted if domain not in taken]
    rows = [{"domain": domain, "account_id": account_id} for domain in mine]
    replace_parts(session, "account", [account_id], rows)
    if not mine:
        return
    waiting = session.exec(
        select(TicketRow.id).where(
            col(TicketRow.account_id).is_(None), col(TicketRow.requester_domain).in_(mine)
        )
    ).all()
    for start in range(0, len(waiting), _CLAIMED_AT_ONCE):
        claimed = waiting[start : start + _CLAIMED_AT_ONCE]
        keep_images(session, run_id, "ticket", claimed)
        session.connection().execute(
            update(TicketRow).where(col(TicketRow.id).in_(claimed)).values(account_id=account_id)
        )
