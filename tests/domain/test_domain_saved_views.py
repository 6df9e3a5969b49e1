"""Saved views: their names, and which one is shown."""

import pytest

from radar_tui.domain.filter_query import parse_query
from radar_tui.domain.saved_views import (
    LONGEST_NAME,
    SHIPPED_VIEWS,
    SavedView,
    checked_name,
    name_key,
    view_shown,
)

OURS = SavedView("Ours", "segment:emea")
BY_OWNER = SavedView("By owner", "segment:emea", "owner")
VIEWS = (OURS, BY_OWNER, *SHIPPED_VIEWS)


@pytest.mark.parametrize("view", SHIPPED_VIEWS, ids=lambda view: view.name)
def test_shipped_views_are_written_as_queries_write_themselves(view: SavedView) -> None:
    assert str(parse_query(view.query)) == view.query
    assert view.shipped
    assert (view.column is None) or view.descending


def test_shipped_views_differ_in_name_and_in_what_they_keep() -> None:
    assert len({name_key(view.name) for view in SHIPPED_VIEWS}) == len(SHIPPED_VIEWS)
    assert len({view.query for view in SHIPPED_VIEWS}) == len(SHIPPED_VIEWS)


def test_a_name_stands_on_one_line_without_spaces_around_it() -> None:
    assert checked_name("  big \t customers\n") == "big customers"
    assert checked_name("x" * LONGEST_NAME) == "x" * LONGEST_NAME


@pytest.mark.parametrize("name", ["", " \n ", "x" * (LONGEST_NAME + 1), "Mine", " OVER  review "])
def test_a_name_that_cannot_be_kept_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="view"):
        checked_name(name)


@pytest.mark.parametrize(
    ("query", "column", "descending", "chosen", "name"),
    [
        ("", None, False, None, "over review"),
        ("owner:me", None, False, None, "mine"),
        ("segment:emea", None, False, None, "Ours"),
        ("segment:emea", "owner", False, None, "By owner"),
        # Another order leaves the view that was chosen what it is, another filter does not.
        ("segment:emea", "score", True, "OURS", "Ours"),
        ("segment:emea", "owner", False, "Ours", "Ours"),
        ("owner:me", "account", False, None, None),
        ("owner:me tier:5", None, False, "mine", None),
        ("is:waiting", "waiting", True, None, "waiting longest"),
        ("is:waiting", None, False, None, None),
        ("owner:me", None, False, "gone", "mine"),
    ],
)
def test_the_view_shown_is_the_one_chosen_or_the_first_alike(
    query: str, column: str | None, descending: bool, chosen: str | None, name: str | None
) -> None:
    found = view_shown(VIEWS, query, column, descending, chosen)
    assert (found.name if found else None) == name
