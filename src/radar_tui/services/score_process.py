"""The scorer's process: started, listened to, stopped."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import msgspec

from radar_tui.db.errors import WorkspaceError
from radar_tui.services.score_reports import ScoringProgress, ScoringSummary, WorkerMessage
from radar_tui.services.workspace import Workspace


class ScoreProcess:
    """One life of `radar_tui.services.score_worker`, which ends with this object's process."""

    def __init__(
        self, workspace: Workspace, *, limit: int | None = None, rescore: bool = False
    ) -> None:
        # -P: the folder Radar is called in may hold modules by the names of the worker's own.
        command = [sys.executable, "-P", "-m", "radar_tui.services.score_worker", "--supervised"]
        command += ["--as-of", workspace.as_of.isoformat()]
        if limit is not None:
            command += ["--limit", str(limit)]
        if rescore:
            command.append("--rescore")
        # The location may hold a password, and everybody can read a command line: it goes around.
        environment = os.environ | {"RADAR_DB": workspace.location}
        # The three streams are given: inside the app the standard ones are not the terminal's. What
        # the process has to say in the end is short, so that its standard error can wait.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )

    def messages(self) -> Iterator[WorkerMessage]:
        """Give what the process tells, until it ends."""
        for line in self._process.stdout or ():
            yield msgspec.json.decode(line, type=WorkerMessage)

    def stop(self) -> None:
        """Ask the process to end: it finishes the batch it is at."""
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()

    def kill(self) -> None:
        """End the process at once; what it committed stays."""
        self._process.kill()

    def failure(self) -> str | None:
        """Wait for the end; gives the process's own last line where it failed."""
        stderr = self._process.stderr.read() if self._process.stderr else b""
        status = self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream:
                stream.close()
        lines = stderr.decode(errors="replace").strip().splitlines()
        if status == 0:
            return None
        if lines:
            return lines[-1]
        return "it was ended from outside" if status < 0 else f"exit status {status}"


def run_score_process(
    workspace: Workspace,
    *,
    report: Callable[[ScoringProgress], None],
    limit: int | None = None,
    rescore: bool = False,
) -> ScoringSummary:
    """Score the workspace in a process of its own and wait for it.

    Raises:
        WorkspaceError: the process failed; its own line says why.
    """
    process = ScoreProcess(workspace, limit=limit, rescore=rescore)
    summary: ScoringSummary | None = None
    try:
        for message in process.messages():
            if message.progress:
                report(message.progress)
            summary = message.summary or summary
    finally:
        process.stop()
        failure = process.failure()
    if failure is not None or summary is None:
        raise WorkspaceError(f"scoring failed: {failure or 'it ended without a result'}")
    return summary
