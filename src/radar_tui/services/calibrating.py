"""`radar calibrate`: what people said of scores, held against them, and a recalibration of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.calibration import (
    JudgedScore,
    judged_messages,
    judged_tickets,
    prevailing_model,
)
from radar_tui.domain.bands import Band
from radar_tui.domain.scores import ContributionName
from radar_tui.scoring.calibration import (
    LABELS_NEEDED,
    Knots,
    Label,
    Recalibration,
    TooFewLabelsError,
    recalibrate,
)
from radar_tui.services.rubrics import (
    reset_rubric,
    rubric_ids,
    store_calibration,
    workspace_rubric,
)
from radar_tui.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LabelCounts:
    """Where labels come from, and what was left out.

    `sampled` are bands of the blind samples; `opinions` those given to tickets, which count as
    drawn for certain. `outdated` ones are about another model's or rubric's score, or a score that
    is not there yet; `with_context` are opinions on a score that more than the words of the last
    message is in.
    """

    total: int
    sampled: int
    opinions: int
    outdated: int
    with_context: int


@dataclass(frozen=True, slots=True)
class CalibrationReport:
    """How the scores agree with people, and what a recalibration would do.

    `rubric` and `knots` are those that count now, no knots where the scores are as shipped.
    `proposal` is None where nothing was fitted; `done` says what was changed, None where nothing.
    """

    labels: LabelCounts
    threshold: int
    rubric: str
    knots: Knots | None
    proposal: Recalibration | None
    done: str | None


def calibration_report(workspace: Workspace) -> CalibrationReport:
    """Fit a recalibration to all labels and measure it; nothing is changed.

    Raises:
        WorkspaceError: there are too few labels.
    """
    labels, counts = _labels(workspace)
    limits = workspace_rubric(workspace).bands
    try:
        proposal = recalibrate(labels, limits, seed=workspace.seed)
    except TooFewLabelsError as error:
        raise WorkspaceError(
            f"{_counted(counts)}; it takes {LABELS_NEEDED}: judge more with radar calibrate "
            "--sample"
        ) from error
    return _report(workspace, counts, proposal, None)


def apply_calibration(workspace: Workspace) -> CalibrationReport:
    """Fit a recalibration and let it count, as an action that can be undone.

    Where the labels ask for no change, the scores become as shipped.

    Raises:
        WorkspaceError: there are too few labels.
        MovedOnError: somebody changed the rubric at the same moment.
    """
    report = calibration_report(workspace)
    proposal = report.proposal
    if proposal is None or proposal.changes_nothing:
        result = reset_rubric(workspace)
    else:
        note = f"calibrated on {proposal.labels} labels, seed {workspace.seed}"
        result = store_calibration(workspace, proposal.knots, note=note)
    done = result.label if result.changed else None
    return _report(workspace, report.labels, proposal, done)


def reset_calibration(workspace: Workspace) -> CalibrationReport:
    """Let the scores be as shipped again, as an action that can be undone.

    Raises:
        MovedOnError: somebody changed the rubric at the same moment.
    """
    result = reset_rubric(workspace)
    _, counts = _labels(workspace)
    return _report(workspace, counts, None, result.label if result.changed else None)


def _report(
    workspace: Workspace, counts: LabelCounts, proposal: Recalibration | None, done: str | None
) -> CalibrationReport:
    rubric = workspace_rubric(workspace)
    knots = rubric.calibration.knots if rubric.calibration else None
    return CalibrationReport(counts, rubric.bands.review, rubric.id, knots, proposal, done)


def _labels(workspace: Workspace) -> tuple[list[Label], LabelCounts]:
    with plain_errors(workspace.location), workspace.database.reading() as session:
        model, rubrics = prevailing_model(session), rubric_ids(session)
        messages = judged_messages(session, model=model, rubrics=rubrics)
        tickets = judged_tickets(session, model=model, rubrics=rubrics)
    of_words = [ticket for ticket in tickets if not _has_context(ticket)]
    sampled, opinions = _usable(messages), _usable(of_words)
    counts = LabelCounts(
        total=len(sampled) + len(opinions),
        sampled=len(sampled),
        opinions=len(opinions),
        outdated=len(messages) + len(of_words) - len(sampled) - len(opinions),
        with_context=len(tickets) - len(of_words),
    )
    return sampled + opinions, counts


def _usable(judged: Sequence[JudgedScore]) -> list[Label]:
    return [
        Label(one.score - _calibration(one), Band(band), 1 / one.probability)
        for one in judged
        if one.score is not None and (band := one.band or one.own_band) is not None
    ]


def _calibration(judged: JudgedScore) -> int:
    parts = judged.contributions
    return sum(part["points"] for part in parts if part["name"] == ContributionName.CALIBRATION)


def _has_context(judged: JudgedScore) -> bool:
    return any(part["name"] == ContributionName.CONTEXT for part in judged.contributions)


def _counted(counts: LabelCounts) -> str:
    left_out = counts.outdated + counts.with_context
    said = f"{counts.total} labels are too few"
    return f"{said} ({left_out} more cannot be used)" if left_out else said
