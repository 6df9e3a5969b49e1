"""`radar calibrate`: the scores held against people's judgement, and the weekly blind sample."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from radar_tui.cli.common import json_option, opened, workspace_options
from radar_tui.cli.output import Column, print_json, print_table
from radar_tui.cli.terminal import has_terminal
from radar_tui.config import Config
from radar_tui.db.errors import MovedOnError
from radar_tui.domain.bands import Band
from radar_tui.scoring.calibration import Knots, Quality, Recalibration
from radar_tui.scoring.model_files import open_model, shipped_model
from radar_tui.services.calibrating import (
    CalibrationReport,
    LabelCounts,
    apply_calibration,
    calibration_report,
    reset_calibration,
)
from radar_tui.services.quality_sample import (
    QaItem,
    SampleSheet,
    SampleStatus,
    draw_sample,
    judge,
    sample_week,
    skip,
    waiting,
)
from radar_tui.services.settings import workspace_zone
from radar_tui.services.workspace import Workspace
from radar_tui.text.hostile import inert, inert_line

ANSWERS = {band.value[0]: band for band in Band}
SKIP, QUIT = "s", "q"
_HOW_MEASURED = (
    "The figures rest on the {} blind judgements. A judgement counts for all messages it was\n"
    "drawn from. Recalibrated scores are measured on judgements kept from the fit, a fifth of\n"
    "them at a time."
)
_ASK = "n neutral, m mild, h high, c critical, s skip, q quit"


@click.command()
@click.option(
    "--apply", "applies", is_flag=True, help="Let the recalibration count; can be undone."
)
@click.option("--reset", "resets", is_flag=True, help="Go back to the scores as shipped.")
@click.option("--sample", "samples", is_flag=True, help="Judge the week's blind sample instead.")
@click.option(
    "--week", metavar="2026-W47", help="With --sample: the ISO week; the last whole one by default."
)
@json_option
@workspace_options
def calibrate(
    config: Config, applies: bool, resets: bool, samples: bool, week: str | None, as_json: bool
) -> None:
    """Hold the scores against your own judgement, and recalibrate them. Changes nothing unasked."""
    if applies + resets + samples > 1:
        raise click.UsageError("--apply, --reset and --sample exclude each other")
    if week is not None and not samples:
        raise click.UsageError("--week goes with --sample")
    with opened(config) as workspace:
        if samples:
            _sample(workspace, week, as_json=as_json)
            return
        change = reset_calibration if resets else calibration_report
        model = open_model(shipped_model()).scores_as
        report = (apply_calibration if applies else change)(workspace, model=model)
    print_json(report) if as_json else print_report(report)


def print_report(report: CalibrationReport) -> None:
    """Print how scores and judgements agree, and what a recalibration does, in words."""
    proposal = report.proposal
    if proposal is None:
        done = f"{report.done}; radar score brings the tickets to it" if report.done else None
        click.echo(done or "The scores are as shipped already.")
        return
    click.echo(f"{_counted(report.labels)}\n")
    print_table(
        f"Scores over {report.threshold} against blind judgements of high and critical",
        [
            Column("scores", least=17),
            Column("precision", right=True, least=9),
            Column("recall", right=True, least=6),
            Column("judgements", ratio=1),
        ],
        [(name, *_measures(quality)) for name, quality in _compared(report, proposal)],
        empty="Nothing is measured.",
    )
    click.echo(f"{_HOW_MEASURED.format(report.labels.sampled)}\n")
    click.echo("\n".join(knot_words(proposal.knots)))
    click.echo(f"\n{_outcome(report, proposal)}")


def knot_words(knots: Knots) -> list[str]:
    """Say what becomes of scores: one line a knot, the ends of the scale together."""
    if all(before == after for before, after in knots):
        return ["Every score stays as it is."]
    lines = [
        f"A score of {before} stays."
        if before == after
        else f"A score of {before} becomes {after}."
        for before, after in knots[1:-1]
    ]
    return [*lines, "Between these, scores move along straight lines; 0 and 200 stay."]


def _counted(counts: LabelCounts) -> str:
    lines = [
        f"{counts.total} judgements: {counts.sampled} from blind samples, weighed by how likely "
        "each message was to be",
        f"drawn, and {counts.opinions} opinions on tickets, which count once each.",
    ]
    left_out = (
        (counts.unscored_yet, "not scored yet (run radar score)"),
        (counts.outdated, "given to scores of an earlier model or rubric"),
        (counts.with_context, "on scores that waiting or history is part of"),
        (counts.judged_blind, "on messages that are judged blind as well"),
    )
    lines += [f"Left out: {count} {why}." for count, why in left_out if count]
    return "\n".join(lines)


def _compared(report: CalibrationReport, proposal: Recalibration) -> Iterator[tuple[str, Quality]]:
    yield "as shipped", proposal.before
    if report.knots:
        yield "as they count now", proposal.now
    yield "recalibrated", proposal.after


def _measures(quality: Quality) -> tuple[str, str, str]:
    return (
        _share(quality.precision),
        _share(quality.recall),
        f"{quality.flagged} over, {quality.agreed} of them rightly; {quality.missed} missed",
    )


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _outcome(report: CalibrationReport, proposal: Recalibration) -> str:
    if report.done:
        return f"Done: {report.done}; radar score reads the texts again, radar undo undoes it."
    wanted = None if proposal.changes_nothing else proposal.knots
    if report.knots == wanted and not report.fitted_elsewhere:
        return "Nothing is changed, nor does anything need to be."
    now = "the team's earlier knots count" if report.knots else "the scores are as shipped"
    if report.fitted_elsewhere:
        now += ", fitted to another model or rubric"
    no_help = " This would not help: neither share rises." if proposal.helps is False else ""
    return f"Nothing is changed: {now}.{no_help} To let this count: radar calibrate --apply"


def _sample(workspace: Workspace, label: str | None, *, as_json: bool) -> None:
    week = sample_week(workspace, label)
    sheet = SampleSheet(draw_sample(workspace, week), tuple(waiting(workspace, week)))
    if as_json:
        print_json(sheet)
        return
    zone = ZoneInfo(workspace_zone(workspace))
    click.echo(status_words(sheet.status))
    if not has_terminal():
        for item in sheet.items:
            click.echo(f"\n{item_words(item, zone)}")
        return
    for place, item in enumerate(sheet.items, start=1):
        click.echo(f"\n{place} of {len(sheet.items)}\n{item_words(item, zone)}\n")
        if not _ask(workspace, item):
            return


def status_words(status: SampleStatus) -> str:
    """Say in one line how far the sample of a week is."""
    start = f"Blind sample of {status.week}"
    if status.late:
        return f"{start}: not drawn yet: {', '.join(status.late)}; import the rest of the week"
    if status.unscored:
        noun = "message waits" if status.unscored == 1 else "messages wait"
        return f"{start}: not drawn yet, {status.unscored} {noun} for: radar score"
    if not status.drawn:
        return f"{start}: that week has no customer message that can be scored"
    gone = f", {status.gone} gone" if status.gone else ""
    return (
        f"{start}: {status.drawn} drawn, {status.judged} judged, {status.skipped} skipped{gone}, "
        f"{status.waiting} to be judged"
    )


def item_words(item: QaItem, zone: ZoneInfo) -> str:
    """Write a message with what came before it, harmless whatever it says."""
    account = f" · {inert_line(item.account)}" if item.account else ""
    lines = [f"#{inert_line(item.ticket)} · {inert_line(item.subject)}{account}"]
    for line in item.earlier:
        lines += [f"  {line.role}, {_at(line.at, zone)}:", _indented(line.text, 4)]
    lines += [f"  to be judged, {_at(item.at, zone)}:", _indented(item.text, 4)]
    return "\n".join(lines)


def _ask(workspace: Workspace, item: QaItem) -> bool:
    """Take one answer; False where the person has had enough."""
    answers = click.Choice([*ANSWERS, SKIP, QUIT], case_sensitive=False)
    answer = click.prompt(_ASK, type=answers, show_choices=False)
    if answer == QUIT:
        return False
    try:
        if answer == SKIP:
            result = skip(workspace, item.id)
        else:
            result = judge(workspace, item.id, ANSWERS[answer])
    except MovedOnError as error:
        click.echo(str(error))
    else:
        click.echo(result.label)
    return True


def _indented(text: str, columns: int) -> str:
    return "\n".join(" " * columns + line for line in inert(text).split("\n"))


def _at(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
