"""Reads Parquet tables as JSON lines, which another process makes of them.

Polars may panic on a damaged file, tell about it on standard error, where the app draws, or end its
process: none of that is for the process of the app.
"""

import io
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, cast

import msgspec

from radar_tui.ingest.parquet_lines import ParquetHead
from radar_tui.ingest.streams import CHUNK

PARQUET_MAGIC = b"PAR1"


_DAMAGED = (
    "found a Parquet file that is damaged, cut off or compressed in an unknown way, expected a "
    "whole one; copy it again, or export it with Snappy or Zstandard"
)
_TOO_LARGE = (
    "found a Parquet file that needs more memory than there is, expected smaller row groups; "
    "export it with 50,000 rows in each"
)


class ParquetError(Exception):
    """A Parquet file that cannot be read; the message says what was found and what to do."""


@dataclass(frozen=True, slots=True)
class Parquet:
    """A Parquet table that is being read: what it holds, and its rows as JSON lines."""

    head: ParquetHead
    _process: "subprocess.Popen[bytes]"
    _output: io.BufferedReader

    def lines(self, count: Callable[[int], None]) -> Iterator[bytes]:
        """Yield the rows in chunks that may end anywhere, telling how many rows each has ended.

        Raises:
            ParquetError: the file is damaged further on.
        """
        while chunk := self._output.read1(CHUNK):
            count(chunk.count(b"\n"))
            yield chunk
        if self._process.wait() != 0:
            raise _failure(self._process)


@contextmanager
def open_parquet(file: IO[bytes]) -> Iterator[Parquet]:
    """Open the table in a file that the system knows; its position is lost.

    Raises:
        ParquetError: the file is damaged, cut off or of a kind that is not known.
    """
    # -P: the folder Radar is called in may hold modules by the names of the process's own.
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "radar_tui.ingest.parquet_lines"],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        try:
            output = cast(io.BufferedReader, process.stdout)
            line = output.readline()
            if not line.endswith(b"\n"):
                raise _failure(process)
            yield Parquet(msgspec.json.decode(line, type=ParquetHead), process, output)
        finally:
            process.kill()


def _failure(process: "subprocess.Popen[bytes]") -> ParquetError:
    """Tell a file that is too large, for which the system kills the process, from a damaged one."""
    is_killed = process.wait() == -signal.SIGKILL
    return ParquetError(_TOO_LARGE if is_killed else _DAMAGED)
