"""Reads JSON a piece at a time: lines, and the entries of a list in a document of any size."""

from collections.abc import Iterator
from typing import IO, TypeAlias, TypeVar

import ijson
import msgspec

from radar_tui.domain.records import Reject
from radar_tui.ingest.mend_json import mend_surrogates, mended
from radar_tui.ingest.open import Source
from radar_tui.ingest.streams import CHUNK

LONGEST_LINE = 64 << 20
"""Bytes of one JSON line; a longer one is a reject, so that memory stays flat."""
DEEPEST_NESTING = 200
"""Levels of a JSON document; the parser holds the names on the way down once for each of them."""
LONGEST_REJECT = 100_000
"""Characters of a rejected record that are kept."""

NOWHERE = "\0"
"""A place that no document has: reading it only proves that the document is whole."""

READ_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding one record may raise."""
TOO_LONG = f"a line longer than {LONGEST_LINE >> 20} MiB"

Value = TypeVar("Value")
Read: TypeAlias = tuple[int, Value | Reject]
"""A position, and the value read there or why none could be."""

_BRACKETS_AT_ONCE = DEEPEST_NESTING // 2
_NOT_STRUCTURE = bytes(byte for byte in range(256) if byte not in b'"[]{}')
_SEPARATORS = (b",", b" ", b"\n", b"]", b"}")


def read_lines(source: Source) -> Iterator[tuple[int, bytes | None]]:
    """Yield the filled lines with their numbers from 1; None for one that is too long."""
    with source.open() as stream:
        number = 0
        while line := stream.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                while (more := stream.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
                    pass
                yield number, None
            elif not line.isspace():
                yield number, line


def read_entries(source: Source, place: str) -> Iterator[object]:
    """Yield the values at a place such as `tickets.item` of one JSON document or of several.

    Raises:
        BadFileError: malformed, cut off or too deeply nested JSON, as soon as it is met.
    """
    with source.open() as stream:
        try:
            yield from ijson.items(GuardedJson(stream), place, multiple_values=True, buf_size=CHUNK)
        except ijson.IncompleteJSONError as error:
            raise source.fail(_json_problem(str(error))) from None
        except ArithmeticError:  # An exponent that the parser's decimals do not reach.
            raise source.fail(_json_problem("")) from None
        except NestingError:
            raise source.fail(
                f"found JSON nested deeper than {DEEPEST_NESTING} levels, expected an export; "
                "export it again"
            ) from None


def read_shapes(source: Source, place: str, shape: type[Value]) -> Iterator[Read[Value]]:
    """Yield the values at a place with their ordinals, each of the shape or as a reject."""
    for number, value in enumerate(read_entries(source, place), start=1):
        try:
            yield number, msgspec.convert(value, shape)
        except READ_ERRORS as error:
            yield number, unread(error, number, value)


def read_values(source: Source, place: str, shape: type[Value]) -> Iterator[Read[Value]]:
    """Yield the values at a place, where "" are JSON lines or whole documents, one after another.

    Lines are faster, and one that is no JSON is a reject where a document as a whole is refused.
    """
    if not _is_by_lines(source, place):
        yield from read_shapes(source, place, shape)
        return
    decoder = msgspec.json.Decoder(shape)
    for number, line in read_lines(source):
        if line is None:
            yield number, Reject(number, TOO_LONG, "")
            continue
        try:
            yield number, decode_line(decoder, line)
        except READ_ERRORS as error:
            yield number, unread(error, number, line)


def _is_by_lines(source: Source, place: str) -> bool:
    return place == "" and source.sample.is_lines


def check_whole(source: Source, place: str) -> None:
    """Go through a document that `read_values` reads, so that a broken one is refused at once.

    Raises:
        BadFileError: malformed, cut off or too deeply nested JSON.
    """
    if not _is_by_lines(source, place):
        source.passes += 1
        for _ in read_entries(source, NOWHERE):
            pass


def _json_problem(message: str) -> str:
    """Say what the parser met, without the text that its own message quotes."""
    if "premature EOF" in message:
        return "found JSON that ends in the middle, expected a whole document; export it again"
    if "invalid bytes in UTF8" in message:
        return "found text that is not UTF-8, expected UTF-8; save or export the file as UTF-8"
    return "found malformed JSON, expected a whole document; export it again"


class NestingError(Exception):
    """A JSON document nests deeper than its parser can bear."""


class GuardedJson:
    """A readable stream of JSON that its parser can neither be stopped nor exhausted by.

    Halves of surrogate pairs, which end the parsing of a whole document, become U+FFFD.

    Raises:
        NestingError: more than the allowed levels are open.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._kept = b""
        self._depth = 0
        self._in_string = False

    def read(self, size: int) -> bytes:
        """Return roughly so many bytes, none only at the end; cut where no escape can be."""
        if size == 0:
            return b""
        data = self._kept
        while chunk := self._stream.read(size):
            data += chunk
            cut = max(data.rfind(separator) for separator in _SEPARATORS) + 1
            if cut:
                data, self._kept = data[:cut], data[cut:]
                break
        else:
            self._kept = b""
        self._check_nesting(data)
        return mended(data)

    def _check_nesting(self, data: bytes) -> None:
        """Follow the depth outside strings; brackets are counted singly only near the limit."""
        if b"\\" in data:
            data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
        parts = data.translate(None, _NOT_STRUCTURE).split(b'"')
        outside = b"".join(parts[self._in_string :: 2])
        self._in_string ^= len(parts) % 2 == 0
        for start in range(0, len(outside), _BRACKETS_AT_ONCE):
            brackets = outside[start : start + _BRACKETS_AT_ONCE]
            opened = brackets.count(b"[") + brackets.count(b"{")
            if self._depth + opened > DEEPEST_NESTING:
                self._count_levels(brackets)
            else:
                self._depth += 2 * opened - len(brackets)

    def _count_levels(self, brackets: bytes) -> None:
        for bracket in brackets:
            self._depth += 1 if bracket in b"[{" else -1
            if self._depth > DEEPEST_NESTING:
                raise NestingError


def decode_line(decoder: "msgspec.json.Decoder[Value]", line: bytes) -> Value:
    """Decode a line; once more where half a surrogate pair, as of a cut emoji, stopped it.

    Raises:
        READ_ERRORS: the line is not what the decoder expects.
    """
    try:
        return decoder.decode(line)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        whole = mend_surrogates(line)
        if whole == line:
            raise
        return decoder.decode(whole)


def unread(error: Exception, position: int, record: object) -> Reject:
    """Say why a record could not be read, without its text."""
    if isinstance(error, msgspec.ValidationError):
        reason = f"not the expected record: {error}"
    elif isinstance(error, RecursionError):
        reason = "nested too deeply"
    else:
        reason = "not valid JSON in UTF-8"
    return Reject(position, reason, shown(record))


def shown(record: object) -> str:
    """Return a record as text for the reject report, cut to a bearable length."""
    if isinstance(record, bytes):
        return record[: 4 * LONGEST_REJECT].decode(errors="replace").strip()[:LONGEST_REJECT]
    try:
        return msgspec.json.encode(record, enc_hook=_encode_other).decode()[:LONGEST_REJECT]
    except (RecursionError, ValueError, msgspec.MsgspecError):
        return "(a record that cannot be shown)"


def _encode_other(value: object) -> str:
    """Write what JSON has no word for, such as a huge integer, as text."""
    return str(value)
