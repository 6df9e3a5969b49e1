"""Zendesk's satisfaction ratings that come apart become entries of their tickets' histories."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from radar_tui.domain.records import HistoryField, SourceHistory, SourceThread
from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.open import Source
from radar_tui.ingest.reader import ReadOptions
from support.export_files import Write, rejects_among
from support.mutated_payloads import SECRET
from support.zendesk_exports import (
    ZENDESK,
    a_rating,
    a_ticket,
    an_audit,
    items_in,
    threads_in,
    tickets_in,
)

GOOD = SourceHistory(HistoryField.SATISFACTION, "good", datetime(2026, 3, 3, 11, tzinfo=UTC))


def a_page(*ratings: object) -> dict[str, object]:
    return {
        "satisfaction_ratings": list(ratings),
        "next_page": None,
        "previous_page": None,
        "count": len(ratings),
    }


def test_of_the_recorded_ratings_one_was_given(fixtures: Path) -> None:
    threads = threads_in(fixtures / "zendesk" / "satisfaction_ratings.json")
    at = datetime(2012, 9, 7, 19, 4, 19, tzinfo=UTC)
    history = (SourceHistory(HistoryField.SATISFACTION, "good", at),)
    assert threads == {"35": SourceThread("35", history=history)}


def test_every_layout_gives_the_same_rating(write: Write) -> None:
    rating = a_rating(1)
    layouts = {
        "page.json": a_page(rating),
        "pages.json": json.dumps(a_page()) + "\n" + json.dumps(a_page(rating)),
        "single.json": {"satisfaction_rating": rating},
        "array.json": json.dumps([rating]),
        "lines.json": [rating],
    }
    for name, content in layouts.items():
        assert threads_in(write(name, content)) == {"7": SourceThread("7", history=(GOOD,))}, name


def test_an_empty_page_is_an_empty_export(write: Write) -> None:
    assert items_in(write("page.json", a_page())) == []


@pytest.mark.parametrize(
    ("score", "word"),
    [
        ("good", "good"),
        ("good_with_comment", "good"),
        ("bad", "bad"),
        ("bad_without_comment", "bad"),
        ("offered", None),
        ("unoffered", None),
    ],
)
def test_scores(write: Write, score: str, word: str | None) -> None:
    threads = threads_in(write("page.json", a_page(a_rating(1, score))))
    values = [entry.value for thread in threads.values() for entry in thread.history]
    assert values == ([] if word is None else [word])


def test_ratings_of_one_ticket_come_together_oldest_first(write: Write) -> None:
    page = a_page(
        a_rating(2, "bad", updated_at="2026-03-05T11:00:00Z"),
        a_rating(3, ticket_id=8),
        a_rating(1, updated_at=None, created_at="2026-03-03T11:00:00Z"),
    )
    threads = threads_in(write("page.json", page))
    assert [entry.value for entry in threads["7"].history] == ["good", "bad"]
    assert threads["7"].history[0] == GOOD
    assert threads["8"].history == (GOOD,)


def test_bad_ratings_stop_nothing(write: Write) -> None:
    bad = [a_rating(2, ticket_id=None), a_rating(3, SECRET * 2, created_at=SECRET), SECRET]
    absurd = a_rating(4, updated_at="0001-01-01T00:00:00+14:00")
    items = items_in(write("page.json", a_page(*bad, absurd, a_rating(1))))
    rejects = rejects_among(items)
    assert [reject.position for reject in rejects] == [1, 2, 3, 4]
    assert not [reject for reject in rejects if SECRET in reject.reason]
    assert [item.position for item in items if isinstance(item.record, SourceThread)] == [5]


def test_a_cut_page_is_refused(write: Write) -> None:
    path = write("page.json", json.dumps(a_page(a_rating(1), a_rating(2)))[:-200])
    with Source(path) as source, pytest.raises(BadFileError, match="ends in the middle"):
        ZENDESK.read(source, ReadOptions())


def test_audits_tell_when_a_customer_rated(write: Write) -> None:
    rated = {"id": 1, "type": "SatisfactionRating", "score": "bad", "assignee_id": 9, "body": "x"}
    change = {"id": 2, "type": "Change", "field_name": "satisfaction_score", "value": "bad"}
    offer = {"id": 3, "type": "Change", "field_name": "satisfaction_score", "value": "offered"}
    audits = [an_audit(10, offer), an_audit(12, rated, change)]
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    history = (SourceHistory(HistoryField.SATISFACTION, "bad", at),)
    threads = threads_in(write("audits.json", {"audits": audits, "count": 2}))
    assert threads["7"].history == history
    ticket = a_ticket(audits=audits, satisfaction_rating={"score": "bad", "id": 5})
    (record,) = tickets_in(write("lines.json", [ticket]))
    assert (record.satisfaction, record.history) == ("bad", history)
