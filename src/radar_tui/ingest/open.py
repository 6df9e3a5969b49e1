"""Opens what an import is pointed at: a file, a pipe or standard input, compressed or not."""

import codecs
import contextlib
import gzip
import io
import os
import shutil
import stat
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import zstandard

from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.parquet import PARQUET_MAGIC, Parquet, ParquetError, open_parquet
from radar_tui.ingest.sniff import SAMPLE_SIZE, Sample, Shape, check_text, take_sample
from radar_tui.ingest.streams import (
    GZIP_MAGIC,
    ZSTD_MAGIC,
    buffered,
    decompressed,
    read_chunks,
    to_utf8,
)
from radar_tui.text.hostile import inert_line

STANDARD_INPUT = "-"
SMALL_TABLE = 1 << 20
"""Bytes of a Parquet file that is read once and kept: starting a process takes longer than that."""
_MOST_KEPT = 8 << 20
_BREAKABLE = (GZIP_MAGIC, ZSTD_MAGIC, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_COMPRESSION_ERRORS = (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError)


class Source:
    """One input that can be read from its start several times, always as UTF-8 without a mark.

    A Parquet table is read as JSON lines; a compressed one is decompressed to a file first, since
    it is read from its end.

    Standard input and pipes are first copied to a nameless temporary file that only its owner can
    read and that is gone when the source is closed. Use as a context manager. `bytes_read` counts
    what was taken from the file, compressed as it is, in all of the `passes` through it.

    Raises:
        BadFileError: nothing there, a directory, no permission, an empty file, binary data or
            an encoding other than UTF-8 and UTF-16.
    """

    def __init__(self, path: str | Path) -> None:
        self.name = "standard input" if str(path) == STANDARD_INPUT else inert_line(str(path))
        self.bytes_read = 0
        self.passes = 1
        self._path = Path(path)
        self._spool = _spooled(path, self.name)
        self._is_parquet = False
        self._kept_rows: bytes | None = None
        try:
            with self._opened() as file:
                self.size = file.seek(0, os.SEEK_END)
                file.seek(0)
                self.may_break_off = file.read(4).startswith(_BREAKABLE)
            self.sample = self._sample()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Delete the copy of what came through a pipe."""
        if self._spool is not None:
            self._spool.close()

    def fail(self, message: str) -> BadFileError:
        """Return the error that names this source and says what is wrong with it."""
        return BadFileError(f"{self.name}: {message}")

    @contextlib.contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open the content from its start, decompressed, as UTF-8; one reader at a time.

        Raises:
            BadFileError: while reading, where compressed data, UTF-16 or Parquet are damaged or
                cut off.
        """
        if self._kept_rows is not None:
            self._count(self.size)
            yield io.BytesIO(self._kept_rows)
            return
        with self._plain_errors(), self._opened() as file:
            if not self._is_parquet:
                with _layers(file, self._count) as stream:
                    yield stream
                return
            with open_parquet(file) as table, buffered(table.lines(self._row_count(table))) as rows:
                yield rows

    def check_whole(self) -> None:
        """Read what may break off to its end: a cut one is refused before any record.

        Raises:
            BadFileError: it is damaged or cut off.
        """
        if self.may_break_off:
            self.passes += 1
            with self.open() as stream:
                while stream.read(SAMPLE_SIZE):
                    pass

    @contextlib.contextmanager
    def _opened(self) -> Iterator[IO[bytes]]:
        """Open the file as it lies on disk, or start over on the copy of a pipe."""
        if self._spool is not None:
            self._spool.seek(0)
            yield self._spool
            return
        try:
            file = self._path.open("rb")
        except OSError as error:
            raise _unreadable(self.name, error) from error
        with file:
            yield file

    @contextlib.contextmanager
    def _plain_errors(self) -> Iterator[None]:
        """Turn what comes of damaged content into one line."""
        try:
            yield
        except ParquetError as error:
            raise self.fail(str(error)) from error
        except _COMPRESSION_ERRORS as error:
            raise self.fail(
                "found compressed data that are damaged or cut off, expected a whole .gz or .zst "
                "file; copy or export it again"
            ) from error
        except UnicodeDecodeError as error:
            raise self.fail(
                "found text that breaks its encoding, expected UTF-8; save or export it as UTF-8"
            ) from error

    def _count(self, size: int) -> None:
        self.bytes_read += size

    def _row_count(self, table: Parquet) -> Callable[[int], None]:
        """Count the rows of a table as so many bytes each; who reads them is another process."""
        before, rows = self.bytes_read, 0

        def count(more: int) -> None:
            nonlocal rows
            rows += more
            self.bytes_read = before + self.size * rows // table.head.rows

        return count

    def _sample(self) -> Sample:
        if not self.size:
            raise self.fail("found an empty file, expected an export with records")
        with self.open() as stream:
            data = stream.read(SAMPLE_SIZE)
            is_whole = not stream.read(1)
        self.bytes_read = 0
        if data.startswith(PARQUET_MAGIC):
            return self._table_sample()
        if problem := check_text(data, is_whole=is_whole):
            raise self.fail(problem)
        return take_sample(data, is_whole=is_whole)

    def _decompress(self) -> None:
        """Go on with a decompressed copy."""
        try:
            with self.open() as stream:
                spool = _copied(stream)
        except OSError as error:
            raise _unreadable(self.name, error) from error
        self.close()
        self._spool, self.size = spool, spool.seek(0, os.SEEK_END)
        self.bytes_read = 0

    def _table_sample(self) -> Sample:
        """Take what a Parquet table says of itself, which stands at its end."""
        with self._opened() as file:
            is_bare = file.read(len(PARQUET_MAGIC)) == PARQUET_MAGIC
        if not is_bare:
            self._decompress()
        self._is_parquet = True
        with self._plain_errors(), self._opened() as file, open_parquet(file) as table:
            if self.size <= SMALL_TABLE:
                self._kept_rows = _whole(table.lines(lambda _rows: None))
            self.may_break_off = self._kept_rows is None
            return Sample(b"", Shape.PARQUET, table.head.names)


def _whole(chunks: Iterator[bytes]) -> bytes | None:
    """Join chunks; None where that would be more than is worth keeping."""
    kept = bytearray()
    for chunk in chunks:
        kept += chunk
        if len(kept) > _MOST_KEPT:
            return None
    return bytes(kept)


def _layers(file: IO[bytes], count: Callable[[int], None]) -> IO[bytes]:
    return buffered(to_utf8(decompressed(read_chunks(file, count))))


def _spooled(path: str | Path, name: str) -> IO[bytes] | None:
    """Copy what cannot be read twice to a nameless file, mode 0600; None for a regular file."""
    try:
        if str(path) == STANDARD_INPUT:
            return _copied(sys.stdin.buffer)
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            raise BadFileError(f"{name}: found a directory, expected a file; name the files in it")
        if stat.S_ISREG(mode):
            return None
        with Path(path).open("rb") as pipe:
            return _copied(pipe)
    except (OSError, ValueError) as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError | ValueError) -> BadFileError:
    reason = getattr(error, "strerror", None) or "the name cannot be used"
    return BadFileError(
        f"{name}: cannot be read ({reason.lower()}), expected a readable file; "
        "check the path and your permissions"
    )


def _copied(stream: IO[bytes]) -> IO[bytes]:
    """Copy a stream to a nameless file, without a buffer: another process may move its position."""
    with contextlib.ExitStack() as on_error:
        spool = on_error.enter_context(tempfile.TemporaryFile(buffering=0))
        buffer = io.BufferedWriter(spool)
        shutil.copyfileobj(stream, buffer)
        buffer.detach()
        on_error.pop_all()
    return spool
