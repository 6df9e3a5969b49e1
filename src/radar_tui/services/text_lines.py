"""Reading lines of texts to score: JSON or plain, one at a time, in bounded memory."""

import codecs
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import IO

import msgspec

from radar_tui.domain.records import AuthorRole
from radar_tui.ingest.errors import BadFileError

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of a line beyond which the file is no file of lines."""
# Lines are scored together so that the model reads full batches, and still answers a slow pipe;
# threads and long letters fill a batch sooner.
LINES_AT_ONCE = 64
CHARACTERS_AT_ONCE = 1_000_000
_EXPECTED = (
    'expected {"id", "text"} or {"id", "messages": [{"role", "text", "at"}]}, '
    "or plain text with --lines"
)
# How msgspec ends its messages: the place in a line, in names of fields and positions only.
_PATH = re.compile(r" - at `(\$(?:\.[a-z]+|\[\d+\])*)`$")


class ThreadLine(msgspec.Struct):
    """One message of an input thread; a time without a zone is taken as UTC."""

    role: AuthorRole
    text: str
    at: datetime | None = None


class TextLine(msgspec.Struct, forbid_unknown_fields=False):
    """One input line: a text, or a thread of messages in time order."""

    id: str | int | None = None
    text: str | None = None
    messages: list[ThreadLine] | None = None

    def length(self) -> int:
        """Characters to read."""
        return len(self.text or "") + sum(len(message.text) for message in self.messages or ())


def read_batches(source: IO[bytes], *, plain: bool, name: str) -> Iterator[list[TextLine]]:
    """Read lines in their order, a batch at a time; what stands before a bad line comes first.

    Raises:
        BadFileError: a line that is not of the expected form, after the batches before it.
    """
    batch: list[TextLine] = []
    characters = 0
    try:
        for line in _read_lines(source, plain, name):
            batch.append(line)
            characters += line.length()
            if len(batch) == LINES_AT_ONCE or characters >= CHARACTERS_AT_ONCE:
                yield batch
                batch, characters = [], 0
    except BadFileError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _read_lines(source: IO[bytes], plain: bool, name: str) -> Iterator[TextLine]:
    decoder = msgspec.json.Decoder(TextLine)
    for number, raw in enumerate(_raw_lines(source), start=1):
        place = f"{name}, line {number}"
        if len(raw) > LONGEST_LINE:
            raise BadFileError(
                f"{place}: over {LONGEST_LINE >> 20} MB long; put one text on a line"
            )
        line = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
        if plain:
            yield TextLine(id=number, text=_decoded(line, place).rstrip("\r\n"))
        elif line.strip():
            yield _parsed(decoder, line, place)


def _raw_lines(source: IO[bytes]) -> Iterator[bytes]:
    """Lines, of a longer one than allowed only the beginning."""
    while line := source.readline(LONGEST_LINE + 1):
        yield line


def _decoded(line: bytes, place: str) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise BadFileError(f"{place}: not UTF-8; convert the file") from None


def _parsed(decoder: msgspec.json.Decoder[TextLine], line: bytes, place: str) -> TextLine:
    # Nothing of the line goes on, in the message or as its cause: it is a customer's.
    try:
        parsed = _decode(decoder, line)
    except UnicodeDecodeError:
        raise BadFileError(f"{place}: not UTF-8; convert the file") from None
    except (msgspec.MsgspecError, RecursionError) as error:
        raise BadFileError(f"{place}: {_where(error)}; {_EXPECTED}") from None
    if (parsed.text is None) == (parsed.messages is None):
        raise BadFileError(f"{place}: expected either text or messages")
    return parsed


def _decode(decoder: msgspec.json.Decoder[TextLine], line: bytes) -> TextLine:
    """Decode a line; half a surrogate pair, which msgspec refuses, becomes a question mark."""
    try:
        return decoder.decode(line)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        if b"\\ud" not in line.lower():
            raise
        try:
            mended = json.dumps(json.loads(line), ensure_ascii=False)
        except ValueError:
            raise msgspec.DecodeError from None
        return decoder.decode(mended.encode("utf-8", "replace"))


def _where(error: Exception) -> str:
    """Say where a line is wrong, without the value that msgspec may put into its message."""
    if not isinstance(error, msgspec.ValidationError):
        return "not JSON"
    found = _PATH.search(str(error))
    return f"unexpected value at {found[1] if found else '$'}"
