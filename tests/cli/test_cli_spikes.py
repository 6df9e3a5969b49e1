"""`radar spikes`: a table of counts in, one judged week a row out."""

import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from make_schemas import file_of

from radar_tui.cli.main import run
from radar_tui.detection.spikes import judge_series
from support.command import Command

FIELDS = ["series", "week", "count", "expected", "upper", "p", "spike", "naive", "status"]
FIELDS += ["revision", "known_at"]
STEADY = [5, 4, 6, 5, 3, 7, 5, 4, 6, 5, 5, 4, 7, 3, 5, 6, 4, 5, 6, 5, 4, 5, 6, 5, 4, 6, 5, 5]
COUNTS: list[int | None] = [*STEADY, 18, None, 5]
WEEKS = [f"2026-W{number:02}" for number in range(1, len(COUNTS) + 1)]


def long_table(counts: list[int | None] = COUNTS, series: str = "payments") -> str:
    rows = [
        f"{series},{week},{'' if count is None else count}"
        for week, count in zip(WEEKS, counts, strict=False)
    ]
    return "\n".join(["series,week,count", *rows, ""])


def judged(radar: Command, folder: Path, text: str, *options: str) -> list[dict[str, Any]]:
    path = folder / "counts.csv"
    path.write_text(text, encoding="utf-8")
    out = radar("spikes", path, "--json", *options).out
    return [json.loads(line) for line in out.splitlines()]


def test_each_row_is_judged_by_the_weeks_before_it(radar_file: Command, tmp_path: Path) -> None:
    rows = judged(radar_file, tmp_path, long_table())
    assert [list(row) for row in rows] == [FIELDS] * len(COUNTS)
    assert [(row["series"], row["week"], row["count"]) for row in rows] == [
        ("payments", week, count) for week, count in zip(WEEKS, COUNTS, strict=True)
    ]
    decisions = judge_series(COUNTS)
    assert [row["status"] for row in rows] == [decision.status.value for decision in decisions]
    assert [row["upper"] for row in rows] == [decision.upper for decision in decisions]
    assert [row["p"] for row in rows] == [decision.p for decision in decisions]
    assert [row["spike"] for row in rows] == [at == 28 for at in range(len(COUNTS))]
    assert {row["status"] for row in rows} == {"insufficient-data", "ok", "spike", "missing"}
    assert rows[28]["expected"] == pytest.approx(5, abs=0.3)
    assert rows[28]["naive"]


def test_rows_keep_to_the_published_schema(radar_file: Command, tmp_path: Path) -> None:
    schema = json.loads(file_of("spikes").read_text())
    for row in judged(radar_file, tmp_path, long_table()):
        jsonschema.validate(row, schema)


def test_alpha_is_how_sure_it_must_be(radar_file: Command, tmp_path: Path) -> None:
    text = long_table([*STEADY, 11])
    lax, strict = (
        judged(radar_file, tmp_path, text, "--alpha", alpha)[-1] for alpha in ("0.1", "0.001")
    )
    assert (lax["spike"], strict["spike"]) == (True, False)
    assert lax["upper"] < strict["upper"]


@pytest.mark.parametrize(
    "text",
    [
        "week,payments,Log-in\n"
        + "\n".join(f"{week},{count},{count}" for week, count in zip(WEEKS, STEADY, strict=False)),
        "series," + ",".join(WEEKS[:28]) + "\n"
        + "\n".join(f"{name},{','.join(map(str, STEADY))}" for name in ("payments", "Log-in")),
        "series;week;count\r\n"
        + "\r\n".join(
            f"{name};{week};{count}.0"
            for week, count in zip(WEEKS, STEADY, strict=False)
            for name in ("payments", "Log-in")
        ),
        "\n".join(
            json.dumps({"series": name, "week": week, "count": count})
            for week, count in zip(WEEKS, STEADY, strict=False)
            for name in ("payments", "Log-in")
        ),
    ],
    ids=["a column a series", "a row a series", "semicolons and point zero", "json lines"],
)  # fmt: skip
def test_other_layouts_give_the_same(radar_file: Command, tmp_path: Path, text: str) -> None:
    expected = judged(radar_file, tmp_path, long_table([*STEADY]))
    rows = judged(radar_file, tmp_path, text)
    assert {row["series"] for row in rows} == {"payments", "Log-in"}
    own = [row for row in rows if row["series"] == "payments"]
    assert own == expected
    assert [{**row, "series": "payments"} for row in rows if row["series"] != "payments"] == own


def test_weeks_that_the_file_leaves_out_are_missing(radar_file: Command, tmp_path: Path) -> None:
    gap = [*STEADY[:20], None, None, *STEADY[20:26], 18]
    written = long_table(gap)
    left_out = "\n".join(line for line in written.splitlines() if not line.endswith(","))
    whole, short = (judged(radar_file, tmp_path, text) for text in (written, left_out))
    assert [row for row in whole if row["count"] is not None] == short


def test_weeks_by_another_name_are_taken_in_the_order_of_the_file(
    radar_file: Command, tmp_path: Path
) -> None:
    renamed = long_table([*STEADY, 18])
    for number, week in enumerate(WEEKS, start=1):
        renamed = renamed.replace(week, str((number * 7) % 31))
    rows = judged(radar_file, tmp_path, renamed)
    assert [row["spike"] for row in rows] == [False] * 28 + [True]


def test_the_year_53_weeks_long_goes_on_with_week_1(radar_file: Command, tmp_path: Path) -> None:
    weeks = [f"2026-W{number}" for number in range(26, 54)] + ["2027-W01"]
    rows = zip(weeks, [*STEADY, 18], strict=True)
    text = "week,payments\n" + "\n".join(f"{week},{count}" for week, count in rows)
    judged_rows = judged(radar_file, tmp_path, text)
    assert [row["spike"] for row in judged_rows] == [False] * 28 + [True]
    same = judged(radar_file, tmp_path, long_table([*STEADY, 18]))
    assert [row["p"] for row in judged_rows] == [row["p"] for row in same]


def test_it_reads_compressed_files_and_standard_input(
    radar_file: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = tmp_path / "counts.csv.gz"
    packed.write_bytes(gzip.compress(long_table().encode()))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(long_table().encode())))
    assert radar_file("spikes", packed).out == radar_file("spikes", "-").out


def test_names_can_do_nothing(radar_file: Command, tmp_path: Path) -> None:
    plain = "blue,40,3\n" * 100
    counted = "".join(f"\x1b[31mred\u202e,{week}\x07,3\n" for week in range(40, 50))
    rows = judged(radar_file, tmp_path, f"series,week,count\n{counted}{plain}")
    assert (rows[0]["series"], rows[0]["week"]) == ("red", "40")


def test_on_a_terminal_it_is_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(long_table())
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run(["spikes", str(path)]) == 0
    out = capsys.readouterr().out
    assert "1 spike in 31 weeks" in out
    assert out.count("▲ spike") == 1
    assert "too little data" in out
    assert "missing" in out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty file"),
        ("hello", "plain text"),
        ("name,number\na,1\n", "without these columns"),
        ("series,week\na,1\n", "without these columns"),
        ("series,week,count\n", "without rows"),
        ("week,a,A\n1,2,3\n", "two columns of one name"),
        ("series,week,count\na,1,SECRET\n", "line 2: found a count that is no whole number"),
        ("series,week,count\na,1,2\na,2,-3\n", "line 3: found a count"),
        ("series,week,count\na,1,2.5\n", "line 2: found a count"),
        ("series,week,count\na,1,99999999999999999999\n", "line 2: found a count"),
        ("series,week,count\n,1,2\n", "line 2: found no name of the series"),
        ("series,week,count\na,,2\n", "line 2: found no name of the week"),
        ("series,week,count\na,1,2,3,4\n", "line 2: found 5 cells"),
        ("week,a\n2026-W05,1\n2026-W04,1\n", "line 3: found a week after a later one"),
        ("week,a\n2026-02-02,1\n2026-W06,1\n", "line 3: found a week twice for one series"),
        ('[{"series":"a","week":"1","count":"SECRET"}]', "entry 1: found a count"),
    ],
)
def test_a_bad_file_is_one_line_and_never_quoted(
    radar_file: Command, tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(text)
    result = radar_file("spikes", path, status=2)
    assert result.out == ""
    assert len(result.err.splitlines()) == 1
    assert words in result.err
    assert "expected" in result.err
    assert "SECRET" not in result.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["/nowhere.csv"], "/nowhere.csv"),
        (["--alpha", "0.02"], "for a FILE"),
        (["x.csv", "--alpha", "0"], "--alpha"),
        (["x.csv", "--alpha", "0.5"], "--alpha"),
        (["x.csv", "--alpha", "nan"], "--alpha"),
    ],
)
def test_wrong_use_is_told(radar_file: Command, arguments: list[str], words: str) -> None:
    assert words in radar_file("spikes", *arguments, status=2).err


def test_it_needs_no_workspace(radar_file: Command, tmp_path: Path) -> None:
    judged(radar_file, tmp_path, long_table())
    assert not Path(radar_file.location).exists()
