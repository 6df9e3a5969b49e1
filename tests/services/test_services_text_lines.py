"""Lines are read one at a time: order kept, memory bounded, nothing before a bad line lost."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from typing import IO

import pytest

from radar_tui.ingest.errors import BadFileError
from radar_tui.services import text_lines
from radar_tui.services.text_lines import CHARACTERS_AT_ONCE, LINES_AT_ONCE, TextLine, read_batches


class Endless(io.BytesIO):
    """A pipe of equal lines that makes them while it is read."""

    def __init__(self, line: bytes, count: int) -> None:
        self._line = line
        self._left = count

    def readline(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size > 0, "a line is read without a limit"
        self._left -= 1
        return self._line if self._left >= 0 else b""


def batches(source: IO[bytes], *, plain: bool = False) -> Iterator[list[TextLine]]:
    return read_batches(source, plain=plain, name="texts")


def of(*lines: object) -> io.BytesIO:
    return io.BytesIO("".join(json.dumps(line) + "\n" for line in lines).encode())


def peak_of(count: int) -> int:
    line = json.dumps({"id": 1, "text": "It is broken. " * 50}).encode() + b"\n"
    tracemalloc.start()
    for _ in batches(Endless(line, count)):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_input() -> None:
    assert peak_of(8 * LINES_AT_ONCE) < 1.5 * peak_of(4 * LINES_AT_ONCE)


def test_a_batch_is_full_by_lines_or_by_characters() -> None:
    short = [len(batch) for batch in batches(Endless(b'{"text": "a"}\n', LINES_AT_ONCE + 1))]
    assert short == [LINES_AT_ONCE, 1]
    long = json.dumps({"messages": [{"role": "agent", "text": "a" * CHARACTERS_AT_ONCE}]})
    assert [len(batch) for batch in batches(Endless(long.encode(), 3))] == [1, 1, 1]


@pytest.mark.parametrize("before", [0, 1, LINES_AT_ONCE, LINES_AT_ONCE + 1])
def test_what_stands_before_a_bad_line_comes_first(before: int) -> None:
    source = of(*({"id": row, "text": "a"} for row in range(before)), ["no line"])
    reading = batches(source)
    full, rest = divmod(before, LINES_AT_ONCE)
    read = [next(reading) for _ in range(full + (rest > 0))]
    assert [line.id for batch in read for line in batch] == list(range(before))
    with pytest.raises(BadFileError, match=f"texts, line {before + 1}: unexpected value"):
        next(reading)


def test_a_line_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_lines, "LONGEST_LINE", 1 << 20)
    source = io.BytesIO(b'{"text": "' + b"a" * (3 << 20))
    with pytest.raises(BadFileError, match="line 1: over 1 MB long"):
        list(batches(source))
    assert source.tell() == (1 << 20) + 1


def test_plain_lines_keep_everything_but_their_end() -> None:
    (lines,) = batches(io.BytesIO(b"\xef\xbb\xbf one \r\n\n{two}"), plain=True)
    assert [(line.id, line.text) for line in lines] == [(1, " one "), (2, ""), (3, "{two}")]


def test_text_in_another_encoding_is_refused() -> None:
    with pytest.raises(BadFileError, match="line 1: not UTF-8"):
        list(batches(io.BytesIO("Grüße".encode("latin-1")), plain=True))


def test_empty_lines_are_counted_and_passed_over() -> None:
    read = batches(io.BytesIO(b'\n{"text": "a"}\n  \n{"text": 1}\n'))
    assert [line.text for line in next(read)] == ["a"]
    with pytest.raises(BadFileError, match="line 4"):
        next(read)
