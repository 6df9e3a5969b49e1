"""The term that a group of tickets has in common."""

import pytest

from radar_tui.analysis.common_terms import common_term


@pytest.mark.parametrize(
    ("votes", "term"),
    [
        ([], None),
        ([("a",)], "a"),
        ([("a",), ("b",)], None),
        ([("a",), ("a",), ("b",)], "a"),
        ([("a",), ("a",), (), ()], None),
        ([("a", "b"), ("b",), ("c",)], "b"),
        ([("b", "a"), ("a", "b")], "a"),
        ([("a", "a"), ("b",), ("c",)], None),
    ],
)
def test_more_than_half_must_vote_for_it(votes: list[tuple[str, ...]], term: str | None) -> None:
    assert common_term(votes) == term
