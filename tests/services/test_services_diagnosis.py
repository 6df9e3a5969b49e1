"""What the doctor finds, the way back it names, and that it fails on nothing."""

import os
import shutil
import socket
import sqlite3
from collections import namedtuple
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from radar_tui.config import Config
from radar_tui.db.schema import SCHEMA_VERSION
from radar_tui.db.tables import (
    ImportRunRow,
    LeaseRow,
    MessageRow,
    RubricVersionRow,
    SourceRow,
    TicketRow,
    TicketStandingRow,
)
from radar_tui.scoring import model_files
from radar_tui.scoring.model_files import open_model, shipped_model
from radar_tui.scoring.rubric import shipped_rubric
from radar_tui.services import diagnosis
from radar_tui.services.diagnosis import Check, Diagnosis, Result, diagnose
from radar_tui.services.rubrics import store_calibration
from radar_tui.services.workspace import Workspace, open_workspace

RUN = {"first_run_id": 1, "last_run_id": 1}
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def config(location: str, as_of: datetime, tmp_path: Path) -> Config:
    return Config(location, tmp_path / "data", as_of, "Dana")


@pytest.fixture
def workspace(config: Config) -> Iterator[Workspace]:
    workspace = open_workspace(config)
    yield workspace
    workspace.close()


@pytest.fixture
def file_config(as_of: datetime, tmp_path: Path) -> Config:
    """A workspace in a file, made and closed again."""
    folder = tmp_path / "data"
    config = Config(str(folder / "radar.db"), folder, as_of, "Dana")
    open_workspace(config).close()
    return config


def examine(config: Config, as_of: datetime) -> Diagnosis:
    return diagnose(config, now=as_of)


def check(found: Diagnosis, key: str) -> Check:
    return next(each for each in found.checks if each.key == key)


def findings(found: Diagnosis) -> list[str]:
    return [each.key for each in found.checks if each.result is Result.FINDING]


def put(workspace: Workspace, *rows: object) -> None:
    with workspace.database.writing() as session:
        session.add_all(rows)


def run_row(number: int, as_of: datetime, **fields: object) -> ImportRunRow:
    values = {
        "id": number,
        "kind": "tickets",
        "format": "zendesk",
        "source": "desk",
        "file_name": "export.json",
        "state": "done",
        "actor": "Dana",
        "started_at": as_of,
    }
    return ImportRunRow(**(values | fields))


def test_a_new_workspace_has_no_findings(
    workspace: Workspace, config: Config, as_of: datetime
) -> None:
    put(workspace, SourceRow(name="desk", system="zendesk", data_as_of=as_of))
    put(workspace, run_row(1, as_of))
    found = examine(config, as_of)
    assert (found.findings, findings(found)) == (0, [])
    assert f"schema {SCHEMA_VERSION}" in check(found, "workspace").found
    assert check(found, "sources").result is Result.OK
    assert check(found, "scores").result is Result.OK


def test_every_finding_has_a_way_back_and_nothing_else_has(
    workspace: Workspace, config: Config, as_of: datetime
) -> None:
    put(workspace, SourceRow(name="desk", system="zendesk"))
    put(workspace, run_row(1, as_of, state="interrupted"))
    found = examine(config, as_of)
    assert found.findings == 2
    for each in found.checks:
        assert (each.way_back is not None) == (each.result is Result.FINDING)


def test_the_password_is_never_shown(as_of: datetime, tmp_path: Path) -> None:
    location = "postgresql://dana:secret@127.0.0.1:1/radar"
    found = examine(Config(location, tmp_path, as_of, "Dana"), as_of)
    assert check(found, "workspace").result is Result.FINDING
    assert "does not answer" in check(found, "workspace").found
    assert "secret" not in repr(found)
    assert "radar at 127.0.0.1" in check(found, "offline").found


def test_looking_creates_nothing(as_of: datetime, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere" / "radar.db"
    found = examine(Config(str(missing), tmp_path / "data", as_of, "Dana"), as_of)
    assert findings(found) == ["workspace"]
    assert "radar import" in (check(found, "workspace").way_back or "")
    assert not missing.parent.exists()


def test_an_empty_file_is_no_workspace_yet(as_of: datetime, tmp_path: Path) -> None:
    path = tmp_path / "radar.db"
    path.touch(0o600)
    found = examine(Config(str(path), tmp_path / "data", as_of, "Dana"), as_of)
    assert check(found, "workspace").found == "it is empty"
    assert check(found, "sources").result is Result.SKIPPED


def test_something_else_than_a_workspace_is_told(as_of: datetime, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" * 400)
    path.chmod(0o600)
    found = examine(Config(str(path), tmp_path / "data", as_of, "Dana"), as_of)
    assert findings(found) == ["workspace"]
    assert "not a Radar workspace" in check(found, "workspace").found


@pytest.mark.parametrize(("version", "words"), [("9999", "update Radar"), ("0000", "db upgrade")])
def test_another_schema_is_told_and_left_alone(
    file_config: Config, as_of: datetime, version: str, words: str
) -> None:
    with closing(sqlite3.connect(file_config.location)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
        connection.commit()
    found = examine(file_config, as_of)
    assert findings(found) == ["workspace"]
    assert words in (check(found, "workspace").way_back or "")
    with closing(sqlite3.connect(file_config.location)) as connection:
        stored = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert stored == (version,)


@pytest.mark.parametrize("spared", [0, 100, 4096, 3 * 4096, 20 * 4096])
def test_a_damaged_database_is_told_with_its_backup(
    file_config: Config, as_of: datetime, spared: int
) -> None:
    """Whatever the damage hits, there is one finding or more and no failure."""
    path = Path(file_config.location)
    backup = path.with_name("radar.db.0001.backup")
    shutil.copy(path, backup)
    backup.chmod(0o600)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(spared)
        file.write(b"\xa5" * (size - spared))
    found = examine(file_config, as_of)
    assert set(findings(found)) <= {"workspace", "integrity"}
    (first, *_) = [each for each in found.checks if each.result is Result.FINDING]
    assert "radar.db.0001.backup" in (first.way_back or "")


def test_without_a_backup_another_way_is_named(file_config: Config, as_of: datetime) -> None:
    Path(file_config.location).write_bytes(b"\xa5" * 5000)
    way = check(examine(file_config, as_of), "workspace").way_back or ""
    assert "import your exports again" in way


def test_a_reference_into_nothing_is_found(file_config: Config, as_of: datetime) -> None:
    with closing(sqlite3.connect(file_config.location)) as connection:
        connection.execute("INSERT INTO tag_alias (alias, name) VALUES ('pay', 'payments')")
        connection.commit()
    found = examine(file_config, as_of)
    assert "tag_alias" in check(found, "integrity").found


@pytest.mark.parametrize(
    "name", ["radar.db", "radar.db.0001.backup", "radar.db.rejects/run-1.jsonl"]
)
def test_a_file_that_others_can_read_is_found(
    file_config: Config, as_of: datetime, name: str
) -> None:
    path = file_config.data_folder / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    path.chmod(0o640)
    found = examine(file_config, as_of)
    assert findings(found) == ["permissions"]
    assert f"chmod 600 {path}" in (check(found, "permissions").way_back or "")


@pytest.mark.parametrize(
    ("is_own", "mode", "result"),
    [
        (True, 0o700, Result.OK),
        (True, 0o750, Result.FINDING),
        (False, 0o755, Result.OK),
        (False, 0o775, Result.FINDING),
        (False, 0o1777, Result.OK),
    ],
)
def test_radars_own_folder_is_private_and_no_other_is_open_to_writers(
    file_config: Config, as_of: datetime, is_own: bool, mode: int, result: Result
) -> None:
    folder = Path(file_config.location).parent
    folder.chmod(mode)
    own = folder if is_own else folder / "elsewhere"
    config = Config(file_config.location, own, as_of, "Dana")
    assert check(examine(config, as_of), "permissions").result is result


def test_a_full_disk_is_found(
    file_config: Config, as_of: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(2**40, 2**40, 30 * 2**20))
    found = examine(file_config, as_of)
    assert findings(found) == ["disk-space"]
    assert check(found, "disk-space").found == "only 30 MB free"


def test_a_damaged_model_is_found_and_scores_are_not_looked_at(
    file_config: Config, as_of: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    for name in model_files.MODEL_FILES:
        (folder / name).write_text("{}")
    model_files.write_checksums(folder)
    (folder / model_files.WEIGHTS).write_text("{ }")
    monkeypatch.setattr(diagnosis, "shipped_model", lambda: folder)
    found = examine(file_config, as_of)
    assert findings(found) == ["model"]
    assert model_files.WEIGHTS in check(found, "model").found
    assert check(found, "scores").result is Result.SKIPPED


def test_a_damaged_map_of_what_texts_are_about_is_found(
    file_config: Config, as_of: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(shipped_model(), folder)
    (folder / model_files.SIMILARITY_MAP).write_bytes(b"no map")
    monkeypatch.setattr(diagnosis, "shipped_model", lambda: folder)
    found = examine(file_config, as_of)
    assert findings(found) == ["model"]
    assert model_files.SIMILARITY_MAP in check(found, "model").found


def test_a_stale_source_is_found(workspace: Workspace, config: Config, as_of: datetime) -> None:
    fresh, stale = as_of - timedelta(hours=48), as_of - timedelta(hours=49)
    put(workspace, SourceRow(name="desk", system="zendesk", data_as_of=fresh))
    put(workspace, SourceRow(name="pager", system="events", data_as_of=stale))
    put(workspace, run_row(1, as_of), run_row(2, as_of, kind="events", source="pager"))
    sources = check(examine(config, as_of), "sources")
    assert (sources.result, sources.found) == (Result.FINDING, "pager is 2d behind")


@pytest.mark.parametrize("state", ["interrupted", "running"])
def test_an_import_that_was_cut_off_is_found_until_it_is_repeated(
    workspace: Workspace, config: Config, as_of: datetime, state: str
) -> None:
    put(workspace, SourceRow(name="desk", system="zendesk", data_as_of=as_of))
    put(workspace, run_row(1, as_of, state=state))
    found = check(examine(config, as_of), "import-runs")
    assert found.result is Result.FINDING
    assert "run 1 (export.json)" in found.found
    put(workspace, run_row(2, as_of, file_name="other.json"))
    assert check(examine(config, as_of), "import-runs").result is Result.FINDING
    put(workspace, run_row(3, as_of))
    assert check(examine(config, as_of), "import-runs").result is Result.OK


def holder(process_id: int) -> str:
    return f"{socket.gethostname()}/{process_id}/abc"


def test_a_running_import_is_no_finding(
    workspace: Workspace, config: Config, as_of: datetime
) -> None:
    put(workspace, SourceRow(name="desk", system="zendesk", data_as_of=as_of))
    put(workspace, run_row(1, as_of, state="running"))
    until = as_of + timedelta(seconds=60)
    put(workspace, LeaseRow(name="import", holder=holder(os.getpid()), expires_at=until))
    found = examine(config, as_of)
    assert findings(found) == []
    assert check(found, "leases").found == "at work: import"


@pytest.mark.parametrize(("is_dead", "seconds"), [(True, 60), (False, -1)])
def test_a_lease_that_is_left_over_is_found(
    workspace: Workspace,
    config: Config,
    as_of: datetime,
    monkeypatch: pytest.MonkeyPatch,
    is_dead: bool,
    seconds: int,
) -> None:
    monkeypatch.setattr(diagnosis, "is_alive", lambda _holder: not is_dead)
    expires_at = as_of + timedelta(seconds=seconds)
    put(workspace, LeaseRow(name="score", holder=holder(1), expires_at=expires_at))
    leases = check(examine(config, as_of), "leases")
    assert leases.result is Result.FINDING
    assert "'score'" in leases.found


def test_texts_without_a_score_are_counted(
    workspace: Workspace, config: Config, as_of: datetime
) -> None:
    put(workspace, SourceRow(name="desk", system="zendesk", data_as_of=as_of))
    put(workspace, run_row(1, as_of))
    moments = {"known_at": as_of, **RUN, "content_hash": "h"}
    put(
        workspace,
        TicketRow(
            id=1,
            source="desk",
            external_id="1",
            subject="s",
            status="open",
            created_at=as_of,
            updated_at=as_of,
            **moments,
        ),
    )
    for number in range(3):
        put(
            workspace,
            MessageRow(
                ticket_id=1,
                external_id=str(number),
                author_role="customer",
                author="them",
                public=True,
                occurred_at=as_of,
                text="words",
                text_hash=f"hash-{number % 2}",
                **moments,
            ),
        )
    scores = check(examine(config, as_of), "scores")
    assert (scores.result, scores.found) == (Result.FINDING, "2 texts wait to be scored")
    assert scores.way_back == "run: radar score"


def test_tickets_that_stand_on_other_scores_are_counted(
    workspace: Workspace, config: Config, as_of: datetime
) -> None:
    put(workspace, SourceRow(name="desk", system="zendesk", data_as_of=as_of))
    put(workspace, run_row(1, as_of))
    known = {"known_at": as_of, **RUN, "content_hash": "h", "source": "desk", "subject": "s"}
    times = {"created_at": as_of, "updated_at": as_of}
    model, rubric = open_model(shipped_model()).scores_as, shipped_rubric().id
    stands = ((model, rubric), ("former", rubric), (model, "calibrated"), ("former", rubric))
    for number, (by, under) in enumerate(stands, start=1):
        status = "deleted" if number == len(stands) else "open"
        put(workspace, TicketRow(
            id=number, external_id=str(number), status=status, **known, **times,
        ))  # fmt: skip
        put(workspace, TicketStandingRow(
            ticket_id=number, revision=1, is_open=True, trajectory="flat", why="", model=by,
            rubric=under, ticket_revision=1,
        ))  # fmt: skip
    scores = check(examine(config, as_of), "scores")
    assert (scores.result, scores.way_back) == (Result.FINDING, "run: radar score")
    assert scores.found == "2 tickets have the score of another model or rubric"


def test_a_calibration_of_another_model_is_found(
    workspace: Workspace, config: Config, as_of: datetime
) -> None:
    knots = ((0, 0), (80, 60), (200, 200))
    store_calibration(workspace, knots, model=open_model(shipped_model()).scores_as, note="")
    assert check(examine(config, as_of), "scores").result is Result.OK
    store_calibration(workspace, knots, model="former", note="")
    scores = check(examine(config, as_of), "scores")
    assert (scores.result, scores.way_back) == (Result.FINDING, "run: radar calibrate")
    assert "fitted to another model or rubric" in scores.found


def test_a_rubric_that_cannot_be_read_is_told_with_both_ways_back(
    workspace: Workspace, config: Config, as_of: datetime
) -> None:
    store_calibration(workspace, ((0, 0), (80, 60), (200, 200)), model="m", note="")
    with workspace.database.writing() as session:
        session.get_one(RubricVersionRow, 1).definition = {"of": "a later Radar"}
    scores = check(examine(config, as_of), "scores")
    assert scores.found == "version 1 of the rubric by Dana cannot be read by this Radar"
    assert scores.way_back == "update Radar, or run: radar calibrate --reset"


def test_the_offline_promise_is_told(file_config: Config, as_of: datetime) -> None:
    assert "opens no connection" in check(examine(file_config, as_of), "offline").found
