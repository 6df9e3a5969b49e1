"""Damages payloads as bad exports, bad disks and bad people do, by random numbers alone."""

import copy
import csv
import gzip
import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import zstandard

from radar_tui.ingest.sniff import SAMPLE_SIZE
from support.fuzz_seeds import Seed
from support.hostile_texts import HOSTILE
from support.mutated_payloads import LEFT_OUT, SECRET, Place, changed, places

# Stand in a value or a name for what the JSON writer would not write; replaced in its output.
_RAW = "\x7f{}\x7f"
_AGAIN = "\x7fagain"

_SWAPS: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 1.5, "", "0", "-", "\0", [], {}, [None], [[]], [{}], {"": None},
    {"id": []}, ["a", 1], [SECRET], {SECRET: SECRET}, SECRET, f"{SECRET}\n{SECRET}",
    f"{SECRET}@acme.example", f"<p>{SECRET}</p>" * 20, *HOSTILE,
)  # fmt: skip
_NUMBERS = (
    "1e308", "-1e308", "1e-320", "1e400", "-1e9999", "1e99999999", "1" + "0" * 25,
    "-" + "9" * 400, "9" * 5000, "0." + "3" * 5000, "1e" + "9" * 30, str(2**63), str(2**64),
    str(-(2**63) - 1), "-0", "NaN", "Infinity", "253402300800", "-62135596801", "1e17",
)  # fmt: skip
_DATES = (
    "0000-00-00T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "9999-12-31 23:59", "2026-02-30T25:61:61Z", "10000-01-01T00:00:00Z", "-0044-03-15",
    "2026-03-01T10:00:00+99:99", "2026-03-01T10:00:60Z", "2026-W53-7",
    "2026-03-01T10:00:00.1234567",
    "31/Feb/26 13:61 PM", "1/Jan/0001 12:00 AM", "253402300799999", "-99999999999999999",
    "\u0662\u0660\u0662\u0666-\u0660\u0663-\u0660\u0661", f"{SECRET} 2026", "1970-01-01", "24:00",
)  # fmt: skip
_DEPTHS = (2, 20, 150, 1200, 3000, 30_000)
_LONG_NAME = 400
_LONGEST_REPEAT = 100_000

Edit = Callable[["_Draft"], str]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A damaged payload. `changes` say what was done to it.

    `witness` is a value that stands in it, undamaged and apart from what is damaged.
    """

    data: bytes
    changes: tuple[str, ...]
    witness: Any = None


@dataclass(slots=True)
class _Draft:
    """A payload while it is being damaged, before it is written down."""

    chance: random.Random
    value: Any
    table: list[list[str]]
    raw: list[str] = field(default_factory=list)

    def stand_in(self, text: str) -> str:
        """Return what becomes a piece of JSON that no writer would write."""
        self.raw.append(text)
        return _RAW.format(len(self.raw) - 1)

    def place(self) -> Place:
        """Choose where; deep places are as likely as those on top."""
        found = list(places(self.value))
        if not found:
            return ()
        depth = self.chance.choice(sorted({len(place) for place in found}))
        return self.chance.choice([place for place in found if len(place) == depth])

    def put(self, what: object) -> str:
        """Put something into a property, an entry or a cell."""
        if self.table:
            row = self.chance.choice(self.table[1:] or self.table)
            if not row:
                return "nothing"
            column = self.chance.randrange(len(row))
            row[column] = "" if what is LEFT_OUT else what if isinstance(what, str) else str(what)
            return f"cell {column}"
        place = self.place()
        self.value = changed(self.value, [(place, what)]) if place else self.value
        return ".".join(map(str, place))


def mutant_of(seed: Seed, chance: random.Random) -> Mutant:
    """Damage a payload: its values, the way it is written, or its bytes."""
    draft = _Draft(chance, copy.deepcopy(seed.value), [list(row) for row in seed.table])
    changes = []
    if not seed.data:
        edits = _TABLE_EDITS if seed.table else _VALUE_EDITS
        some = chance.choices(edits, k=chance.randrange(5))
        changes = [f"{edit.__name__[1:]} {edit(draft)}" for edit in some]
    witness, data = _as_bytes(draft, seed)
    if not changes or chance.random() < 0.25:
        spoil = chance.choices(_BYTE_EDITS, k=chance.randint(1, 3))
        for edit in spoil:
            data = edit(data, chance)
        witness = None
        changes += [edit.__name__[1:] for edit in spoil]
    if chance.random() < 0.1:
        wrap = chance.choice(_WRAPS)
        data = wrap(data)
        changes.append(wrap.__name__[1:])
        if chance.random() < 0.5:
            edit = chance.choice(_BYTE_EDITS)
            data, witness = edit(data, chance), None
            changes.append(edit.__name__[1:])
    return Mutant(data, tuple(changes), witness)


def _as_bytes(draft: _Draft, seed: Seed) -> tuple[Any, bytes]:
    """Write a draft; with an undamaged value that stands beside it, if one does."""
    if seed.data:
        return None, seed.data
    return (None, _table_text(draft)) if seed.table else _json_text(draft, seed)


def _swap(draft: _Draft) -> str:
    return draft.put(draft.chance.choice(_SWAPS))


def _leave_out(draft: _Draft) -> str:
    return draft.put(LEFT_OUT)


def _number(draft: _Draft) -> str:
    text = draft.chance.choice(_NUMBERS)
    return draft.put(text if draft.table or draft.chance.random() < 0.3 else draft.stand_in(text))


def _date(draft: _Draft) -> str:
    return draft.put(draft.chance.choice(_DATES))


def _nest(draft: _Draft) -> str:
    depth = draft.chance.choice(_DEPTHS)
    name = SECRET * draft.chance.choice((1, _LONG_NAME // len(SECRET)))
    opened, closed = draft.chance.choice((("[", "]"), (f'{{"{name}":', "}")))
    # Long names are for depths that are read at all: the payload stays small.
    if len(opened) > 100:
        depth = min(depth, 1200)
    text = opened * depth + "1" + closed * draft.chance.choice((depth, depth, depth - 1))
    return f"{depth} deep at {draft.put(text if draft.table else draft.stand_in(text))}"


def _move(draft: _Draft) -> str:
    """Put one part of the payload where another was."""
    value: Any = draft.value
    for name in draft.place():
        value = value[name]
    return draft.put(copy.deepcopy(value))


def _double(draft: _Draft) -> str:
    """Say one name twice, with two values."""
    *way, last = draft.place() or ("",)
    owner = draft.value
    for name in way:
        owner = owner[name]
    if isinstance(owner, dict) and isinstance(last, str):
        owner[last + _AGAIN] = copy.deepcopy(draft.chance.choice((owner.get(last), *_SWAPS)))
    elif isinstance(owner, list) and owner:
        owner.append(copy.deepcopy(owner[0]))
    return str(last)


def _rename(draft: _Draft) -> str:
    *way, last = draft.place() or ("",)
    owner = draft.value
    for name in way:
        owner = owner[name]
    if isinstance(owner, dict) and last in owner:
        new = draft.chance.choice(
            (SECRET, str(last).upper(), "", "\0", f"{last}.{last}", "a" * 5000)
        )
        owner[new] = owner.pop(last)
    return str(last)


def _drop_row(draft: _Draft) -> str:
    row = draft.chance.randrange(len(draft.table))
    if len(draft.table) > 1:
        del draft.table[row]
    return str(row)


def _repeat_row(draft: _Draft) -> str:
    row = draft.chance.randrange(len(draft.table))
    draft.table.insert(draft.chance.randint(0, len(draft.table)), list(draft.table[row]))
    return str(row)


def _drop_column(draft: _Draft) -> str:
    """Lose a column: everywhere, or in one row, where the cells behind it slip."""
    column = draft.chance.randrange(max(1, len(draft.table[0])))
    rows = draft.chance.choice((draft.table, draft.table[:1], draft.table[1:2]))
    for row in rows:
        del row[column : column + 1]
    return str(column)


def _repeat_column(draft: _Draft) -> str:
    column = draft.chance.randrange(max(1, len(draft.table[0])))
    rows = draft.chance.choice((draft.table, draft.table[:1], draft.table[1:2]))
    for row in rows:
        row += row[column : column + 1]
    return str(column)


_EITHER = (_swap, _swap, _leave_out, _number, _date, _nest)
_VALUE_EDITS: tuple[Edit, ...] = (*_EITHER, _move, _double, _rename)
_TABLE_EDITS: tuple[Edit, ...] = (*_EITHER, _drop_row, _repeat_row, _drop_column, _repeat_column)


def _json_text(draft: _Draft, seed: Seed) -> tuple[Any, bytes]:
    """Write values as lines, as one document, or as several; with an undamaged value beside."""
    chance = draft.chance
    is_list = isinstance(draft.value, list) and bool(draft.value)
    if chance.random() < 0.55:
        witness = seed.value[0] if is_list else seed.value
        values = draft.value if is_list else [draft.value]
        lines = [*(_written(value, draft) for value in values), _written(witness, draft)]
        text = "\n".join(lines if chance.random() < 0.5 else lines[::-1])
        # A page is read or refused as a whole; so is a file whose first lines tell nothing.
        is_apart = is_list and text.startswith("{") and lines[-1] in text[:SAMPLE_SIZE]
        return witness if is_apart else None, text.encode()
    indent = chance.choice((None, None, 2))
    text = _written(draft.value, draft, indent)
    return None, (text * chance.choice((1, 1, 2))).encode()


def _written(value: object, draft: _Draft, indent: int | None = None) -> str:
    text = json.dumps(value, indent=indent).replace(_written_plain(_AGAIN), "")
    for number, raw in enumerate(draft.raw):
        text = text.replace(f'"{_written_plain(_RAW.format(number))}"', raw)
    return text


def _written_plain(text: str) -> str:
    return json.dumps(text)[1:-1]


def _table_text(draft: _Draft) -> bytes:
    """Write a table by any delimiter, quotes and line ends; a quote may be left open."""
    chance = draft.chance
    file = io.StringIO(newline="")
    writer = csv.writer(
        file,
        delimiter=chance.choice(",,,;\t|"),
        lineterminator=chance.choice(("\n", "\r\n", "\r")),
        quoting=chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
    )
    writer.writerows(draft.table)
    text = file.getvalue()
    if chance.random() < 0.1:
        at = chance.randint(0, len(text))
        text = text[:at] + '"' + text[at:]
    return text.encode("utf-8", "surrogatepass")


def _flip(data: bytes, chance: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 30))):
        if spoiled:
            spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
    return bytes(spoiled)


def _overwrite(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    piece = chance.choice(
        (chance.randbytes(8), b'"', b"\\", b"\\ud83d", b"\0" * 9, b"\xff", b"[{" * 40)
    )
    return data[:at] + piece + data[at + len(piece) :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def _remove(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + data[at + chance.choice((1, 2, 50)) :]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start, end = sorted((chance.randint(0, len(data)), chance.randint(0, len(data))))
    start = max(start, end - _LONGEST_REPEAT)
    return data[:end] + data[start:end] * chance.choice((1, 2, 9)) + data[end:]


_BYTE_EDITS = (_flip, _overwrite, _cut, _cut, _remove, _repeat)


def _gzipped(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def _zstandard(data: bytes) -> bytes:
    return zstandard.compress(data)


def _utf_16(data: bytes) -> bytes:
    return data.decode(errors="replace").encode("utf-16", "replace")


def _utf_8_mark(data: bytes) -> bytes:
    return b"\xef\xbb\xbf" + data


_WRAPS = (_gzipped, _zstandard, _utf_16, _utf_8_mark)


def written(value: object) -> bytes:
    """Write an undamaged value on a line."""
    return json.dumps(value).encode() + b"\n"
