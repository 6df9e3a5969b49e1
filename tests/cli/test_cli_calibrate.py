"""`radar calibrate`: what it prints, what it changes, and the blind sample on the command line."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
import jsonschema
import pytest
from make_schemas import file_of
from sqlmodel import select

from radar_tui.cli import calibrate as module
from radar_tui.cli.calibrate import knot_words, print_report, status_words
from radar_tui.config import Config
from radar_tui.db.tables import (
    QualitySampleRow,
    RubricVersionRow,
    TicketRow,
)
from radar_tui.domain.bands import Band
from radar_tui.scoring.calibration import Quality, Recalibration
from radar_tui.scoring.model_files import open_model, shipped_model
from radar_tui.scoring.rubric import shipped_rubric
from radar_tui.services.calibrating import CalibrationReport, LabelCounts
from radar_tui.services.quality_sample import SampleStatus, draw_sample, judge, waiting
from radar_tui.services.workspace import Workspace, open_workspace
from support.command import Command
from support.hostile_texts import HOSTILE
from support.judged_workspaces import store_labels
from support.scorers import FakeScorer
from support.workspaces import bring, comment, reach_to, rows, score, ticket

AS_OF = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def workspace(radar: Command, tmp_path: Path) -> Iterator[Workspace]:
    workspace = open_workspace(Config(radar.location, tmp_path, AS_OF, "Dana"))
    yield workspace
    workspace.close()


def fill(workspace: Workspace, folder: Path, texts: Sequence[str]) -> None:
    tickets = [
        ticket(number, status="solved", comments=[comment(1, body=text)])
        for number, text in enumerate(texts, start=1)
    ]
    bring(workspace, folder, *tickets)
    reach_to(workspace, AS_OF)
    score(workspace, FakeScorer(open_model(shipped_model()).scores_as))


def label(workspace: Workspace, folder: Path, count: int) -> None:
    """So many judged messages, by somebody who finds them a quarter calmer than the scores."""
    worths = [2 * number for number in range(1, count + 1)]
    fill(workspace, folder, [f"[{worth}] it broke, {worth}" for worth in worths])
    store_labels(workspace, 0.75)


def schema(command: str) -> dict[str, object]:
    read: dict[str, object] = json.loads(file_of(command).read_text())
    return read


def test_too_few_labels_are_one_line_with_the_way_on(
    radar: Command, workspace: Workspace, tmp_path: Path
) -> None:
    label(workspace, tmp_path, 49)
    for options in ((), ("--apply",), ("--json",)):
        result = radar("calibrate", *options, status=2)
        assert result.out == ""
        assert result.err == (
            "radar: there are 49 of the 50 judgements that it takes; judge more with radar "
            "calibrate --sample\n"
        )
    assert rows(workspace, RubricVersionRow) == []


def test_it_shows_labels_figures_and_knots_and_changes_nothing(
    radar: Command, workspace: Workspace, tmp_path: Path
) -> None:
    label(workspace, tmp_path, 60)
    printed = radar("calibrate").out
    assert "60 judgements: 60 from blind samples" in printed
    assert "0 opinions on tickets, which count once each" in printed
    assert "The figures rest on the 60 blind judgements." in printed
    assert "Left out" not in printed
    assert "as they count now" not in printed
    assert "30 over, 20 of them rightly; 0 missed" in printed
    assert "A score of 120 stays." in printed
    assert "becomes 60." in printed
    assert "Nothing is changed: the scores are as shipped." in printed
    assert rows(workspace, RubricVersionRow) == []


def test_apply_undo_and_reset(radar: Command, workspace: Workspace, tmp_path: Path) -> None:
    label(workspace, tmp_path, 60)
    assert "Done: calibrated the scores (rubric " in radar("calibrate", "--apply").out
    again = radar("calibrate").out
    assert "nor does anything need to be" in again
    assert "as they count now" in again
    assert "calibrated the scores" in radar("undo").out
    assert "the scores are as shipped" in radar("calibrate").out
    radar("redo")
    shipped = shipped_rubric().id
    assert radar("calibrate", "--reset").out == (
        f"went back to the shipped rubric {shipped}; radar score brings the tickets to it\n"
    )
    assert radar("calibrate", "--reset").out == "The scores are as shipped already.\n"


def test_json_keeps_to_its_schema(radar: Command, workspace: Workspace, tmp_path: Path) -> None:
    label(workspace, tmp_path, 60)
    for options in ((), ("--apply",), ("--reset",)):
        found = radar("calibrate", "--json", *options).json
        jsonschema.validate(found, schema("calibrate"))
    applied = radar("calibrate", "--apply", "--json", "--seed", "4").json
    assert applied["knots"] == applied["proposal"]["knots"]
    assert applied["done"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--apply", "--reset"), "exclude each other"),
        (("--sample", "--apply"), "exclude each other"),
        (("--week", "2026-W47"), "goes with --sample"),
        (("--sample", "--week", "2026-W48"), "not over"),
        (("--sample", "--week", "47"), "47"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(
    radar_file: Command, options: tuple[str, ...], said: str
) -> None:
    result = radar_file("calibrate", *options, status=2)
    assert said in result.err
    assert result.err.count("\n") == 1


def test_without_a_terminal_the_sample_is_printed_and_tells_no_score(
    radar: Command, workspace: Workspace, tmp_path: Path
) -> None:
    fill(workspace, tmp_path, ["[90] the first", "[10] the second"])
    printed = radar("calibrate", "--sample").out
    assert printed.startswith(
        "Blind sample of 2026-W47: 2 drawn, 0 judged, 0 skipped, 2 to be judged\n"
    )
    assert "#1 · Ticket 1\n  to be judged, 2026-11-20 08:00:\n    [90] the first\n" in printed
    for words in ("critical", "high", "neutral", "above", "below", "score"):
        assert words not in printed
    found = radar("calibrate", "--sample", "--json")
    jsonschema.validate(found.json, schema("calibrate --sample"))
    assert [item["text"] for item in found.json["items"]] in (
        ["[90] the first", "[10] the second"],
        ["[10] the second", "[90] the first"],
    )
    for words in ("band", "score", "stratum", "above", "probab"):
        assert words not in found.out.replace('"unscored":0', "")


def test_no_text_of_a_customer_acts_on_the_terminal(
    radar: Command, workspace: Workspace, tmp_path: Path
) -> None:
    fill(workspace, tmp_path, [f"[{70 + row}] {text}" for row, text in enumerate(HOSTILE)])
    printed = radar("calibrate", "--sample").out
    assert not [letter for letter in printed if letter != "\n" and not letter.isprintable()]


def test_no_number_of_a_ticket_acts_on_the_terminal(
    radar_file: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = open_workspace(Config(radar_file.location, tmp_path, AS_OF, "Dana"))
    numbers = HOSTILE[4:14]
    fill(workspace, tmp_path, [f"[{70 + row}] x" for row in range(10)])
    with workspace.database.writing() as session:
        for row, number in zip(session.exec(select(TicketRow)), numbers, strict=True):
            # Half of a surrogate pair is no text that a database holds.
            row.external_id = f"{row.id} {number}".encode(errors="ignore").decode()
    workspace.close()
    answer(monkeypatch, *"nmhcsnmhcs")
    printed = radar_file("calibrate", "--sample").out + radar_file("undo").out
    assert "judged a message of #" in printed
    assert not [letter for letter in printed if letter != "\n" and not letter.isprintable()]


def test_who_answers_second_is_told_and_goes_on(
    radar_file: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = open_workspace(Config(radar_file.location, tmp_path, AS_OF, "Ravi"))
    fill(workspace, tmp_path, ["[90] the first", "[10] the second"])
    draw_sample(workspace, "2026-W47")
    first, _ = waiting(workspace, "2026-W47")

    def prompt(*_: object, **__: object) -> str:
        if any(row.id == first.id and row.by is None for row in rows(workspace, QualitySampleRow)):
            judge(workspace, first.id, Band.NEUTRAL)
        return "h"

    monkeypatch.setattr(module, "has_terminal", lambda: True)
    monkeypatch.setattr(click, "prompt", prompt)
    printed = radar_file("calibrate", "--sample").out
    assert "Ravi has judged it meanwhile; look again" in printed
    assert "2 of 2" in printed
    bands = {row.by: row.band for row in rows(workspace, QualitySampleRow)}
    assert bands == {"Ravi": "neutral", "Dana": "high"}
    workspace.close()


def test_what_is_left_out_and_what_would_not_help_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def words(report: CalibrationReport) -> str:
        print_report(report)
        return capsys.readouterr().out

    even = Quality(3, 3, 0, 1.0, 0.5)
    knots = ((0, 0), (80, 60), (200, 200))
    same = Recalibration(60, knots, before=even, now=even, after=even)
    report = CalibrationReport(
        labels=LabelCounts(60, 57, 3, 4, 5, 6, 7),
        threshold=60,
        rubric="r",
        knots=((0, 0), (70, 60), (200, 200)),
        fitted_elsewhere=True,
        proposal=same,
        done=None,
    )
    printed = words(report)
    assert "The figures rest on the 57 blind judgements." in printed
    assert "Left out: 4 not scored yet (run radar score)." in printed
    assert "Left out: 5 given to scores of an earlier model or rubric." in printed
    assert "Left out: 6 on scores that waiting or history is part of." in printed
    assert "Left out: 7 on messages that are judged blind as well." in printed
    assert "the team's earlier knots count, fitted to another model or rubric." in printed
    assert "This would not help: neither share rises." in printed
    better = replace(same, after=replace(even, recall=0.6))
    assert "would not help" not in words(replace(report, proposal=better))
    # The same knots are worth applying where they are not known to fit this model.
    report = replace(report, knots=knots)
    assert "radar calibrate --apply" in words(report)
    assert "nor does anything need to be" in words(replace(report, fitted_elsewhere=False))


def answer(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Let a person sit at a terminal and answer."""
    given = iter(answers)
    asked: list[str] = []

    def prompt(text: str, **_: object) -> str:
        asked.append(text)
        return next(given)

    monkeypatch.setattr(module, "has_terminal", lambda: True)
    monkeypatch.setattr(click, "prompt", prompt)
    return asked


def test_at_a_terminal_each_message_is_asked_for(
    radar: Command, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(workspace, tmp_path, [f"[{20 * row}] text {row}" for row in range(1, 7)])
    asked = answer(monkeypatch, "n", "m", "h", "c", "s", "q")
    printed = radar("calibrate", "--sample").out
    assert asked == ["n neutral, m mild, h high, c critical, s skip, q quit"] * 6
    assert "6 of 6" in printed
    bands = [row.band for row in sorted(rows(workspace, QualitySampleRow), key=lambda row: row.id)]
    assert bands == ["neutral", "mild", "high", "critical", None, None]
    monkeypatch.setattr(module, "has_terminal", lambda: False)
    assert "6 drawn, 4 judged, 1 skipped, 1 to be judged" in radar("calibrate", "--sample").out
    assert "skipped a message of #" in radar("undo").out


def test_a_letter_that_is_no_answer_is_asked_for_again(
    radar_file: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = open_workspace(Config(radar_file.location, tmp_path, AS_OF, "Dana"))
    fill(workspace, tmp_path, ["[90] the first"])
    typed = iter(["x", "", "H"])
    monkeypatch.setattr(module, "has_terminal", lambda: True)
    monkeypatch.setattr(click.termui, "visible_prompt_func", lambda _: next(typed))
    radar_file("calibrate", "--sample")
    (row,) = rows(workspace, QualitySampleRow)
    assert row.band == "high"
    workspace.close()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (SampleStatus("W", 0, 0, 0, 0, 0, 7), "W: not drawn yet, 7 messages wait for: radar score"),
        (SampleStatus("W", 0, 0, 0, 0, 0, 1), "W: not drawn yet, 1 message waits for: radar score"),
        (
            SampleStatus("W", 0, 0, 0, 0, 0, 5, ("zendesk reaches to Tue 17 Nov",)),
            "W: not drawn yet: zendesk reaches to Tue 17 Nov; import the rest of the week",
        ),
        (
            SampleStatus("W", 0, 0, 0, 0, 0, 0),
            "W: that week has no customer message that can be scored",
        ),
        (
            SampleStatus("W", 9, 4, 2, 2, 1, 0),
            "W: 9 drawn, 4 judged, 2 skipped, 1 gone, 2 to be judged",
        ),
    ],
)
def test_how_far_a_sample_is_stands_in_one_line(status: SampleStatus, words: str) -> None:
    assert status_words(status) == f"Blind sample of {words}"


def test_knots_are_said_in_words() -> None:
    assert knot_words(((0, 0), (30, 30), (52, 60), (200, 200))) == [
        "A score of 30 stays.",
        "A score of 52 becomes 60.",
        "Between these, scores move along straight lines; 0 and 200 stay.",
    ]
    assert knot_words(((0, 0), (30, 30), (200, 200))) == ["Every score stays as it is."]
