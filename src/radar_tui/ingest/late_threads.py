"""Gathers the messages that an export holds singly into one thread for each ticket."""

from collections.abc import Iterable, Iterator

from radar_tui.domain.records import SourceHistory, SourceMessage, SourceThread
from radar_tui.ingest.json_reader import JsonReader
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import Item, ReadOptions

MOST_ENTRIES = 2000
"""Messages and changes that wait for others of their tickets; they bound the memory."""


class LateThreadReader(JsonReader):
    """An importer of JSON whose messages come one by one, or only some of a ticket's at a time."""

    def read(self, source: Source, options: ReadOptions) -> Iterator[Item]:
        """Yield the records of the layout that the file shows, threads gathered by ticket.

        Raises:
            BadFileError: it shows none, or the JSON is malformed or cut off.
        """
        return gather_threads(JsonReader.read(self, source, options))


def gather_threads(items: Iterable[Item]) -> Iterator[Item]:
    """Pass records on as they come, and threads behind them, as few for each ticket as can be.

    A thread is stored whatever version of its ticket is known, and none twice in a transaction:
    that is why parts of a thread are no part of a ticket's version, and why they wait here. Of
    two messages with one id the later counts. A gathered thread has its first part's position.
    """
    waiting: dict[str, list[Item]] = {}
    entries = 0
    for item in items:
        if not isinstance(item.record, SourceThread):
            yield item
            continue
        thread = item.record
        waiting.setdefault(thread.ticket_external_id, []).append(item)
        entries += len(thread.messages) + len(thread.history)
        if entries >= MOST_ENTRIES:
            yield from map(_joined, waiting.values())
            waiting.clear()
            entries = 0
    yield from map(_joined, waiting.values())


def _joined(parts: list[Item]) -> Item:
    """Make one thread of a ticket's parts, oldest first."""
    threads = [part.record for part in parts if isinstance(part.record, SourceThread)]
    messages: dict[str, SourceMessage] = {}
    history: dict[SourceHistory, None] = {}
    for thread in threads:
        messages.update((message.external_id, message) for message in thread.messages)
        history.update(dict.fromkeys(thread.history))
    joined = SourceThread(
        threads[0].ticket_external_id,
        tuple(sorted(messages.values(), key=lambda message: message.created_at)),
        tuple(sorted(history, key=lambda entry: entry.occurred_at)),
    )
    return Item(parts[0].position, joined)
