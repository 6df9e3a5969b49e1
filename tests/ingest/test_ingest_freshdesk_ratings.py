"""Freshdesk's satisfaction ratings become entries of their tickets' histories."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from radar_tui.domain.records import HistoryField, Reject, SourceHistory, SourceThread
from support.export_files import Write
from support.freshdesk_exports import items_in
from support.mutated_payloads import SECRET


class TestRatings:
    def a_rating(self, answer: object, **changes: Any) -> dict[str, Any]:
        return {
            "id": 1,
            "survey_id": 3,
            "user_id": 100,
            "agent_id": 9,
            "feedback": SECRET,
            "group_id": None,
            "ticket_id": 7,
            "created_at": "2026-03-03T10:00:00Z",
            "updated_at": "2026-03-03T11:00:00Z",
            "ratings": {"default_question": answer, "question_5": -103},
            **changes,
        }

    @pytest.mark.parametrize(
        ("answer", "word"), [(103, "good"), (101, "good"), (-101, "bad"), (-103, "bad")]
    )
    def test_a_rating_is_an_entry_of_the_history(
        self, write: Write, answer: int, word: str
    ) -> None:
        (item,) = items_in(write("r.json", json.dumps([self.a_rating(answer)])))
        at = datetime(2026, 3, 3, 11, tzinfo=UTC)
        entry = SourceHistory(HistoryField.SATISFACTION, word, at)
        assert item.record == SourceThread("7", history=(entry,))

    @pytest.mark.parametrize("answer", [100, 1, None, "103", {}])
    def test_neutral_and_odd_answers_say_nothing(self, write: Write, answer: object) -> None:
        assert items_in(write("r.json", json.dumps([self.a_rating(answer)]))) == []

    def test_what_it_lacks_is_told(self, write: Write) -> None:
        bad = [
            self.a_rating(103, ticket_id=None),
            self.a_rating(103, created_at=None, updated_at="x"),
        ]
        rejects = [item.record for item in items_in(write("r.json", json.dumps(bad)))]
        assert all(isinstance(reject, Reject) for reject in rejects)
        assert [reject.reason for reject in rejects if isinstance(reject, Reject)] == [
            "a rating without ticket_id",
            "created_at is not a time such as 2026-03-01T09:30:00Z",
        ]
