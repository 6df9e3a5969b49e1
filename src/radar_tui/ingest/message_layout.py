"""Messages of alerting systems, one of which may tell of several records."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from radar_tui.domain.records import Reject
from radar_tui.ingest.json_input import Read, read_values, shown
from radar_tui.ingest.json_reader import Layout, Value
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import Item
from radar_tui.ingest.sniff import Sample, Shape


def whole(message: Any) -> Iterable[Any]:
    """Leave a message as it is: it tells of one record."""
    return (message,)


@dataclass(frozen=True, slots=True)
class MessageLayout(Layout[Value]):
    """Messages that stand alone, one after another, in lines or in a top-level array.

    `signs` are names of the part of a message that is `around` them. `split` makes a message of
    each record that a message tells of, so that a bad one costs none of the others.
    """

    around: str = ""
    split: Callable[[Value], Iterable[Value]] = whole

    def found_at(self, sample: Sample) -> str | None:
        """Return the place of the messages where a sample shows such; None where it does not."""
        if sample.shape in (Shape.TABLE, Shape.TEXT):
            return None
        place = "item" if sample.shape is Shape.JSON_ARRAY else self.place
        within = ".".join(filter(None, (place, self.around)))
        names = sample.keys.get(within, frozenset())
        return place if self.signs <= names and not self.without & names else None

    def items(self, source: Source, place: str) -> Iterator[Item]:
        """Yield what is read of each message; all of it has the position of its message."""
        read: Iterator[Read[Value]] = read_values(source, place, self.shape)
        for position, message in read:
            if isinstance(message, Reject):
                yield Item(position, message)
                continue
            for part in self.split(message):
                yield from self._built(position, part)

    def _built(self, position: int, part: Value) -> Iterator[Item]:
        try:
            records = list(self.build(part))
        except (ValueError, OverflowError, OSError) as error:
            yield Item(position, Reject(position, str(error), shown(part)))
            return
        for record in records:
            yield Item(position, record)
