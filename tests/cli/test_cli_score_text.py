"""`radar score --text`: one JSON line out for each line in, in order, with offsets that hold."""

import json
from pathlib import Path
from typing import Any

import pytest

from radar_tui.services.text_lines import LINES_AT_ONCE
from support.command import Command, start_module

CHURN = "Third time this week. Nobody answers. If this is not fixed by Friday we are cancelling."
QUESTION = "How do I export my data to CSV?"
ANGRY_TWICE = "You are liars! This is a disgrace. My lawyer will call and we are cancelling today!!"
FOREIGN = "Guten Tag, die Zahlungen funktionieren seit gestern nicht mehr, bitte helfen Sie uns."


def score_lines(radar: Command, folder: Path, *lines: object, plain: bool = False) -> list[Any]:
    path = folder / "texts.jsonl"
    texts = [str(line) if plain else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n")
    out = radar("score", "--text", path, *(["--lines"] if plain else [])).out
    return [json.loads(line) for line in out.splitlines()]


def quotes_hold(result: dict[str, Any]) -> bool:
    return all(
        part["quote"] == result["text"][part["start"] : part["end"]]
        for part in result["contributions"]
        if part["start"] is not None
    )


def test_results_come_in_order_and_explain_themselves(radar_file: Command, tmp_path: Path) -> None:
    lines = [{"id": "b", "text": CHURN}, {"id": "a", "text": QUESTION}, {"id": 3, "text": FOREIGN}]
    angry, calm, foreign = score_lines(radar_file, tmp_path, *lines)
    assert [angry["id"], calm["id"], foreign["id"]] == ["b", "a", 3]
    assert angry["score"] > 60
    assert angry["review"]
    assert {"churn", "repeat", "tone"} <= {part["name"] for part in angry["contributions"]}
    assert calm["score"] <= 30
    assert not calm["review"]
    assert (foreign["score"], foreign["scored"], foreign["reason"]) == (None, False, "not-english")
    for result in (angry, calm):
        assert sum(part["points"] for part in result["contributions"]) == result["score"]
        assert quotes_hold(result)
        assert result["why"]


def test_a_thread_is_scored_as_a_ticket(radar_file: Command, tmp_path: Path) -> None:
    thread = {
        "id": "t",
        "messages": [
            {"role": "customer", "text": "Hi, our exports fail with a 502 since this morning."},
            {"role": "agent", "text": "This is unacceptable!!! I want to speak to a manager."},
            {"role": "customer", "text": "Still failing. This is the third time this week!"},
        ],
    }
    (result,) = score_lines(radar_file, tmp_path, thread)
    assert result["text"].count("\n\n") == 2
    assert quotes_hold(result)
    assert {part["message"] for part in result["contributions"]} <= {0, 2, None}
    assert "escalation" not in {part["name"] for part in result["contributions"]}
    assert sum(part["points"] for part in result["contributions"]) == result["score"]


def test_waiting_counts_up_to_as_of(radar_file: Command, tmp_path: Path) -> None:
    message = {"role": "customer", "text": "It is still broken.", "at": "2026-11-19T09:00:00Z"}
    (result,) = score_lines(radar_file, tmp_path, {"id": 1, "messages": [message]})
    assert [part for part in result["contributions"] if part["rule"].startswith("waiting-")]


def test_a_time_without_a_zone_is_taken_as_utc(radar_file: Command, tmp_path: Path) -> None:
    text = "It is still broken."
    zoned, naive = (
        {"id": 1, "messages": [{"role": "customer", "text": text, "at": at}]}
        for at in ("2026-11-19T09:00:00Z", "2026-11-19T09:00:00")
    )
    first, second = score_lines(radar_file, tmp_path, zoned, naive)
    assert [part["rule"] for part in first["contributions"] if part["rule"].startswith("waiting-")]
    assert first == second


@pytest.mark.parametrize("option", [["--limit", "3"], ["--rescore"]])
def test_options_of_a_workspace_do_not_go_with_texts(
    radar_file: Command, tmp_path: Path, option: list[str]
) -> None:
    path = tmp_path / "texts.jsonl"
    path.write_text("")
    assert "--text" in radar_file("score", "--text", path, *option, status=2).err


def test_a_rescore_has_no_limit(radar_file: Command) -> None:
    assert "--limit" in radar_file("score", "--rescore", "--limit", "3", status=2).err


def test_plain_lines_are_numbered(radar_file: Command, tmp_path: Path) -> None:
    results = score_lines(radar_file, tmp_path, QUESTION, "", CHURN, plain=True)
    assert [result["id"] for result in results] == [1, 2, 3]
    assert results[1]["reason"] == "empty"


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[" * 100_000,
        '{"id": 1}',
        '{"id": 1, "text": 7}',
        '{"text": "a", "messages": []}',
        "plain words",
    ],
)
def test_a_line_of_another_form_is_named_by_its_number(
    radar_file: Command, tmp_path: Path, line: str
) -> None:
    path = tmp_path / "texts.jsonl"
    path.write_text(json.dumps({"id": 1, "text": QUESTION}) + "\n" + line + "\n")
    result = radar_file("score", "--text", path, status=2)
    error = result.err
    assert [json.loads(printed)["id"] for printed in result.out.splitlines()] == [1]
    assert "line 2" in error
    assert len(error.splitlines()) == 1
    assert "plain words" not in error


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('{"messages": [{"role": "SECRET", "text": "a"}]}', "$.messages[0].role"),
        ('{"messages": [{"role": "x - at `$.SECRET`", "text": "a"}]}', "$.messages[0].role"),
        ('{"messages": [{"role": "agent", "text": "a", "at": "SECRET"}]}', "$.messages[0].at"),
        ('{"id": ["SECRET"], "text": "a"}', "$.id"),
        ('{"text": "SECRET', "not JSON"),
        ('"SECRET"', "$"),
    ],
)
def test_an_invalid_line_is_never_quoted(
    radar_file: Command, tmp_path: Path, line: str, place: str
) -> None:
    path = tmp_path / "texts.jsonl"
    path.write_text(line + "\n")
    error = radar_file("score", "--text", path, status=2).err
    assert "line 1" in error
    assert f"{place};" in error
    assert "SECRET" not in error


FIELDS = [
    *("id", "text", "score", "band", "review", "language", "scored", "reason"),
    *("model", "rubric", "contributions", "why"),
]
CONTRIBUTION_FIELDS = ["name", "rule", "points", "start", "end", "quote", "message"]


def test_a_result_has_the_published_fields_in_their_order(
    radar_file: Command, tmp_path: Path
) -> None:
    results = score_lines(radar_file, tmp_path, {"id": 1, "text": CHURN}, {"text": FOREIGN})
    assert [list(result) for result in results] == [FIELDS, FIELDS]
    assert {tuple(part) for part in results[0]["contributions"]} == {tuple(CONTRIBUTION_FIELDS)}
    assert results[1]["id"] is None
    assert (results[1]["band"], results[1]["contributions"]) == (None, [])


def test_offsets_are_code_points_into_the_cleaned_text(radar_file: Command, tmp_path: Path) -> None:
    text = "\u202e😡😡 e\u0301\r\n\r\n\r\n" + CHURN + "\n\nOn 5.1.2026 Bo wrote:\n> Hi\n> there\n"
    (result,) = score_lines(radar_file, tmp_path, {"id": 1, "text": text})
    assert result["text"] == "😡😡 é\n\n" + CHURN
    spans = [part for part in result["contributions"] if part["start"] is not None]
    assert spans
    assert quotes_hold(result)


def test_context_and_cap_rest_on_no_words(radar_file: Command, tmp_path: Path) -> None:
    messages = [
        {"role": "customer", "text": ANGRY_TWICE, "at": "2026-11-02T09:00:00Z"},
        {"role": "customer", "text": ANGRY_TWICE, "at": "2026-11-03T09:00:00Z"},
    ]
    (result,) = score_lines(radar_file, tmp_path, {"id": 1, "messages": messages})
    spanless = [part for part in result["contributions"] if part["name"] in ("context", "cap")]
    assert spanless
    assert all(part["start"] is part["end"] is part["quote"] is None for part in spanless)
    assert sum(part["points"] for part in result["contributions"]) == result["score"]


def test_the_language_of_a_thread_is_that_of_what_was_scored(
    radar_file: Command, tmp_path: Path
) -> None:
    messages = [{"role": "customer", "text": text} for text in (CHURN, FOREIGN)]
    both, foreign = score_lines(
        radar_file, tmp_path, {"messages": messages}, {"messages": messages[1:]}
    )
    assert (both["language"], both["scored"]) == ("en", True)
    assert (foreign["language"], foreign["scored"]) == ("de", False)


def test_a_thread_without_a_customer_says_nothing(radar_file: Command, tmp_path: Path) -> None:
    agent = [{"role": "agent", "text": CHURN}]
    results = score_lines(radar_file, tmp_path, {"messages": []}, {"messages": agent})
    assert [(result["score"], result["reason"]) for result in results] == [(None, "empty")] * 2


def test_an_id_may_come_twice(radar_file: Command, tmp_path: Path) -> None:
    lines = [{"id": "a", "text": QUESTION}, {"id": "a", "text": CHURN}, {"id": "a", "text": ""}]
    results = score_lines(radar_file, tmp_path, *lines)
    assert [(result["id"], result["text"]) for result in results] == [
        ("a", line["text"]) for line in lines
    ]


def test_more_lines_than_are_scored_at_once_keep_their_order(
    radar_file: Command, tmp_path: Path
) -> None:
    lines = [{"id": row, "text": f"Order {row} is late."} for row in range(LINES_AT_ONCE + 3)]
    results = score_lines(radar_file, tmp_path, *lines)
    assert [(result["id"], result["text"]) for result in results] == [
        (line["id"], line["text"]) for line in lines
    ]


def test_half_a_surrogate_pair_is_made_harmless(radar_file: Command, tmp_path: Path) -> None:
    path = tmp_path / "texts.jsonl"
    path.write_text('\ufeff{"id": "\\ud800", "text": "It is \\uDFFF broken"}\n', encoding="utf-8")
    result = json.loads(radar_file("score", "--text", path).out)
    assert (result["id"], result["text"]) == ("?", "It is ? broken")


def test_texts_are_read_from_standard_input() -> None:
    radar = start_module("radar_tui", "score", "--text", "-")
    lines = json.dumps({"id": 1, "text": CHURN}) + "\nnot json\n"
    out, error = radar.communicate(lines.encode(), timeout=300)
    assert radar.returncode == 2
    assert json.loads(out)["id"] == 1
    assert error.decode().startswith("radar: standard input, line 2: not JSON")


def test_a_missing_file_is_named(radar_file: Command, tmp_path: Path) -> None:
    assert "none.jsonl" in radar_file("score", "--text", tmp_path / "none.jsonl", status=2).err
