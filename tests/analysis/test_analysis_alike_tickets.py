"""Near-identical tickets, put together."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from radar_tui.analysis.alike_tickets import (
    LEAST_TICKETS,
    AlikeTicket,
    Grouping,
    group_tickets,
)

Vectors = NDArray[np.float32]
CENTRE = np.zeros(6, dtype=np.float32)


def tickets(*accounts: str | None) -> list[AlikeTicket]:
    return [AlikeTicket(place, account) for place, account in enumerate(accounts, start=1)]


def along(*axes: int) -> Vectors:
    return np.eye(6, dtype=np.float32)[list(axes)]


def ids(grouping: Grouping) -> list[list[int]]:
    return [[one.ticket_id for one in group] for group in grouping.new]


def test_tickets_that_say_the_same_make_a_group() -> None:
    found = group_tickets(tickets("a", "b", "c", "d"), along(0, 0, 1, 0), CENTRE)
    assert ids(found) == [[1, 2, 4]]
    assert {one.likeness for one in found.new[0]} == {1.0}


def test_two_tickets_or_those_of_one_account_are_no_pattern() -> None:
    assert ids(group_tickets(tickets("a", "b"), along(0, 0), CENTRE)) == []
    assert ids(group_tickets(tickets("a", "a", "a"), along(0, 0, 0), CENTRE)) == []
    assert ids(group_tickets(tickets(None, None, None), along(0, 0, 0), CENTRE)) == []
    assert ids(group_tickets(tickets("a", "a", None), along(0, 0, 0), CENTRE)) == [[1, 2, 3]]


def test_what_all_tickets_have_in_common_makes_nobody_alike() -> None:
    shared = np.full(6, 5.0, dtype=np.float32)
    vectors = along(0, 1, 2) + shared
    assert ids(group_tickets(tickets("a", "b", "c"), vectors, shared)) == []
    assert ids(group_tickets(tickets("a", "b", "c"), vectors, CENTRE)) == [[1, 2, 3]]


def test_a_ticket_joins_the_known_group_that_it_is_most_alike() -> None:
    listed = [
        replace(one, group=group)
        for one, group in zip(tickets("a", "b", "c", "d"), (7, 7, 8, None), strict=True)
    ]
    found = group_tickets(listed, along(0, 0, 1, 1), CENTRE)
    assert {key: [one.ticket_id for one in group] for key, group in found.joined.items()} == {
        8: [4]
    }
    assert found.new == ()


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abc")), max_size=25), st.integers(0, 25)
)
def test_looking_again_changes_nothing_and_newer_tickets_move_none(
    drawn: list[tuple[int, str]], cut: int
) -> None:
    listed = tickets(*(account for _, account in drawn))
    vectors = along(*(axis for axis, _ in drawn)) if drawn else np.empty((0, 6), np.float32)
    before = group_tickets(listed[:cut], vectors[:cut], CENTRE)
    groups = {one.ticket_id: key for key, group in enumerate(before.new) for one in group}
    known = [replace(one, group=groups.get(one.id)) for one in listed]
    again = group_tickets(known[:cut], vectors[:cut], CENTRE)
    assert (dict(again.joined), again.new) == ({}, ())
    later = group_tickets(known, vectors, CENTRE)
    moved = [one.ticket_id for group in (*later.joined.values(), *later.new) for one in group]
    assert not set(moved) & set(groups)
    assert len(moved) == len(set(moved))
    assert all(len(group) >= LEAST_TICKETS for group in later.new)
