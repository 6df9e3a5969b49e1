"""Running the command line in a test, in this process or as one that can be killed."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from radar_tui.cli.main import run


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Command:
    """`radar` with a workspace and a moment, run in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], location: str, as_of: str) -> None:
        self._capsys = capsys
        self.location = location
        self._as_of = as_of

    def __call__(self, *arguments: str | Path, status: int = 0) -> Result:
        """Run it and expect an exit status."""
        result = self.any_status(*arguments)
        assert result.status == status, result.err or result.out
        return result

    def any_status(self, *arguments: str | Path) -> Result:
        self._capsys.readouterr()
        own = [str(argument) for argument in arguments]
        moment = [] if "--as-of" in own else ["--as-of", self._as_of]
        found = run([*own, "--db", self.location, *moment])
        captured = self._capsys.readouterr()
        return Result(found, captured.out, captured.err)


def start_module(module: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
    """Start a module of Radar as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
