"""Finds the format of times that are neither ISO 8601 nor Unix time."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import chain, product
from typing import TypeAlias

from radar_tui.ingest.values import parse_time

Build: TypeAlias = tuple[object, ...]

_DATES = (
    "%d.%m.%Y", "%d.%m.%y",
    "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y", "%Y/%m/%d",
    "%d-%m-%Y", "%m-%d-%Y", "%d-%m-%y", "%m-%d-%y",
    "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%b %d %Y",
    "%d %B %Y", "%B %d, %Y",
)  # fmt: skip
_CLOCKS = (
    "%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I:%M:%S %p", "%H:%M %z", "%H:%M:%S %z",
)  # fmt: skip
_OTHERS = ("%a, %d %b %Y %H:%M:%S %z", "%a %b %d %H:%M:%S %Y", "%d/%b/%Y:%H:%M:%S %z")
# So many texts decide which formats are tried on all of them.
_TRIED_FIRST = 3
_OFFSET = re.compile(r"\s(?:%z|[+-]\d\d:?\d\d)$")
_FIELD = re.compile(r"%[a-zA-Z]")
_NAMES = re.compile(r"%[abBp]")


def fitting_formats(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the formats that read most of the texts, which differ in what they read.

    None where the texts are read without a format, or no format reads more than half of them.
    Two are found where nothing tells the day from the month.
    """
    distinct = list(dict.fromkeys(texts))
    most = max(len(distinct) // 2, len(distinct) - _unread(distinct)) + 1
    first = distinct[:_TRIED_FIRST]
    builds = dict.fromkeys(map(_build, first))
    found: dict[tuple[datetime | None, ...], str] = {}
    for date_format in chain.from_iterable(_formats().get(build, ()) for build in builds):
        if not any(parse_time(text, date_format=date_format) for text in first):
            continue
        moments = tuple(parse_time(text, date_format=date_format) for text in distinct)
        read = len(moments) - moments.count(None)
        if read > most:
            found, most = {}, read
        if read == most:
            found.setdefault(moments, date_format)
    return tuple(found.values())


@cache
def _formats() -> Mapping[Build, Sequence[str]]:
    """The formats that are tried, by what tells them apart."""
    others = (f"{date}{gap}{clock}" for date, gap, clock in product(_DATES, (" ", ", "), _CLOCKS))
    found: defaultdict[Build, list[str]] = defaultdict(list)
    for date_format in (*_DATES, *others, *_OTHERS):
        found[_build(date_format)].append(date_format)
    return found


def _build(written: str) -> Build:
    """Tell apart what cannot fit each other, texts and formats alike: signs, names, an offset.

    Trying a format costs a hundred times as much.
    """
    bare = _OFFSET.sub("", written)
    names = _NAMES.search(bare) is not None or any(map(str.isalpha, _FIELD.sub("", bare)))
    return *map(bare.count, "./,:"), names, bare == written


def _unread(texts: Sequence[str]) -> int:
    return sum(parse_time(text) is None for text in texts)
