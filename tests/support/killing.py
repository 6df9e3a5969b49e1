"""Processes that are killed, at a moment or in a checkpoint of SQLite, and what they leave."""

import shutil
import sqlite3
import struct
import subprocess
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from support.command import start_module
from support.dump import check_whole
from support.exports_to_kill import AS_OF

_POLL_SECONDS = 0.0002
# Bytes of the WAL's index: pages moved into the database so far, and pages that are being moved
# (sqlite.org/walformat.html, "WAL-Index File Format").
_MOVED, _MOVING, _INDEX_LENGTH = 96, 128, 132


@dataclass(frozen=True, slots=True)
class Left:
    """What is found after a kill. `runs` are the states of the import runs by their ids."""

    tickets: int
    runs: dict[int, str]
    in_checkpoint: bool


def start_import(paths: Iterable[Path], db: Path) -> subprocess.Popen[bytes]:
    """Start `radar import`."""
    return start_module("radar_tui", "import", *paths, "--db", db, "--as-of", AS_OF)


def start_undo(run: int, db: Path) -> subprocess.Popen[bytes]:
    """Start taking back an import run."""
    return start_module("radar_tui", "runs", "--undo", str(run), "--db", db, "--as-of", AS_OF)


def finish(process: subprocess.Popen[bytes]) -> float:
    """Let a process end well; gives how many seconds that took."""
    started = time.monotonic()
    _, errors = process.communicate()
    assert process.returncode == 0, errors.decode()
    return time.monotonic() - started


def is_killed(process: subprocess.Popen[bytes], after: float) -> bool:
    """Kill a process after some seconds; False where it had ended, and well, by then."""
    if _is_over(process, after):
        return False
    process.kill()
    process.communicate()
    return True


def is_killed_in_checkpoint(process: subprocess.Popen[bytes], db: Path, after: float) -> bool:
    """Kill a process as it is seen to move pages from the WAL into the database.

    It is looked at from some seconds on; False where it ended, and well, before.
    """
    if _is_over(process, after):
        return False
    while not is_in_checkpoint(db):
        if _is_over(process, _POLL_SECONDS):
            return False
    process.kill()
    process.communicate()
    return True


def _is_over(process: subprocess.Popen[bytes], within: float) -> bool:
    try:
        _, errors = process.communicate(timeout=within)
    except subprocess.TimeoutExpired:
        return False
    assert process.returncode == 0, errors.decode()
    return True


def is_in_checkpoint(db: Path) -> bool:
    """Tell whether a checkpoint goes on, or was cut off by a kill, without opening the database."""
    try:
        with _beside(db, "shm").open("rb") as file:
            index = file.read(_INDEX_LENGTH)
    except FileNotFoundError:
        return False
    if len(index) < _INDEX_LENGTH:
        return False
    (moved,) = struct.unpack_from("=I", index, _MOVED)
    (moving,) = struct.unpack_from("=I", index, _MOVING)
    return bool(moving > moved)


def look_at(db: Path, scratch: Path) -> Left:
    """Check what a kill has left, in a copy: recovering it is for the next run."""
    if not db.exists():
        return Left(0, {}, in_checkpoint=False)
    in_checkpoint = is_in_checkpoint(db)
    copy = scratch / "left.db"
    copy_workspace(db, copy)
    with closing(sqlite3.connect(copy)) as connection:
        check_whole(connection)
        # Killed before the schema was there, there is nothing to count.
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        tickets, runs = 0, {}
        if {"ticket", "import_run"} <= names:
            (tickets,) = connection.execute("SELECT count(*) FROM ticket").fetchone()
            runs = dict(connection.execute("SELECT id, state FROM import_run"))
    remove_workspace(copy)
    return Left(tickets, runs, in_checkpoint)


def copy_workspace(db: Path, copy: Path) -> None:
    """Copy a database that no process has open, with what of it is in the WAL alone."""
    shutil.copyfile(db, copy)
    if _beside(db, "wal").exists():
        shutil.copyfile(_beside(db, "wal"), _beside(copy, "wal"))


def remove_workspace(db: Path) -> None:
    """Remove a database and what stands beside it."""
    for path in (db, _beside(db, "wal"), _beside(db, "shm")):
        path.unlink(missing_ok=True)


def _beside(db: Path, what: str) -> Path:
    return db.with_name(f"{db.name}-{what}")
