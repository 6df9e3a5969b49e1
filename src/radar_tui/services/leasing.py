"""Holding a lease for as long as a piece of work goes on."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlmodel import Session

from radar_tui.db.engine import Database
from radar_tui.db.lease import release_lease, still_holds, take_lease

# Long enough for the slowest chunk of work between two renewals, short enough to wait for.
LASTING = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class HeldLease:
    """A lease in hand. Renew it between chunks of work."""

    database: Database
    name: str
    holder: str

    def renew(self) -> bool:
        """Take the lease, or hold it longer; False where another living process has it."""
        return take_lease(
            self.database,
            self.name,
            holder=self.holder,
            now=datetime.now(UTC),
            lasting=LASTING,
            is_alive=is_alive,
        )

    def is_kept(self, session: Session) -> bool:
        """Tell within a writing scope whether it is still in hand, and keep it until its end."""
        return still_holds(session, self.name, holder=self.holder)


@contextmanager
def held_lease(database: Database, name: str) -> Iterator[HeldLease | None]:
    """Hold a lease while a block runs; None where another process is at that work."""
    lease = HeldLease(database, name, _new_holder())
    if not lease.renew():
        yield None
        return
    try:
        yield lease
    finally:
        release_lease(database, name, holder=lease.holder)


def is_alive(holder: str) -> bool:
    """Tell whether a holder may still be working; on other machines only expiry can tell."""
    machine, _, rest = holder.partition("/")
    process_id = rest.partition("/")[0]
    if machine != socket.gethostname() or not process_id.isdigit():
        return True
    try:
        os.kill(int(process_id), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _new_holder() -> str:
    """Name this process: machine, process id, and a part no other has."""
    return f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"
