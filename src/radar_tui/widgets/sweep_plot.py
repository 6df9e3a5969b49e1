"""The sweep as cells: rings, sectors with their names, and a place for each ticket's blip.

The angle is the feature area, clockwise from the top; the distance to the centre is what a ticket
lacks to the highest score. Rings stand at the limits of the bands. Nothing here knows Textual.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import atan2, ceil, cos, hypot, pi, sin, sqrt, tau
from typing import NamedTuple
from zlib import crc32

from radar_tui.domain.bands import HIGHEST_SCORE, BandLimits

# A cell is about twice as high as wide; distances are measured in its width.
CELL_HEIGHT = 2.0
# Dots of a Braille character in a cell, across and down, and the bit of each by row and column.
DOTS_ACROSS, DOTS_DOWN = 2, 4
_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_BRAILLE = 0x2800

# Room for a name at the left and right, the least and the most that it takes.
LEAST_MARGIN, MOST_MARGIN = 9, 24
# A disc may be so much wider than round, to use a broad panel.
WIDEST = 1.5
LEAST_WIDTH, LEAST_HEIGHT = 24, 7
# One blip in this many cells of the disc: below it stays readable, and each finds a place near.
CELLS_FOR_A_BLIP = 5
MOST_SECTORS = 21
OTHER, NO_AREA = "other areas", "no feature area"
# The share of a sector's angle that its blips keep free at its edges.
EDGE = 0.1
# How far from where it belongs a blip is put at first, in cells across and down.
_NEAR_ACROSS, _NEAR_DOWN = 12, 6


class Spot(NamedTuple):
    """A cell of the picture, counted from its left upper corner."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Blip:
    """A ticket to be drawn; `area` is None where it has no feature area."""

    name: str
    score: int
    area: str | None


@dataclass(frozen=True, slots=True)
class Disc:
    """Where the circle lies in a picture, in cells; the centre stands between cells."""

    width: int
    height: int
    across: float
    down: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the picture."""
        return self.width / 2, self.height / 2

    @property
    def most_blips(self) -> int:
        """How many blips can be told apart in it."""
        return int(pi * self.across * self.down / CELLS_FOR_A_BLIP)

    @property
    def most_sectors(self) -> int:
        """How many names have a line each around it."""
        return max(1, min(MOST_SECTORS, 2 * (self.height - 2)))

    def point(self, angle: float, distance: float) -> tuple[float, float]:
        """The place at an angle, clockwise from the top, and at a share of the radius."""
        x, y = self.centre
        return x + sin(angle) * distance * self.across, y - cos(angle) * distance * self.down

    def angle(self, spot: Spot) -> float:
        """The angle of a cell's middle, from 0 to 2π."""
        x, y = self._inner(spot)
        return atan2(x, -y) % tau

    def holds(self, spot: Spot) -> bool:
        """Whether a cell's middle lies within the circle."""
        return hypot(*self._inner(spot)) <= 1.0

    def half_width(self, row: int) -> float:
        """How far the circle reaches from its middle to the side within a row."""
        above, below = row - self.height / 2, row + 1 - self.height / 2
        off = 0.0 if above < 0 < below else min(1.0, min(abs(above), abs(below)) / self.down)
        return self.across * sqrt(1.0 - off * off)

    def _inner(self, spot: Spot) -> tuple[float, float]:
        x, y = self.centre
        return (spot.x + 0.5 - x) / self.across, (spot.y + 0.5 - y) / self.down


@dataclass(frozen=True, slots=True)
class Sector:
    """A feature area's part of the circle, and how many of the drawn tickets it has."""

    title: str
    tickets: int
    begins: float
    ends: float

    @property
    def middle(self) -> float:
        """The angle in its middle."""
        return (self.begins + self.ends) / 2

    def holds(self, angle: float) -> bool:
        """Whether an angle from 0 to 2π lies in it."""
        return self.begins <= angle < self.ends


@dataclass(frozen=True, slots=True)
class SweepPlot:
    """A picture's plan: `spots` has the blips' cells by name, in the order of the tickets."""

    disc: Disc
    sectors: tuple[Sector, ...]
    spots: Mapping[str, Spot]


def fit_disc(width: int, height: int) -> Disc | None:
    """Find the largest circle with room for names around it; None where a picture has no room."""
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return None
    margin = max(LEAST_MARGIN, min(MOST_MARGIN, int(width * 0.28)))
    down = (height - 2) / 2
    across = min(down * CELL_HEIGHT * WIDEST, width / 2 - margin)
    down = min(down, across / CELL_HEIGHT * WIDEST)
    # The rim's dots stay within the cells that the circle touches.
    return Disc(width, height, across - 0.25, down - 0.125)


def plan(
    blips: Sequence[Blip], areas: Sequence[str], disc: Disc, reserved: Collection[Spot] = ()
) -> SweepPlot:
    """Place blips, given worst first, and name the sectors; reserved cells stay free of blips.

    Of more blips than have room the first are placed.
    """
    drawn = blips[: disc.most_blips]
    parts = divide(drawn, areas, disc.most_sectors)
    by_title = {part.title: part for part in parts}
    taken = set(reserved)
    spots: dict[str, Spot] = {}
    for blip in drawn:
        part = by_title.get(blip.area or NO_AREA) or by_title[OTHER]
        spots[blip.name] = spot = _free_spot(blip, part, disc, taken)
        taken.add(spot)
    return SweepPlot(disc, parts, spots)


def divide(blips: Sequence[Blip], areas: Sequence[str], most: int) -> tuple[Sector, ...]:
    """Give each area an equal part of the circle, by name; tickets without an area have the last.

    Areas without tickets have one too, so that none moves when tickets come and go. Of more areas
    than may have one, those with most tickets are named, and the rest is *other areas*.
    """
    counts = Counter(blip.area or NO_AREA for blip in blips)
    named = sorted({*areas, *counts} - {NO_AREA}, key=_by_name)
    last = [NO_AREA]
    room = max(most - len(last), 1)
    if len(named) > room:
        kept = set(sorted(named, key=lambda one: (-counts[one], _by_name(one)))[: room - 1])
        counts[OTHER] += sum(counts[one] for one in named if one not in kept)
        named, last = [one for one in named if one in kept], [OTHER, *last]
    titles = [*named, *last]
    part = tau / len(titles)
    return tuple(
        Sector(title, counts[title], place * part, (place + 1) * part)
        for place, title in enumerate(titles)
    )


def distance_of(score: int) -> float:
    """The share of the radius at which a score stands: 0 for the highest."""
    return 1.0 - min(max(score, 0), HIGHEST_SCORE) / HIGHEST_SCORE


def ring_scores(limits: BandLimits) -> tuple[int, ...]:
    """The scores at which there is a ring: where the bands end, the outermost first."""
    return (limits.neutral, limits.mild, limits.high)


def neighbour(spots: Mapping[str, Spot], name: str, right: int, down: int) -> str | None:
    """The nearest blip from a blip in a direction, such as (1, 0); None where there is none.

    What lies aside counts twice, so that the way goes straight on where it can.
    """
    here = spots[name]

    def cost(spot: Spot) -> tuple[float, float] | None:
        across, along_down = spot.x - here.x, (spot.y - here.y) * CELL_HEIGHT
        along = across * right + along_down * down
        aside = abs(across * down) + abs(along_down * right)
        return (along + 2 * aside, aside) if along > 0 else None

    costs = {other: found for other, spot in spots.items() if (found := cost(spot)) is not None}
    return min(costs, key=lambda other: costs[other]) if costs else None


def nearest(spots: Mapping[str, Spot], spot: Spot) -> str | None:
    """The blip nearest to a cell, within three cells' width; None where there is none."""
    reach = {name: _apart(one, spot) for name, one in spots.items()}
    name = min(reach, key=lambda one: reach[one], default=None)
    return name if name is not None and reach[name] <= 3.0 else None


def rings(disc: Disc, limits: BandLimits) -> dict[Spot, str]:
    """Draw the rim, a ring at each band's limit and the sectors' common centre in Braille."""
    dots: dict[Spot, int] = {}
    for score in sorted({0, limits.review, *ring_scores(limits)}):
        distance = distance_of(score)
        # The rim and the review threshold are whole lines, the others are dotted.
        step = 1 if score in (0, limits.review) else 3
        for angle in _angles(disc, distance, step):
            _dot(dots, *disc.point(angle, distance))
    return {spot: chr(_BRAILLE + bits) for spot, bits in dots.items()}


def spokes(disc: Disc, sectors: Sequence[Sector], limits: BandLimits) -> dict[Spot, str]:
    """Draw the edges between the sectors in Braille, from the innermost ring to the rim."""
    dots: dict[Spot, int] = {}
    inner = distance_of(limits.high)
    for sector in sectors if len(sectors) > 1 else ():
        steps = ceil(max(disc.across * DOTS_ACROSS, disc.down * DOTS_DOWN) / 3)
        for step in range(steps + 1):
            distance = inner + (1 - inner) * step / steps
            _dot(dots, *disc.point(sector.begins, distance))
    return {spot: chr(_BRAILLE + bits) for spot, bits in dots.items()}


def merged(*layers: Mapping[Spot, str]) -> dict[Spot, str]:
    """Lay Braille drawings over each other."""
    bits: dict[Spot, int] = {}
    for layer in layers:
        for spot, char in layer.items():
            bits[spot] = bits.get(spot, 0) | (ord(char) - _BRAILLE)
    return {spot: chr(_BRAILLE + found) for spot, found in bits.items()}


def _free_spot(blip: Blip, part: Sector, disc: Disc, taken: Collection[Spot]) -> Spot:
    """The free cell nearest to where a ticket belongs, in its own sector if one is near."""
    width = part.ends - part.begins
    share = EDGE + (1 - 2 * EDGE) * (crc32(blip.name.encode()) % 1000) / 1000
    x, y = disc.point(part.begins + width * share, distance_of(blip.score))
    home = Spot(int(x), int(y))
    for in_sector in (True, False):
        for spot in _around(home):
            fits = not in_sector or part.holds(disc.angle(spot))
            if fits and spot not in taken and disc.holds(spot):
                return spot
    # So many stand here that the whole circle is looked through: it has more cells than blips.
    cells = (Spot(column, row) for row in range(disc.height) for column in range(disc.width))
    return min(
        (spot for spot in cells if spot not in taken and disc.holds(spot)),
        key=lambda spot: _apart(spot, home),
    )


def _around(spot: Spot) -> Iterator[Spot]:
    """The cells around one, and itself, the nearest first."""
    return (Spot(spot.x + right, spot.y + down) for right, down in _steps())


def _length(right: int, down: int) -> float:
    return hypot(right, down * CELL_HEIGHT)


def _apart(one: Spot, other: Spot) -> float:
    return _length(one.x - other.x, one.y - other.y)


@cache
def _steps() -> tuple[tuple[int, int], ...]:
    """Steps to the cells around one, the nearest first."""
    across = range(-_NEAR_ACROSS, _NEAR_ACROSS + 1)
    steps = product(across, range(-_NEAR_DOWN, _NEAR_DOWN + 1))
    return tuple(sorted(steps, key=lambda step: (_length(*step), step)))


def _angles(disc: Disc, distance: float, step: int) -> Iterator[float]:
    """Angles so close that neighbouring dots touch, or each `step`-th of them."""
    count = ceil(tau * distance * max(disc.across * DOTS_ACROSS, disc.down * DOTS_DOWN) * 1.2)
    return (tau * place / count for place in range(0, count, step))


def _dot(dots: dict[Spot, int], x: float, y: float) -> None:
    spot = Spot(int(x), int(y))
    column = min(int((x - spot.x) * DOTS_ACROSS), DOTS_ACROSS - 1)
    row = min(int((y - spot.y) * DOTS_DOWN), DOTS_DOWN - 1)
    dots[spot] = dots.get(spot, 0) | _BITS[row][column]


def _by_name(title: str) -> tuple[str, str]:
    return title.casefold(), title
