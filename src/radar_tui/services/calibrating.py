"""`radar calibrate`: what people said of scores, held against them, and a recalibration of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from radar_tui.db.engine import plain_errors
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.queries.calibration import JudgedScore, judged_messages, judged_tickets
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
    current_rubric,
    drop_calibration,
    is_fitted_elsewhere,
    rubric_ids,
    store_calibration,
    workspace_rubric,
)
from radar_tui.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LabelCounts:
    """Where labels come from, and what was left out.

    `sampled` are bands of the blind samples; `opinions` those given to tickets, which count once
    each. `unscored_yet` ones wait for the scorer. `outdated` ones were given to scores of an
    earlier model or rubric, or to a text that is not there any more. `with_context` are opinions on
    a score that more than the words of the last message is in, `judged_blind` those on words that
    the blind samples have a band of.
    """

    total: int
    sampled: int
    opinions: int
    unscored_yet: int
    outdated: int
    with_context: int
    judged_blind: int


@dataclass(frozen=True, slots=True)
class CalibrationReport:
    """How the scores agree with people, and what a recalibration would do.

    `rubric` and `knots` are those that count now, no knots where the scores are as shipped;
    `fitted_elsewhere` tells whether they were fitted to another model or shipped rubric. `proposal`
    is None where nothing was fitted; `done` says what was changed, None where nothing.
    """

    labels: LabelCounts
    threshold: int
    rubric: str
    knots: Knots | None
    fitted_elsewhere: bool
    proposal: Recalibration | None
    done: str | None


def calibration_report(workspace: Workspace, *, model: str) -> CalibrationReport:
    """Fit a recalibration to all labels of a model's scores and measure it; nothing is changed.

    Raises:
        WorkspaceError: there are too few labels.
    """
    return _report(workspace, model, *_fit(workspace, model), None)


def apply_calibration(workspace: Workspace, *, model: str) -> CalibrationReport:
    """Fit a recalibration to a model's scores and let it count, as an action that can be undone.

    Where the labels ask for no change, the scores become as shipped.

    Raises:
        WorkspaceError: there are too few labels.
        MovedOnError: somebody changed the rubric at the same moment.
    """
    counts, proposal = _fit(workspace, model)
    if proposal.changes_nothing:
        result = drop_calibration(workspace)
    else:
        note = f"calibrated on {proposal.labels} judgements, seed {workspace.seed}"
        result = store_calibration(workspace, proposal.knots, model=model, note=note)
    return _report(workspace, model, counts, proposal, result.label if result.changed else None)


def reset_calibration(workspace: Workspace, *, model: str) -> CalibrationReport:
    """Let the scores be as shipped again, as an action that can be undone.

    Raises:
        MovedOnError: somebody changed the rubric at the same moment.
    """
    result = drop_calibration(workspace)
    _, counts = _labels(workspace, model)
    return _report(workspace, model, counts, None, result.label if result.changed else None)


def _fit(workspace: Workspace, model: str) -> tuple[LabelCounts, Recalibration]:
    labels, counts = _labels(workspace, model)
    rubric = workspace_rubric(workspace)
    present = rubric.calibration.knots if rubric.calibration else None
    try:
        return counts, recalibrate(labels, rubric.bands, seed=workspace.seed, present=present)
    except TooFewLabelsError as error:
        raise WorkspaceError(_too_few(counts)) from error


def _report(
    workspace: Workspace,
    model: str,
    counts: LabelCounts,
    proposal: Recalibration | None,
    done: str | None,
) -> CalibrationReport:
    with plain_errors(workspace.location), workspace.database.reading() as session:
        rubric = current_rubric(session)
        elsewhere = is_fitted_elsewhere(session, model)
    knots = rubric.calibration.knots if rubric.calibration else None
    return CalibrationReport(
        counts, rubric.bands.review, rubric.id, knots, elsewhere, proposal, done
    )


def _labels(workspace: Workspace, model: str) -> tuple[list[Label], LabelCounts]:
    with plain_errors(workspace.location), workspace.database.reading() as session:
        rubric, rubrics = current_rubric(session).id, rubric_ids(session)
        messages = judged_messages(session, model=model, rubrics=rubrics, rubric=rubric)
        tickets = judged_tickets(session, model=model, rubrics=rubrics)
    blind = {one.text_hash for one in messages}
    of_words = [ticket for ticket in tickets if not _has_context(ticket)]
    others = [ticket for ticket in of_words if ticket.text_hash not in blind]
    sampled, opinions = _usable(messages, sampled=True), _usable(others, sampled=False)
    waiting = sum(one.waits for one in messages)
    counts = LabelCounts(
        total=len(sampled) + len(opinions),
        sampled=len(sampled),
        opinions=len(opinions),
        unscored_yet=waiting,
        outdated=len(messages) + len(others) - len(sampled) - len(opinions) - waiting,
        with_context=len(tickets) - len(of_words),
        judged_blind=len(of_words) - len(others),
    )
    return sampled + opinions, counts


def _usable(judged: Sequence[JudgedScore], *, sampled: bool) -> list[Label]:
    return [
        Label(one.score - _calibration(one), Band(band), one.weight, one.text_hash, sampled)
        for one in judged
        if one.score is not None and (band := one.band or one.own_band) is not None
    ]


def _calibration(judged: JudgedScore) -> int:
    parts = judged.contributions
    return sum(part["points"] for part in parts if part["name"] == ContributionName.CALIBRATION)


def _has_context(judged: JudgedScore) -> bool:
    return any(part["name"] == ContributionName.CONTEXT for part in judged.contributions)


def _too_few(counts: LabelCounts) -> str:
    left_out = counts.outdated + counts.with_context + counts.judged_blind
    said = f"there are {counts.total} of the {LABELS_NEEDED} judgements that it takes"
    if left_out:
        said += f" ({left_out} more cannot be used)"
    if counts.unscored_yet:
        verb = "waits" if counts.unscored_yet == 1 else "wait"
        return f"{said}; {counts.unscored_yet} {verb} for radar score"
    return f"{said}; judge more with radar calibrate --sample"
