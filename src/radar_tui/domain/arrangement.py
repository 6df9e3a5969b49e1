"""How somebody arranges the panels of Today: which are shown, in what order, how wide.

It is kept as words in one line, such as `radar:12 alerts:9 -matrix:6 -metrics`: a panel with its
relative width, a minus before what is hidden. Panels that are not named come behind, as they are by
default; names that this Radar does not know are kept as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

# The three panels in their order, with their relative widths.
DEFAULT_WIDTHS = {"alerts": 9, "radar": 10, "matrix": 6}
# What is as wide as the screen: it can be hidden only.
STRIPS = ("highlights", "detail", "metrics", "due")
NARROWEST, WIDEST = 3, 20


@dataclass(frozen=True, slots=True)
class PanelPlace:
    """A panel in its place; `width` is relative to the others', None for a strip."""

    name: str
    width: int | None = None
    shown: bool = True

    def __str__(self) -> str:
        """Write it as it is kept."""
        width = "" if self.width is None else f":{self.width}"
        return f"{'' if self.shown else '-'}{self.name}{width}"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The panels in their order, then the strips; at least one panel is shown.

    `unknown` are words that only another Radar knows.
    """

    panels: tuple[PanelPlace, ...]
    strips: tuple[PanelPlace, ...]
    unknown: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Write it as it is kept; blank where all is as by default."""
        if self == DEFAULT_ARRANGEMENT:
            return ""
        return " ".join([*map(str, (*self.panels, *self.strips)), *self.unknown])

    @property
    def places(self) -> tuple[PanelPlace, ...]:
        """All panels and strips."""
        return (*self.panels, *self.strips)

    def shows(self, name: str) -> bool:
        """Whether a panel or strip is shown."""
        return any(one.shown for one in self.places if one.name == name)

    def moved(self, name: str, step: int) -> "Arrangement":
        """Move a panel by places; at the edge, and with strips, nothing changes."""
        names = [one.name for one in self.panels]
        if name not in names:
            return self
        place = names.index(name)
        to = min(max(place + step, 0), len(names) - 1)
        panels = [one for one in self.panels if one.name != name]
        panels.insert(to, self.panels[place])
        return replace(self, panels=tuple(panels))

    def toggled(self, name: str) -> "Arrangement":
        """Hide or show a panel or a strip; the last panel that is shown stays."""
        changed = self._changed(name, lambda one: replace(one, shown=not one.shown))
        return changed if any(one.shown for one in changed.panels) else self

    def widened(self, name: str, step: int) -> "Arrangement":
        """Make a panel wider or narrower, within limits; strips have no width."""

        def wider(one: PanelPlace) -> PanelPlace:
            if one.width is None:
                return one
            return replace(one, width=min(max(one.width + step, NARROWEST), WIDEST))

        return self._changed(name, wider)

    def _changed(self, name: str, change: Callable[[PanelPlace], PanelPlace]) -> "Arrangement":
        panels, strips = (
            tuple(change(one) if one.name == name else one for one in places)
            for places in (self.panels, self.strips)
        )
        return replace(self, panels=panels, strips=strips)


DEFAULT_ARRANGEMENT = Arrangement(
    tuple(PanelPlace(name, width) for name, width in DEFAULT_WIDTHS.items()),
    tuple(PanelPlace(name) for name in STRIPS),
)


def read_arrangement(text: str) -> Arrangement:
    """Read an arrangement as it is kept; what makes no sense in it is as by default."""
    named: dict[str, PanelPlace] = {}
    unknown: list[str] = []
    for word in text.split():
        name, _, width = word.removeprefix("-").partition(":")
        if name in DEFAULT_WIDTHS:
            named.setdefault(name, PanelPlace(name, _width(name, width), word[0] != "-"))
        elif name in STRIPS:
            named.setdefault(name, PanelPlace(name, None, word[0] != "-"))
        else:
            unknown.append(word)
    panels = {one.name: one for one in named.values() if one.name in DEFAULT_WIDTHS}
    for default in DEFAULT_ARRANGEMENT.panels:
        panels.setdefault(default.name, default)
    strips = tuple(named.get(one.name, one) for one in DEFAULT_ARRANGEMENT.strips)
    ordered = tuple(panels.values())
    if not any(one.shown for one in ordered):
        ordered = tuple(replace(one, shown=True) for one in ordered)
    return Arrangement(ordered, strips, tuple(unknown))


def _width(name: str, written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) < 4):
        return DEFAULT_WIDTHS[name]
    return min(max(int(written), NARROWEST), WIDEST)
