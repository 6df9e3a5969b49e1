"""What a scope is, and how people write one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.scope import EVERYTHING, Scope, ScopeError, ScopeKind, parse_scope

NAMES = st.text(min_size=1).map(str.strip).filter(bool)


@given(kind=st.sampled_from(ScopeKind), name=NAMES)
def test_what_is_written_is_read_again(kind: ScopeKind, name: str) -> None:
    scope = Scope(kind, name)
    assert parse_scope(str(scope)) == scope
    assert scope


def test_everything_leaves_nothing_out() -> None:
    assert parse_scope(" ALL ") == EVERYTHING
    assert not EVERYTHING
    assert (str(EVERYTHING), EVERYTHING.label, EVERYTHING.words) == ("all", "all", "everything")


def test_a_scope_is_told_by_its_name_and_kind() -> None:
    scope = parse_scope("Segment: Public Sector")
    assert scope == Scope(ScopeKind.SEGMENT, "Public Sector")
    assert (scope.label, scope.words) == ("Public Sector", "segment Public Sector")
    assert parse_scope("area:payments").words == "feature area payments"


@pytest.mark.parametrize("text", ["", "payments", "area:", "tier:5", ":emea"])
def test_what_is_no_scope_says_what_is_expected(text: str) -> None:
    with pytest.raises(ScopeError, match="expected all, segment:NAME or area:NAME"):
        parse_scope(text)
