"""What may be wrong in a payload is read without harm, the same in every system's."""

from datetime import UTC, datetime
from typing import Any

import pytest

from radar_tui.domain.records import HistoryField, SourceHistory, TicketStatus
from radar_tui.ingest.histories import last_done_at
from radar_tui.ingest.loose import (
    LoosePerson,
    entries_of,
    id_of,
    inner,
    needed_id,
    needed_part,
    part_of,
)
from support.mutated_payloads import SECRET


class Agent(LoosePerson):
    """A person of an invented help desk."""

    first: object = None
    last: object = None

    @property
    def names(self) -> tuple[object, ...]:
        return self.first, self.last


class TestPeople:
    @pytest.mark.parametrize(
        ("told", "known_as", "label"),
        [
            ({"id": 9, "first": " Bo ", "last": "Ek"}, "Bo Ek", "Bo Ek"),
            ({"id": 9, "first": None, "last": "Ek"}, "Ek", "Ek"),
            ({"id": 9, "first": [1], "last": " ", "email": "Bo@X.example"},)
            + ("bo@x.example",) * 2,
            ({"id": 9, "first": 5, "email": "no address"}, None, "9"),
            ({"id": 0}, None, None),
            ({}, None, None),
        ],
    )
    def test_labels(self, told: dict[str, Any], known_as: str | None, label: str | None) -> None:
        person = part_of(told, Agent)
        assert person is not None
        assert (person.known_as, person.label) == (known_as, label)

    @pytest.mark.parametrize(
        ("value", "found"),
        [(9, "9"), ("a\0", "a"), (0, None), ("0", None), ("", None), (None, None)],
    )
    def test_nobody_has_no_id(self, value: int | str | None, found: str | None) -> None:
        assert id_of(value) == found

    @pytest.mark.parametrize("value", ["", " ", "\0"])
    def test_a_record_needs_an_id(self, value: str) -> None:
        with pytest.raises(ValueError, match="no id"):
            needed_id(value)


class TestParts:
    def test_what_is_something_else_is_none(self) -> None:
        assert [part_of(value, Agent) for value in (None, 5, [], {"id": []})] == [None] * 4

    def test_a_needed_part_says_what_is_wrong_and_not_what_stands_there(self) -> None:
        with pytest.raises(ValueError, match="not the expected record") as caught:
            needed_part({"id": [SECRET]}, Agent)
        assert SECRET not in str(caught.value)

    def test_what_stands_under_names(self) -> None:
        value = {"a": {"b": 5}, "c": None}
        assert (inner(value, "a", "b"), inner(value, "a")) == (5, {"b": 5})
        assert [inner(value, *way) for way in (("a", "b", "c"), ("c", "d"), ("x",))] == [None] * 3

    def test_entries(self) -> None:
        assert [entries_of(value) for value in ([5], None, "ab", {"a": 1})] == [[5], [], [], []]


def test_the_last_time_that_a_ticket_was_done() -> None:
    def entry(hour: int, value: str, field: HistoryField = HistoryField.STATUS) -> SourceHistory:
        return SourceHistory(field, value, datetime(2026, 3, 1, hour, tzinfo=UTC))

    history = [
        entry(9, "solved"),
        entry(8, "solved"),
        entry(10, "open"),
        entry(11, "closed"),
        entry(12, "solved", HistoryField.TAG_ADDED),
    ]
    assert last_done_at(history) == datetime(2026, 3, 1, 11, tzinfo=UTC)
    assert last_done_at(history, (TicketStatus.SOLVED,)) == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert last_done_at([entry(9, "open")]) is None
