"""The user's own command that hears of alerts: each notice as JSON on its standard input."""

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from zoneinfo import ZoneInfo

import msgspec

from radar_tui.db.engine import plain_errors
from radar_tui.domain.notices import Notice
from radar_tui.reporting.alert_standing import notice_words
from radar_tui.services.alert_board import stand_of
from radar_tui.services.alerts_panel import AlertEntry, alert_entry
from radar_tui.services.notices import reader_here, take_notices
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace

LIMIT_SECONDS = 10.0
# One round may take this long in all; what is left waits for the next.
ROUND_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the command reads: what happened to an alert, in words too, and the alert as it is now.

    `kind` is fired, woke, timed-out or resolved; `because` says more of the two in the middle. It
    was found at `at`. `seq` counts the announcements of a workspace up, some of which concern
    others.
    """

    seq: int
    kind: str
    because: str | None
    at: datetime
    words: str
    alert: AlertEntry


def hand_over_notices(workspace: Workspace) -> list[str]:
    """Run the command for each notice that it has not had; gives a line for what went wrong.

    Nothing is handed over twice: what failed is told to the user and not tried again. A command
    that cannot be started ends the round.
    """
    command = workspace.notify_command
    if not command:
        return []
    reader, ends_at = reader_here(workspace, "command"), monotonic() + ROUND_SECONDS
    problems: list[str] = []
    while monotonic() < ends_at:
        notices = take_notices(workspace, reader, at_most=1)
        if not notices:
            break
        try:
            problem = run_command(command, _payload(workspace, notices[0]))
        except OSError as error:
            reason = (error.strerror or "no reason given").lower()
            return [*problems, f"notify-command: cannot be started ({reason}); see config.toml"]
        if problem is not None and problem not in problems:
            problems.append(problem)
    return problems


def run_command(
    command: Sequence[str], payload: bytes, *, limit_seconds: float = LIMIT_SECONDS
) -> str | None:
    """Run a command with something to read; gives a line where it fails or takes too long.

    No shell reads any of it. What it prints is thrown away: inside the app the terminal is not its.

    Raises:
        OSError: it cannot be started.
    """
    process = subprocess.Popen(  # noqa: S603 - the user's own command, no shell
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.communicate(payload, timeout=limit_seconds)
    except subprocess.TimeoutExpired:
        _end(process)
        return f"notify-command: took longer than {limit_seconds:g} s and was ended"
    if process.returncode:
        return f"notify-command: ended with status {process.returncode}"
    return None


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a command with all that it has started: it leads a session of its own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _payload(workspace: Workspace, notice: Notice) -> bytes:
    zone = ZoneInfo(workspace_zone(workspace))
    with plain_errors(workspace.location), workspace.database.reading() as session:
        (found,) = stand_of(session, [notice.alert_id], workspace.as_of)
    return msgspec.json.encode(
        Announcement(
            seq=notice.seq,
            kind=notice.kind,
            because=notice.because,
            at=notice.at,
            words=notice_words(notice),
            alert=alert_entry(found, workspace.as_of, zone),
        )
    )
