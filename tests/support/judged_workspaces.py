"""Workspaces whose scores people have judged, and a scorer that reads by the workspace's rubric."""

from dataclasses import replace
from pathlib import Path

from radar_tui.db.tables import (
    MessageRow,
    MessageScoreRow,
    QualitySampleRow,
    TicketRow,
)
from radar_tui.domain.bands import TEMPLATE_LIMITS
from radar_tui.domain.scores import MessageScore
from radar_tui.scoring import Rubric
from radar_tui.scoring.compose import calibrated
from radar_tui.services.calibrating import LabelCounts
from radar_tui.services.rubrics import (
    workspace_rubric,
)
from radar_tui.services.workspace import Workspace
from support.scorers import FakeScorer
from support.workspaces import bring, comment, reach_to, rows, score, ticket

FAKE = "fake"
"""The fake scorer's model."""
KNOTS = ((0, 0), (30, 30), (80, 60), (120, 120), (200, 200))
OTHERS = ((0, 0), (30, 30), (70, 60), (120, 120), (200, 200))


class TeamScorer(FakeScorer):
    """The fake scorer under a workspace's own rubric."""

    def __init__(self, rubric: Rubric) -> None:
        super().__init__()
        self.rubric, self.rubric_id = rubric, rubric.id

    def _score(self, text: str) -> MessageScore:
        made = super()._score(text)
        if made.score is None or self.rubric.calibration is None:
            return made
        parts = calibrated(made.contributions, self.rubric.calibration.knots)
        points = sum(part.points for part in parts)
        band = TEMPLATE_LIMITS.band(points)
        return replace(made, score=points, band=band, review=points > 60, contributions=parts)


def score_own(workspace: Workspace) -> None:
    """Score by the rubric that the workspace has now."""
    score(workspace, TeamScorer(workspace_rubric(workspace)))


def bring_solved(workspace: Workspace, folder: Path, points: list[int], **values: object) -> None:
    """Solved tickets: nobody waits, so that their scores are those of their words."""
    bring(
        workspace,
        folder,
        *(
            ticket(
                number,
                status="solved",
                comments=[comment(1, body=f"[{worth}] it broke, {number}")],
                **values,
            )
            for number, worth in enumerate(points, start=1)
        ),
    )
    reach_to(workspace, workspace.as_of)
    score_own(workspace)


def store_labels(workspace: Workspace, stricter: float = 1.0, probability: float = 0.5) -> None:
    """Let all messages be drawn and judged by somebody who finds them so much calmer."""
    scores = {row.text_hash: row for row in rows(workspace, MessageScoreRow)}
    messages = rows(workspace, MessageRow)
    with workspace.database.writing() as session:
        for message in messages:
            stored = scores[message.text_hash]
            session.add(
                QualitySampleRow(
                    week="2026-W47",
                    message_id=message.id,
                    stratum="above",
                    probability=probability,
                    text_hash=stored.text_hash,
                    score=stored.score,
                    model=stored.model,
                    rubric=stored.rubric,
                    drawn_at=workspace.as_of,
                    band=TEMPLATE_LIMITS.band(int(stored.score * stricter)),
                    by="Dana",
                    at=workspace.as_of,
                )
            )


def ticket_ids(workspace: Workspace) -> dict[str, int]:
    return {row.external_id: row.id for row in rows(workspace, TicketRow)}


def counted(total: int, sampled: int = 0, **others: int) -> LabelCounts:
    """So many labels, and what was left out."""
    left_out = ("opinions", "unscored_yet", "outdated", "with_context", "judged_blind")
    return LabelCounts(total, sampled, **(dict.fromkeys(left_out, 0) | others))
