"""Completing a query while it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.filter_completion import complete
from radar_tui.domain.filter_query import FIELDS, QueryField, parse_query

NAMES = {"account": ["Hooli", "Northwind Robotics", 'The "Big" One'], "owner": ["Ravi"]}


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("b", "band:"),
        ("BA", "BAnd:"),
        ("-sta", "-status:"),
        ("fee wai", "fee waiting>"),
        ("sc", "score>="),
        ("band:", "band:critical"),
        ("band:H", "band:High"),
        ("band:critical,", "band:critical,high"),
        ("band:critical,high,", "band:critical,high,mild"),
        ("is:ov", "is:overdue"),
        ("waiting>2", "waiting>2d"),
        ("owner:", "owner:me"),
        ("owner:ra", "owner:ravi"),
        ("account:h", "account:hooli"),
        ('account:"north', 'account:"northwind Robotics"'),
        ('account:"Hooli,x",', 'account:"Hooli,x",none'),
        ('account:"the \\"b', 'account:"the \\"big\\" One"'),
    ],
)
def test_the_last_piece_is_completed(typed: str, completed: str) -> None:
    found = complete(typed, NAMES)
    assert found is not None
    assert found.lower() == completed.lower()
    assert found.startswith(typed), "what is typed stays as it is"


@pytest.mark.parametrize(
    "typed",
    ["", "band:high ", "zzz", "band:critical", "nofield:x", "waiting>", "waiting>2d", "score>=8",
     '"ban', "tag:pay", "account:north", "-", "4562", 'owner:"ra'],
)  # fmt: skip
def test_where_nothing_begins_like_it_nothing_is_offered(typed: str) -> None:
    assert complete(typed, NAMES) is None


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_every_field_and_all_of_its_choices_are_offered(field: QueryField) -> None:
    offered = complete(field.key, {})
    assert offered is not None
    assert offered.startswith(field.key)
    for choice in field.choices:
        assert complete(f"{field.key}:{choice[:-1]}", {}) == f"{field.key}:{choice}"


@given(st.text() | st.lists(st.sampled_from([*'-:",\\ ', "band", "tag", "me", "c"])).map("".join))
def test_what_is_offered_goes_on_from_what_is_typed(typed: str) -> None:
    offered = complete(typed, NAMES)
    if offered is not None:
        assert offered.startswith(typed)
        assert len(offered) > len(typed)


@pytest.mark.parametrize("typed", ["band:", "owner:r", 'account:"n', "is:ch", "waiting>4"])
def test_what_is_completed_can_be_read(typed: str) -> None:
    assert parse_query(complete(typed, NAMES) or "").terms
