"""Creating, upgrading and refusing workspaces."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from radar_tui.db import engine
from radar_tui.db.engine import Database, open_database, plain_errors, shown_location
from radar_tui.db.errors import NewerWorkspaceError, WorkspaceError
from radar_tui.db.schema import SCHEMA_VERSION, ensure_schema


def test_the_newest_migration_is_the_schema_version() -> None:
    config = Config()
    config.set_main_option("script_location", str(files("radar_tui.db").joinpath("migrations")))
    assert ScriptDirectory.from_config(config).get_current_head() == SCHEMA_VERSION


def test_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_second_opening_changes_nothing(database: Database) -> None:
    again = ensure_schema(database)
    assert (again.found, again.backup) == (SCHEMA_VERSION, None)


def test_a_newer_workspace_is_refused_and_left_alone(database: Database) -> None:
    with database.writing() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerWorkspaceError, match="schema 9999, this Radar knows up to"):
        ensure_schema(database)


def test_another_program_s_database_is_refused(location: str) -> None:
    database = open_database(location)
    with database.writing() as session:
        session.connection().execute(text("CREATE TABLE recipes (id INTEGER)"))
    with pytest.raises(WorkspaceError, match="belongs to another program"):
        ensure_schema(database)
    assert inspect(database.engine).get_table_names() == ["recipes"]
    database.dispose()


def test_every_foreign_key_is_the_start_of_an_index(database: Database) -> None:
    unindexed = []
    inspector = inspect(database.engine)
    for table in inspector.get_table_names():
        starts = {tuple(index["column_names"])[:1] for index in inspector.get_indexes(table)}
        starts |= {tuple(u["column_names"])[:1] for u in inspector.get_unique_constraints(table)}
        starts.add(tuple(inspector.get_pk_constraint(table)["constrained_columns"])[:1])
        for key in inspector.get_foreign_keys(table):
            if tuple(key["constrained_columns"])[:1] not in starts:
                unindexed.append((table, key["constrained_columns"]))
    # `source` and `rule_key` lead the unique constraints of their tables where rows are many.
    assert unindexed == []


def test_a_new_file_is_private_and_marked(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "radar.db"
    database = open_database(str(path))
    ensure_schema(database)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    with database.engine.connect() as connection:
        assert connection.execute(text("PRAGMA application_id")).scalar() == 0x52414452
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    database.dispose()


@pytest.mark.parametrize("name", ["what?.db", "a%41.db", "ümläut ÿ.db", ":memory:"])
def test_any_name_is_just_a_name(tmp_path: Path, name: str) -> None:
    database = open_database(str(tmp_path / name))
    ensure_schema(database)
    database.dispose()
    assert {path.name.removesuffix("-wal").removesuffix("-shm") for path in tmp_path.iterdir()} == {
        name
    }
    assert (tmp_path / name).stat().st_size > 0


def test_several_processes_may_open_a_new_workspace_at_once(location: str) -> None:
    def opened() -> str:
        database = open_database(location)
        try:
            return ensure_schema(database).now
        finally:
            database.dispose()

    with ThreadPoolExecutor(4) as pool:
        versions = [pool.submit(opened) for _ in range(4)]
        assert {version.result() for version in versions} == {SCHEMA_VERSION}


def test_a_file_that_another_process_is_about_to_write_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # SQLite refuses to turn such a file to WAL at once, without its busy timeout.
    path = tmp_path / "radar.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused: list[BaseException] = []
    busy = engine._is_busy

    def is_busy(error: BaseException) -> bool:
        refused.append(error)
        if other.in_transaction:
            other.execute("ROLLBACK")
        return busy(error)

    monkeypatch.setattr(engine, "_is_busy", is_busy)
    database = open_database(str(path))
    assert ensure_schema(database).now == SCHEMA_VERSION
    assert refused
    database.dispose()
    other.close()


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("postgresql://dana:hunter2@db.internal/radar", "postgresql://db.internal/radar"),
        ("postgresql://db/radar?user=dana&password=hunter2", "postgresql://db/radar"),
        ("/home/dana/radar.db", "/home/dana/radar.db"),
    ],
)
def test_a_password_is_never_shown(location: str, shown: str) -> None:
    assert shown_location(location) == shown


def test_a_file_that_is_no_database_gets_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes(b"these are my notes, not a database" * 100)
    with pytest.raises(WorkspaceError, match="not an SQLite file"), plain_errors(str(path)):
        ensure_schema(open_database(str(path)))
    assert path.read_bytes().startswith(b"these are my notes")


@pytest.mark.parametrize("url", ["mysql://localhost/radar", "http://radar.example/"])
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(WorkspaceError, match="postgresql://"):
        open_database(url)


def test_an_unreachable_server_gets_one_clear_line() -> None:
    database = open_database("postgresql://radar@127.0.0.1:1/radar")
    with pytest.raises(WorkspaceError, match="does not answer"), plain_errors("the server"):
        ensure_schema(database)
