"""Keeping a workspace scored while the app is open: started when needed, again when it dies."""

from collections.abc import Callable
from threading import Event
from time import monotonic

from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.feed import FeedCursor, newest_change
from radar_tui.db.queries.scoring import stale_tickets, unscored_texts
from radar_tui.scoring.model_files import open_model, shipped_model, similarity_version
from radar_tui.services.alerting import Evaluate, evaluate
from radar_tui.services.live import LiveWorkspace
from radar_tui.services.rubrics import current_rubric
from radar_tui.services.score_process import ScoreProcess
from radar_tui.services.score_reports import ALREADY_SCORING, ScoringProgress
from radar_tui.services.ticket_vectors import waits_to_be_read
from radar_tui.services.workspace import Workspace

TICK_SECONDS = 0.5
# Time alone makes work too: a waiting customer's score rises.
LOOK_AGAIN_SECONDS = 60.0
REST_AFTER_FAILURE_SECONDS = 30.0
OTHERS_SCORE = "another Radar is scoring this workspace"

Tell = Callable[[str], object]


class ScoringSupervisor:
    """Runs the scorer's process whenever there is something to score."""

    def __init__(self, live: LiveWorkspace, tell: Tell, *, evaluate: Evaluate = evaluate) -> None:
        """`tell` gets a few words on the progress or on a failure, none when all is scored.

        `evaluate` looks at the rules after that.
        """
        self._evaluate = evaluate
        self._live = live
        self._tell = tell
        self._stopped = Event()
        self._process: ScoreProcess | None = None

    def run(self) -> None:
        """Score whatever comes to be scored until `stop`; blocks its thread."""
        files = open_model(shipped_model())
        model, vectors = files.scores_as, similarity_version(files)
        seen: FeedCursor | None = None
        look_at = 0.0
        while not self._stopped.is_set():
            newest = _newest_change(self._live.now())
            if newest == seen and monotonic() < look_at:
                self._stopped.wait(TICK_SECONDS)
                continue
            seen, look_at = newest, monotonic() + LOOK_AGAIN_SECONDS
            now = self._live.now()
            if not _has_work(now, model=model) and not waits_to_be_read(now, vectors):
                self._tell("")
                continue
            failure = self._score()
            if failure is not None and not self._stopped.is_set():
                # Two leads with the same workspace open: one of them scores it for both.
                others = failure == ALREADY_SCORING
                self._tell(OTHERS_SCORE if others else f"scoring failed: {failure}; trying again")
                seen = _newest_change(self._live.now())
                look_at = monotonic() + REST_AFTER_FAILURE_SECONDS

    def stop(self) -> None:
        """End the scoring at once; what was committed stays, the rest waits for the next start."""
        self._stopped.set()
        if self._process is not None:
            self._process.kill()

    def _score(self) -> str | None:
        """Let one process score what there is; gives why it failed."""
        self._tell("scoring: reading the model…")
        process = self._process = ScoreProcess(self._live.now())
        if self._stopped.is_set():
            process.kill()
        for message in process.messages():
            if message.progress:
                self._tell(_words(message.progress))
        process.stop()
        failure = process.failure()
        if failure is None:
            try:
                self._evaluate(self._live.now())
            except WorkspaceError as error:
                return str(error)
            self._tell("")
        return failure


def _has_work(workspace: Workspace, *, model: str) -> bool:
    with plain_errors(workspace.location), workspace.database.reading() as session:
        ids = {"model": model, "rubric": current_rubric(session).id}
        if unscored_texts(session, **ids, before_id=None, limit=1):
            return True
        return bool(stale_tickets(session, **ids, as_of=workspace.as_of, after_id=0, limit=1))


def _newest_change(workspace: Workspace) -> FeedCursor:
    with plain_errors(workspace.location), workspace.database.reading() as session:
        return newest_change(session)


def _words(progress: ScoringProgress) -> str:
    rate = progress.texts_done / max(0.1, progress.seconds)
    left = (progress.texts_total - progress.texts_done) / max(0.1, rate)
    if progress.tickets_done:
        return f"scoring tickets · {progress.tickets_done}"
    done = f"{progress.texts_done} of {progress.texts_total}"
    return f"scoring {rate:.0f}/s · {done} · {left:.0f} s left"
