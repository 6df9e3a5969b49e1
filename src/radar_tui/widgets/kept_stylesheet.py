"""A stylesheet that parses each source once."""

from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

# More than all screens and widgets together have.
SOURCES_KEPT = 1024


class KeptStylesheet(Stylesheet):
    """Textual's stylesheet, without parsing again what has not changed.

    Textual parses every source anew, two or three times, whenever a screen is shown for the first
    time, and keeps 64 parsed ones, fewer than Radar has: a tenth of a second and more in which no
    key is heard. What was parsed holds until a variable changes, as with another theme.
    """

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._parse_cache: LRUCache[tuple[object, ...], list[RuleSet]] = LRUCache(SOURCES_KEPT)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take on variables; where they are those of before, everything stays parsed."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what is new.

        Raises:
            StylesheetParseError: a source is invalid.
        """
        self.parse()
