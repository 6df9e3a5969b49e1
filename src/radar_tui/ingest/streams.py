"""Byte streams over files: counted, decompressed, and decoded to UTF-8."""

import codecs
import gzip
import io
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING

import zstandard

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 1 << 18
"""Bytes read at a time."""

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


class ChunkStream(io.RawIOBase):
    """A readable stream over an iterator of byte chunks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Say that the stream can be read."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Fill the buffer with what is at hand, fetching the next chunk where nothing is."""
        target = memoryview(buffer)
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        size = min(len(target), len(self._rest))
        target[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def buffered(chunks: Iterator[bytes]) -> IO[bytes]:
    """Return a buffered binary stream over chunks."""
    return io.BufferedReader(ChunkStream(chunks), CHUNK)


def read_chunks(file: IO[bytes], count: Callable[[int], None]) -> Iterator[bytes]:
    """Read a file to its end, reporting how many bytes each chunk took from it."""
    while chunk := file.read(CHUNK):
        count(len(chunk))
        yield chunk


def decompressed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Read through gzip and zstandard, told by the first bytes; anything else passes as it is.

    Raises:
        EOFError: the compressed data end too early.
        gzip.BadGzipFile, zlib.error, zstandard.ZstdError: the compressed data are damaged.
    """
    first = next(chunks, b"")
    whole = _chained(first, chunks)
    if first.startswith(GZIP_MAGIC):
        with gzip.GzipFile(fileobj=buffered(whole)) as file:
            while chunk := file.read(CHUNK):
                yield chunk
    elif first.startswith(ZSTD_MAGIC):
        yield from _unzstd(whole)
    else:
        yield from whole


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _unzstd(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Decompress zstandard frames one after another; the library's own reader accepts cut files."""
    decompressor = zstandard.ZstdDecompressor()
    frame = decompressor.decompressobj()
    for chunk in chunks:
        while chunk:
            if frame.eof:
                frame = decompressor.decompressobj()
            yield frame.decompress(chunk)
            chunk = frame.unused_data if frame.eof else b""
    if not frame.eof:
        raise EOFError


def to_utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Drop a byte order mark, and turn UTF-16 that has one into UTF-8.

    Raises:
        UnicodeDecodeError: broken UTF-16.
    """
    first = next(chunks, b"")
    while first and len(first) < len(codecs.BOM_UTF8) and (more := next(chunks, b"")):
        first += more
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        decoder = codecs.getincrementaldecoder("utf-16")()
        for chunk in _chained(first, chunks):
            yield decoder.decode(chunk).encode()
        yield decoder.decode(b"", final=True).encode()
    else:
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from chunks
