"""Where the names of the sweep's sectors stand around it, and the scores of its rings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, cos, sin

from rich.cells import cell_len

from radar_tui.domain.bands import BandLimits
from radar_tui.text.hostile import inert_line
from radar_tui.widgets.sweep_plot import Disc, Sector, Spot, distance_of, ring_scores
from radar_tui.widgets.virtual_table_layout import fit_text

# A sector this near to the top or the bottom has its name above or below the circle.
_UPRIGHT = 0.3
# Cells between the circle and a name.
_GAP = 1


@dataclass(frozen=True, slots=True)
class Label:
    """Some words from a cell on; `calm` where the sector has no ticket."""

    spot: Spot
    words: str
    calm: bool


def sector_labels(disc: Disc, sectors: Sequence[Sector]) -> list[Label]:
    """Name the sectors: one above and one below the circle where they lie so, the others beside.

    There are at most twice as many as the circle has rows.
    """
    upright: dict[Sector, int] = {}
    for row, towards in ((0, 1), (disc.height - 1, -1)):
        sector = max(sectors, key=lambda one: towards * cos(one.middle))
        if len(sectors) == 1 or abs(sin(sector.middle)) < _UPRIGHT:
            upright.setdefault(sector, row)
    labels = [_centred(disc, sector, row) for sector, row in upright.items()]
    for is_right in (True, False):
        side = [one for one in sectors if one not in upright]
        side = [one for one in side if (sin(one.middle) >= 0) is is_right]
        labels += _beside(disc, side, is_right=is_right)
    return labels


def ring_labels(disc: Disc, limits: BandLimits) -> list[Label]:
    """Write the score at each ring, above the centre; rings on one line share the outer's."""
    middle, _ = disc.centre
    rows: dict[int, Label] = {}
    for score in ring_scores(limits):
        _, y = disc.point(0.0, distance_of(score))
        words = str(score)
        rows.setdefault(int(y), Label(Spot(int(middle) + 1, int(y)), words, calm=True))
    return list(rows.values())


def written(label: Label) -> Iterator[tuple[Spot, str]]:
    """Give a label's characters with their cells; what follows a wide one's cell is blank."""
    x = label.spot.x
    for char in label.words:
        yield Spot(x, label.spot.y), char
        width = cell_len(char)
        if width > 1:
            yield Spot(x + 1, label.spot.y), ""
        x += width


def _words(sector: Sector) -> str:
    title = inert_line(sector.title)
    return f"{title} {sector.tickets}" if sector.tickets else title


def _centred(disc: Disc, sector: Sector, row: int) -> Label:
    words = _cut(_words(sector), disc.width)
    return Label(Spot((disc.width - cell_len(words)) // 2, row), words, not sector.tickets)


def _beside(disc: Disc, sectors: Sequence[Sector], *, is_right: bool) -> Iterator[Label]:
    middle, _ = disc.centre
    ordered = sorted(sectors, key=lambda one: -cos(one.middle))
    wanted = [int(disc.point(one.middle, 1.0)[1]) for one in ordered]
    for sector, row in zip(ordered, _apart(wanted, 1, disc.height - 2), strict=True):
        off = ceil(disc.half_width(row)) + _GAP
        edge = ceil(middle) + off if is_right else int(middle) - off
        words = _cut(_words(sector), disc.width - edge if is_right else edge)
        x = edge if is_right else edge - cell_len(words)
        yield Label(Spot(x, row), words, not sector.tickets)


def _apart(wanted: Sequence[int], first: int, last: int) -> list[int]:
    """Give each a row of its own, near the one wanted; wanted rows rise."""
    rows: list[int] = []
    for row in wanted:
        rows.append(max(row, rows[-1] + 1 if rows else first))
    # From the end back, what was pushed out comes in again.
    for place in range(len(rows) - 1, -1, -1):
        rows[place] = min(rows[place], last - (len(rows) - 1 - place))
    return rows


def _cut(words: str, width: int) -> str:
    return fit_text(words, width).rstrip()
