"""Bringing a workspace to this version's schema: create, back up and upgrade, or refuse."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect, text
from sqlmodel import Session

from radar_tui.db.engine import APPLICATION_ID, Database
from radar_tui.db.errors import NewerWorkspaceError, WorkspaceError

# The newest migration; a test holds it against the migrations folder. Versions count up from 0001.
SCHEMA_VERSION = "0009"


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What opening did: the version found (None = empty), the version now, the backup made."""

    found: str | None
    now: str
    backup: Path | None


def found_version(database: Database) -> str | None:
    """Read the schema version of a workspace; None for an empty database.

    Raises:
        WorkspaceError: the database holds something that is not a Radar workspace.
    """
    with database.engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        if "alembic_version" in tables:
            version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return str(version) if version is not None else None
    if tables:
        raise WorkspaceError("the database belongs to another program; give another --db")
    return None


def ensure_schema(database: Database) -> Upgrade:
    """Bring a database to `SCHEMA_VERSION`: an older workspace is backed up first.

    Raises:
        NewerWorkspaceError: it was written by a newer Radar.
        WorkspaceError: it is not a Radar workspace.
    """
    found = found_version(database)
    if found == SCHEMA_VERSION:
        return Upgrade(found, SCHEMA_VERSION, None)
    if found is not None and found > SCHEMA_VERSION:
        raise NewerWorkspaceError(
            f"the workspace has schema {found}, this Radar knows up to {SCHEMA_VERSION}; "
            "update Radar or give another --db"
        )
    backup = _back_up(database.path, found) if found is not None and database.path else None
    _migrate(database)
    return Upgrade(found, SCHEMA_VERSION, backup)


def lock_for_set_up(session: Session) -> None:
    """Let one process at a time set a workspace up; on SQLite a writing scope is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})"))


def _back_up(source: Path, version: str) -> Path:
    target = source.with_name(f"{source.name}.{version}.backup")
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    target.chmod(0o600)
    return target


def _migrate(database: Database) -> None:
    # Imported here: Alembic costs a tenth of a second that an up-to-date workspace need not pay.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "radar_tui.db:migrations")
    with database.writing() as session:
        lock_for_set_up(session)
        if database.is_sqlite:
            session.connection().execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "head")
