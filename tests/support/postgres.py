"""A real PostgreSQL server for the tests: a throw-away cluster on a free local port."""

import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def find_programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl`; Debian keeps them off the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    return Path(folders[-1]) if folders else None


@contextmanager
def running_server(programs: Path) -> Iterator[str]:
    """Start a throw-away cluster and give its URL, without a database name.

    PostgreSQL refuses to run as root, so a root test run hands it to the user `postgres`, who
    cannot look into pytest's private folders: the cluster gets a folder of its own.
    """
    user = _server_user()
    with tempfile.TemporaryDirectory(prefix="radar-postgres-") as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user)
        with _cluster(programs, folder, user) as url:
            yield url


@contextmanager
def _cluster(programs: Path, folder: Path, user: str | None) -> Iterator[str]:
    data, port = folder / "data", _free_port()

    def call(program: str, *arguments: str) -> None:
        log = folder / f"{program}.log"
        with log.open("w") as output:
            done = subprocess.run(
                [programs / program, *arguments],
                check=False,
                user=user,
                cwd=folder,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {log.read_text()[-800:]}")

    call("initdb", "-D", str(data), "-U", "radar", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    call("pg_ctl", "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql://radar@127.0.0.1:{port}"
    finally:
        call("pg_ctl", "-D", str(data), "-m", "immediate", "stop")


def _server_user() -> str | None:
    if os.geteuid() != 0:
        return None
    pwd.getpwnam("postgres")
    return "postgres"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
