"""The accounts that tickets and events name: found, or made where no file has named them yet."""

from collections.abc import Iterable

from sqlalchemy import insert
from sqlmodel import Session, col, select

from radar_tui.db.tables import AccountDomainRow, AccountRow


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
            self._find(account) if account else self.of_domain(domain) for account, domain in pairs
        ]

    def of_domain(self, domain: str | None) -> int | None:
        """Give the account whose people send e-mail from a domain."""
        return self._by_domain.get(domain or "")

    def has_id(self, account: str | None) -> bool:
        """Whether an account is known by such an id, which a file of accounts has given it."""
        return account in self._by_external

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
