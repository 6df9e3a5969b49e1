"""Reading what tickets are about: vectors for the newest ones, kept until their words change."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from radar_tui.db.engine import plain_errors
from radar_tui.db.feed import announce
from radar_tui.db.queries.storing import store_rows
from radar_tui.db.queries.ticket_vectors import (
    UnreadTicket,
    drop_old_vectors,
    first_words,
    has_unread_tickets,
    unread_tickets,
)
from radar_tui.services.import_chunks import text_hash
from radar_tui.services.workspace import Workspace

# At most so many are committed at a time, as with scores.
BATCH = 50


class Reads(Protocol):
    """What makes vectors of texts: `scoring.similarity.Embedder`, or a stand-in."""

    version: str

    def embed(self, texts: Sequence[str]) -> list[bytes | None]:
        """Give the vector of each text, None where it cannot be told."""


def waits_to_be_read(workspace: Workspace, version: str) -> bool:
    """Whether there are tickets without a vector of this version, or with an outdated one."""
    with plain_errors(workspace.location), workspace.database.reading() as session:
        return has_unread_tickets(session, version)


def read_ticket_vectors(
    workspace: Workspace, reader: Reads, *, cancelled: Callable[[], bool] = lambda: False
) -> int:
    """Read the tickets that are to be read, newest first; gives how many were."""
    read = 0
    while not cancelled():
        with workspace.database.reading() as session:
            unread = unread_tickets(session, reader.version, limit=BATCH)
            words = first_words(session, [ticket.id for ticket in unread])
        if not unread:
            break
        rows = _rows(unread, words, reader)
        with workspace.database.writing() as session:
            store_rows(session, "ticket_vector", rows)
        read += len(rows)
    if read:
        with workspace.database.writing() as session:
            drop_old_vectors(session)
            announce(session, "ticket_vector")
    return read


def ticket_text(subject: str, message: str) -> str:
    """What of a ticket tells what it is about."""
    return f"{subject}\n{message}".strip()


def _rows(
    tickets: Sequence[UnreadTicket], words: dict[int, str], reader: Reads
) -> list[dict[str, Any]]:
    texts = {one.id: ticket_text(one.subject, words.get(one.id, "")) for one in tickets}
    hashes = {ticket_id: text_hash(text) for ticket_id, text in texts.items()}
    held = {one.id: one.held for one in tickets if one.held_hash == hashes[one.id]}
    changed = [one.id for one in tickets if one.id not in held]
    made = reader.embed([texts[ticket_id] for ticket_id in changed])
    vectors = held | dict(zip(changed, made, strict=True))
    return [
        {
            "ticket_id": one.id,
            "text_hash": hashes[one.id],
            "version": reader.version,
            "vector": vectors[one.id],
            "ticket_revision": one.revision,
        }
        for one in tickets
    ]
