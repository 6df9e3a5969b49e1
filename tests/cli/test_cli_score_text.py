"""`radar score --text`: one JSON line out for each line in, in order, with offsets that hold."""

import json
from pathlib import Path
from typing import Any

import pytest

from support.command import Command

CHURN = "Third time this week. Nobody answers. If this is not fixed by Friday we are cancelling."
QUESTION = "How do I export my data to CSV?"
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
    ["{", '{"id": 1}', '{"id": 1, "text": 7}', '{"text": "a", "messages": []}', "plain words"],
)
def test_a_line_of_another_form_is_named_by_its_number(
    radar_file: Command, tmp_path: Path, line: str
) -> None:
    path = tmp_path / "texts.jsonl"
    path.write_text(json.dumps({"id": 1, "text": QUESTION}) + "\n" + line + "\n")
    error = radar_file("score", "--text", path, status=2).err
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
