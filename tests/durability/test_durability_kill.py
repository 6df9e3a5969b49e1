"""Killed at any moment, run again: the same database as if nothing had happened."""

import random
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from radar_tui.services.demo import DemoFiles, generate, write_exports
from support.command import start_module
from support.dump import dump
from support.exports_to_kill import AS_OF
from support.killing import finish, is_killed, start_import

KILLS = 20
KILLS_IN_A_ROW = 4
# The database behind several hundred texts; scoring more would add time, not moments.
TICKETS = 1_100
SCORED_TICKETS = 420


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    """The demo's exports with its newest tickets: several chunks, but not minutes."""
    return _exports(tmp_path_factory.mktemp("exports"), TICKETS)


def _exports(folder: Path, tickets: int) -> DemoFiles:
    files = write_exports(generate(datetime.fromisoformat(AS_OF), 0), folder)
    lines = files.tickets.read_bytes().splitlines(keepends=True)
    files.tickets.write_bytes(b"".join(lines[-tickets:]))
    return files


def let_finish(worker: subprocess.Popen[bytes]) -> None:
    """Read a scorer's messages to its summary; its standard input stays open that long."""
    assert worker.stdout is not None
    with worker:
        for line in worker.stdout:
            if b'"summary":null' not in line:
                assert b'"cancelled":false' in line
                break
        else:
            pytest.fail("the scorer ended without a summary")
    assert worker.returncode == 0


def paths_of(files: DemoFiles) -> list[Path]:
    return [files.people, files.accounts, files.vocabulary, files.tickets, files.events]


def test_an_import_killed_at_twenty_moments_ends_like_an_undisturbed_one(
    exports: DemoFiles, tmp_path: Path
) -> None:
    duration = finish(start_import(paths_of(exports), tmp_path / "undisturbed.db"))
    undisturbed = dump(tmp_path / "undisturbed.db")
    assert len(undisturbed["ticket"]) == TICKETS
    moments, kills = random.Random(20), 0
    while kills < KILLS:
        db = tmp_path / f"killed-{kills}.db"
        for _ in range(KILLS_IN_A_ROW):
            kills += is_killed(
                start_import(paths_of(exports), db), moments.uniform(0.2, 0.95) * duration
            )
        finish(start_import(paths_of(exports), db))
        assert dump(db) == undisturbed


def test_scoring_killed_at_twenty_moments_ends_like_an_undisturbed_one(tmp_path: Path) -> None:
    files = _exports(tmp_path / "exports", SCORED_TICKETS)

    def worker(db: Path) -> subprocess.Popen[bytes]:
        return start_module(
            "radar_tui.services.score_worker", "--supervised", "--db", db, "--as-of", AS_OF
        )

    calm, killed = tmp_path / "undisturbed.db", tmp_path / "killed.db"
    for db in (calm, killed):
        finish(start_import(paths_of(files), db))
    let_finish(worker(calm))
    moments, kills = random.Random(20), 0
    while kills < KILLS:
        process = worker(killed)
        assert process.stdout is not None
        # Each life commits at most one batch, then dies somewhere within the next.
        alive = b"progress" in process.stdout.readline()
        kills += alive and is_killed(process, moments.uniform(0.0, 0.3))
        if not alive:
            break
    let_finish(worker(killed))
    assert kills == KILLS, "the work must not end before the last kill"
    assert dump(killed) == dump(calm)
