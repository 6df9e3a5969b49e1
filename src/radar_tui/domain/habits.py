"""The weekly habit loop and the training of people: pure rules over ISO weeks and principles."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_WEEK = timedelta(weeks=1)


class ProductKind(StrEnum):
    """What came of a habit, by how it is opened."""

    MACRO = "macro"
    FIX = "fix"
    TICKET = "ticket"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Product:
    """What came of a habit: its kind, and the key, id, name or link that it is found by."""

    kind: ProductKind
    reference: str

    def __str__(self) -> str:
        """As it is stored: `macro:token-expired`, and a link as it is."""
        return self.reference if self.kind is ProductKind.LINK else f"{self.kind}:{self.reference}"


def read_product(stored: str) -> Product:
    """Read what is stored of a product; what names no kind is a link, whatever it looks like."""
    name, _, reference = stored.partition(":")
    kind = next((one for one in ProductKind if one == name), ProductKind.LINK)
    if reference and kind is not ProductKind.LINK:
        return Product(kind, reference)
    return Product(ProductKind.LINK, stored)


def week_of(day: date) -> str:
    """Name the ISO week of a day, such as 2026-W47."""
    year, number, _ = day.isocalendar()
    return f"{year:04}-W{number:02}"


def monday_of(week: str) -> date:
    """Give the first day of an ISO week.

    Raises:
        ValueError: no such week.
    """
    year, _, number = week.partition("-W")
    if not (len(year) == 4 and len(number) == 2 and (year + number).isdecimal()):
        raise ValueError(f"{week[:20]!r} is no ISO week; expected something like 2026-W47")
    return date.fromisocalendar(int(year), int(number), 1)


def week_after(week: str, weeks: int) -> str:
    """Give the ISO week that comes so many after another, before it where negative."""
    return week_of(monday_of(week) + _WEEK * weeks)


def weeks_up_to(week: str, count: int) -> list[str]:
    """List so many ISO weeks in a row, oldest first, `week` as the last."""
    return [week_after(week, -back) for back in range(count - 1, -1, -1)]


def whole_weeks(done: Mapping[str, Collection[str]], habits: Collection[str]) -> set[str]:
    """Give the weeks in which every habit of the loop was done, by whomever."""
    return {week for week, keys in done.items() if habits and set(habits) <= set(keys)}


def streak(weeks: Collection[str], running: str) -> int:
    """Count the weeks in a row up to the running one.

    The running week counts once it is in `weeks`; until it is over it breaks nothing.
    """
    monday = monday_of(running)
    if running not in weeks:
        monday -= _WEEK
    count = 0
    while week_of(monday) in weeks:
        count += 1
        monday -= _WEEK
    return count


def longest_streak(weeks: Collection[str]) -> int:
    """Count the weeks of the longest run without a gap."""
    return max((streak(weeks, week) for week in weeks), default=0)


def untrained(principles: Sequence[str], trained: Collection[str]) -> list[str]:
    """List the principles that somebody has still to be trained in, in their order."""
    return [key for key in principles if key not in trained]


def fully_trained(principles: Sequence[str], people: Mapping[str, Collection[str]]) -> list[str]:
    """List who is trained in every principle, in the order of `people`; nobody where none is."""
    return [
        name
        for name, trained in people.items()
        if principles and not untrained(principles, trained)
    ]
