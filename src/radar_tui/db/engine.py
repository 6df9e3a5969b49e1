"""One way to a database: an engine set up for Radar, and reading and writing scopes over it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlmodel import Session
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random

from radar_tui.db.errors import WorkspaceError

BUSY_TIMEOUT_MS = 10_000
CONNECT_TIMEOUT_SECONDS = 10
# Megabytes of pages that one connection keeps: SQLite's own number, and while an import goes on.
# An import puts rows at random places of the larger indexes, and each page that is not kept is
# read, written and copied again in every transaction.
CACHE_MB = 2
IMPORT_CACHE_MB = 16
# "RADR" in ASCII, so that `file` and `radar doctor` can tell a workspace from another SQLite file.
APPLICATION_ID = 0x52414452
_WRITES = "radar_writes"


@dataclass(frozen=True, slots=True)
class Database:
    """A workspace's database. `path` is its file, None on PostgreSQL."""

    engine: Engine
    path: Path | None

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.path is not None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a scope that sees one consistent moment and changes nothing."""
        reader = self.engine
        if not self.is_sqlite:
            # SQLite's transactions are snapshots already.
            reader = reader.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with Session(reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a scope that commits as a whole when it ends well, and not at all otherwise.

        On SQLite it takes the write lock at once, so that two writers wait instead of failing late.
        """
        writer = self.engine.execution_options(**{_WRITES: True})
        with Session(writer, expire_on_commit=False) as session, session.begin():
            yield session

    def keep_pages(self, session: Session, megabytes: int) -> None:
        """Set how much of an SQLite file the scope's connection keeps in memory, from now on."""
        if self.is_sqlite:
            session.connection().exec_driver_sql(f"PRAGMA cache_size = {-1024 * megabytes}")

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_database(location: str) -> Database:
    """Open a database by file path or PostgreSQL URL; nothing is created but an empty file.

    Raises:
        WorkspaceError: it is neither, its folder cannot be made, or the driver is missing.
    """
    if "://" not in location:
        return _open_sqlite(Path(location).expanduser())
    try:
        url = make_url(location)
    except (ArgumentError, ValueError) as error:
        raise WorkspaceError(
            "the database URL cannot be read; expected postgresql://user@host/name"
        ) from error
    if url.get_backend_name() != "postgresql":
        raise WorkspaceError(
            f"found a {url.get_backend_name()} URL; give a file path or a postgresql:// URL"
        )
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS},
        )
    except ModuleNotFoundError as error:
        raise WorkspaceError(
            "the PostgreSQL driver is not installed; run: pip install 'radar_tui[postgres]'"
        ) from error
    return Database(engine, None)


def _open_sqlite(path: Path) -> Database:
    if path.is_dir():
        raise WorkspaceError(f"{path} is a folder; --db takes a database file or URL")
    try:
        if not path.parent.exists():
            path.parent.mkdir(mode=0o700, parents=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise WorkspaceError(
            f"cannot create {path}: {error.strerror}; choose another --db"
        ) from error
    # Not a URL in text, in which `?` and `%` would mean something.
    url = URL.create("sqlite", database=str(path.absolute()))
    # The connection that was used last is used next: what it keeps is not read again.
    engine = create_engine(url, hide_parameters=True, pool_use_lifo=True)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return Database(engine, path)


def _configure_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own transaction handling would begin late and never "immediate".
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA foreign_keys = ON")
        # SQLite answers at once, whatever the busy timeout, while another process turns the file
        # to WAL or is the last to leave it (sqlite.org/wal.html, "Sometimes Queries Return
        # SQLITE_BUSY In WAL Mode").
        for attempt in _while_busy():
            with attempt:
                cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
    finally:
        cursor.close()


def _while_busy() -> Retrying:
    return Retrying(
        retry=retry_if_exception(_is_busy),
        wait=wait_random(0.001, 0.02),
        stop=stop_after_delay(BUSY_TIMEOUT_MS / 1000),
        reraise=True,
    )


def _is_busy(error: BaseException) -> bool:
    # The extended codes of "busy" share its low byte (sqlite.org/rescode.html).
    code = getattr(error, "sqlite_errorcode", 0)
    return isinstance(error, sqlite3.OperationalError) and code & 0xFF == sqlite3.SQLITE_BUSY


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def plain_errors(location: str) -> Iterator[None]:
    """Turn the driver's errors about the file itself into one clear line.

    Raises:
        WorkspaceError: not a database, damaged, locked, read-only, full, or unreachable.
    """
    try:
        yield
    except DatabaseError as error:
        raise WorkspaceError(f"{shown_location(location)}: {_plain(str(error.orig))}") from error


def shown_location(location: str) -> str:
    """Give a location as it may be shown: a URL without user, password and options."""
    scheme, separator, rest = location.partition("://")
    if not separator:
        return location
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"


def _plain(message: str) -> str:
    text = message.lower()
    known = {
        "not a database": "is not a Radar workspace (not an SQLite file); give another --db",
        "malformed": "is damaged; radar doctor tells the way back",
        "locked": "is locked by another program for over 10 s; close it and try again",
        "readonly": "cannot be written; check the file's permissions",
        "disk is full": "the disk is full; free some space and run the command again",
        "unable to open": "cannot be opened; check the path and its permissions",
        "connection": "the database server does not answer; check the URL and that it runs",
    }
    for words, line in known.items():
        if words in text:
            return line
    return "the database refused the operation; run: radar doctor"
