"""What the scorer's process tells its parent, one JSON line each."""

from dataclasses import dataclass

ALREADY_SCORING = "another process is scoring this workspace; wait for it to end"


@dataclass(frozen=True, slots=True)
class ScoringProgress:
    """How far scoring has come: texts of those to be scored, then tickets."""

    texts_done: int
    texts_total: int
    tickets_done: int
    seconds: float


@dataclass(frozen=True, slots=True)
class ScoringSummary:
    """What scoring did. `revisions` counts the ticket scores that changed."""

    texts: int
    unscored: int
    tickets: int
    revisions: int
    seconds: float
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class WorkerMessage:
    """One line of the worker: progress or, at the end, the summary."""

    progress: ScoringProgress | None = None
    summary: ScoringSummary | None = None
