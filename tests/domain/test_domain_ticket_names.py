"""Names of tickets across sources."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.ticket_names import name_parts, ticket_name


@given(st.text(), st.text())
def test_a_name_may_mean_what_it_was_made_of(source: str, number: str) -> None:
    parts = name_parts(ticket_name(source, number))
    assert (source, number) in parts
    assert {ticket_name(*pair) for pair in parts} == {ticket_name(source, number)}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("4974", []),
        ("zendesk/4974", [("zendesk", "4974")]),
        ("Jira/EU/OPS-1", [("Jira", "EU/OPS-1"), ("Jira/EU", "OPS-1")]),
    ],
)
def test_a_slash_may_be_part_of_either(name: str, parts: list[tuple[str, str]]) -> None:
    assert name_parts(name) == parts
