"""Starting the scorer's process and listening to it."""

import os
import subprocess
import sys
from collections.abc import Callable

import msgspec

from radar_tui.db.errors import WorkspaceError
from radar_tui.services.score_reports import ScoringProgress, ScoringSummary, WorkerMessage
from radar_tui.services.workspace import Workspace


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
    command = [sys.executable, "-m", "radar_tui.services.score_worker", "--supervised"]
    command += ["--as-of", workspace.as_of.isoformat()]
    if limit is not None:
        command += ["--limit", str(limit)]
    if rescore:
        command.append("--rescore")
    summary: ScoringSummary | None = None
    # The location may hold a password, and everybody can read a command line: it goes around it.
    environment = os.environ | {"RADAR_DB": workspace.location}
    # The three streams are given: inside the app the standard ones are not the terminal's. What
    # the process has to say in the end is short, so that its standard error can wait to be read.
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as process:
        for line in process.stdout or ():
            message = msgspec.json.decode(line, type=WorkerMessage)
            if message.progress:
                report(message.progress)
            summary = message.summary or summary
        failure = (process.stderr.read() if process.stderr else b"").decode(errors="replace")
    if process.returncode or summary is None:
        last = (
            failure.strip().splitlines()[-1]
            if failure.strip()
            else f"exit status {process.returncode}"
        )
        raise WorkspaceError(f"scoring failed: {last}")
    return summary
