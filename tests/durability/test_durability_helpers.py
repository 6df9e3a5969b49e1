"""Whether the kill tests would notice what they look for."""

import sqlite3
import struct
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from support.dump import check_whole, difference
from support.killing import is_in_checkpoint, is_killed, is_killed_in_checkpoint, look_at

SCHEMA = """
CREATE TABLE ticket (id INTEGER PRIMARY KEY, subject TEXT, last_run_id INTEGER);
CREATE TABLE ticket_tag (ticket_id INTEGER REFERENCES ticket, name TEXT);
CREATE TABLE import_run (id INTEGER PRIMARY KEY, state TEXT);
INSERT INTO ticket VALUES (1, 'one', 4), (2, 'two', 4);
INSERT INTO import_run VALUES (4, 'running');
"""


def database(path: Path, *changes: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA + "".join(f"{change};" for change in changes))
    return path


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE ticket SET last_run_id = 5", None),
        ("UPDATE import_run SET state = 'done'", None),
        ("UPDATE ticket SET subject = 'too' WHERE id = 2", "ticket, row 2: "),
        ("DELETE FROM ticket WHERE id = 2", "ticket, row 2: "),
        ("INSERT INTO ticket_tag VALUES (1, 'vip')", "ticket_tag, row 1: "),
        ("CREATE TABLE other (id)", "not the same tables"),
    ],
)
def test_one_row_is_a_difference(tmp_path: Path, change: str, found: str | None) -> None:
    one, other = database(tmp_path / "one.db"), database(tmp_path / "other.db", change)
    for pair in ((one, other), (other, one)):
        told = difference(*pair)
        assert told is None if found is None else str(told).startswith(found)


def test_a_reference_to_nothing_is_no_whole_workspace(tmp_path: Path) -> None:
    path = database(tmp_path / "one.db", "INSERT INTO ticket_tag VALUES (9, 'vip')")
    with closing(sqlite3.connect(path)) as connection, pytest.raises(AssertionError):
        check_whole(connection)


@pytest.mark.parametrize(("moved", "moving", "going_on"), [(0, 0, 0), (3, 7, 1), (7, 7, 0)])
def test_a_checkpoint_that_was_cut_off_is_seen(
    tmp_path: Path, moved: int, moving: int, going_on: int
) -> None:
    assert not is_in_checkpoint(tmp_path / "radar.db")
    index = struct.pack("=96xI28xI", moved, moving)
    (tmp_path / "radar.db-shm").write_bytes(index)
    assert is_in_checkpoint(tmp_path / "radar.db") == going_on
    (tmp_path / "radar.db-shm").write_bytes(index[:-1])
    assert not is_in_checkpoint(tmp_path / "radar.db")


def test_what_a_kill_has_left_is_seen_and_stays(tmp_path: Path) -> None:
    """What is in the WAL alone counts, and recovering it is left to the next run."""
    path = database(tmp_path / "radar.db")
    killed = (
        "import os, sqlite3, sys; connection = sqlite3.connect(sys.argv[1])\n"
        "connection.execute('PRAGMA journal_mode = WAL')\n"
        "with connection: connection.execute(\"INSERT INTO ticket VALUES (3, 'three', 4)\")\n"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", killed, str(path)])
    (tmp_path / "scratch").mkdir()
    left = look_at(path, tmp_path / "scratch")
    assert (left.tickets, left.runs) == (3, {4: "running"})
    assert path.with_name("radar.db-wal").stat().st_size > 0
    assert not list((tmp_path / "scratch").iterdir())


def test_nothing_is_left_of_a_run_that_was_killed_at_once(tmp_path: Path) -> None:
    left = look_at(tmp_path / "radar.db", tmp_path)
    assert (left.tickets, left.runs) == (0, {})


def process(code: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", code]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_a_run_that_ended_was_not_killed(tmp_path: Path) -> None:
    assert not is_killed(process("pass"), 60.0)
    assert not is_killed_in_checkpoint(process("pass"), tmp_path / "radar.db", 0.0)
    with pytest.raises(AssertionError, match="no disk"):
        is_killed(process("raise SystemExit('no disk')"), 60.0)


def test_a_run_is_killed_when_its_time_has_come(tmp_path: Path) -> None:
    waits = "import sys; sys.stdin.read()"
    running = subprocess.Popen([sys.executable, "-c", waits], stdin=subprocess.PIPE)
    with running:
        assert is_killed(running, 0.01)
    (tmp_path / "radar.db-shm").write_bytes(struct.pack("=96xI28xI", 3, 7))
    running = subprocess.Popen([sys.executable, "-c", waits], stdin=subprocess.PIPE)
    with running:
        assert is_killed_in_checkpoint(running, tmp_path / "radar.db", 0.01)
