"""Pages of an API that are told by the names around their list, so that an empty one is known."""

from dataclasses import dataclass

from radar_tui.ingest.json_reader import Layout, Value
from radar_tui.ingest.sniff import Sample, Shape


@dataclass(frozen=True, slots=True)
class PageLayout(Layout[Value]):
    """A list of records within a page. `signs` are names of the object `around` the list."""

    around: str = ""

    def found_at(self, sample: Sample) -> str | None:
        """Return the place of the list where a sample shows such a page; None where it does not."""
        if sample.shape in (Shape.TABLE, Shape.TEXT):
            return None
        names = sample.keys.get(self.around, frozenset())
        return self.place if self.signs <= names and not self.without & names else None
