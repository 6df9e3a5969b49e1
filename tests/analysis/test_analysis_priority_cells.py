"""The heat map's cells, and what other settings of the matrix would change."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from radar_tui.analysis.priority import AccountNow, Pattern, PatternKind, prioritise
from radar_tui.analysis.priority_cells import HeatCell, Place, heat_cells, place_of
from radar_tui.analysis.priority_what_if import compare_priorities
from radar_tui.domain.priority import (
    Override,
    Priority,
    PriorityAction,
    PriorityInput,
    PrioritySettings,
)

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SPIKE = Pattern(PatternKind.SPIKE, "payments", accounts=6, tickets=14)

accounts = st.lists(
    st.builds(
        AccountNow,
        st.uuids().map(str),
        st.text("AB", max_size=2),
        tier=st.integers(1, 5),
        score=st.none() | st.integers(0, 200),
        patterns=st.sampled_from([(), (SPIKE,)]),
    ),
    max_size=12,
    unique_by=lambda one: one.key,
)


def rows(*accounts: AccountNow, settings: PrioritySettings | None = None) -> list[Priority]:
    return prioritise(accounts, settings or PrioritySettings(), as_of=NOW)


def test_a_cell_tells_the_worst_of_its_rows() -> None:
    calm = AccountNow("a", "Calm", tier=4, score=100)
    touched = AccountNow("b", "Touched", tier=4, score=100, patterns=(SPIKE,))
    other = AccountNow("c", "Other", tier=1)
    assert heat_cells(rows(calm, touched, other)) == {
        (4, 4): HeatCell(2, severity=4, total=12, action=PriorityAction.OUTREACH),
        (1, 1): HeatCell(1, severity=1, total=3, action=PriorityAction.STANDARD),
    }


def test_a_row_stands_where_its_override_puts_it() -> None:
    override = Override(PriorityInput.ARR_TIER, 5, "strategic")
    (row,) = rows(AccountNow("a", "A", tier=1, overrides=(override,)))
    assert place_of(row) == Place(5, 1)


@given(accounts)
def test_every_row_is_in_one_cell(many: list[AccountNow]) -> None:
    made = rows(*many)
    cells = heat_cells(made)
    assert sum(cell.count for cell in cells.values()) == len(made)
    for row in made:
        cell = cells[place_of(row)]
        assert cell.total >= row.total
        assert cell.severity >= row.pattern_severity.value
        if cell.total == row.total:
            assert cell.action is row.action


def test_what_if_names_who_changes_and_which_way() -> None:
    raised = AccountNow("a", "Raised", tier=5, score=95, patterns=())
    lowered = AccountNow("b", "Lowered", tier=1, score=95, patterns=(SPIKE,))
    same = AccountNow("c", "Same", tier=1)
    facts = (raised, lowered, same)
    heavier = PrioritySettings(arr_weight=4)
    effect = compare_priorities(rows(*facts), rows(*facts, settings=heavier))
    told = [
        (one.after.name, one.before.total, one.after.total, one.is_raised) for one in effect.changes
    ]
    assert told == [("Raised", 10, 13, True), ("Lowered", 9, 6, False)]
    assert effect.moved == 2
    assert (effect.before[PriorityAction.OUTREACH], effect.after[PriorityAction.OUTREACH]) == (0, 1)


@given(accounts, st.integers(5, 15), st.floats(0, 5))
def test_what_if_counts_everybody_twice_and_changes_only_who_changes(
    many: list[AccountNow], outreach: int, weight: float
) -> None:
    settings = PrioritySettings(arr_weight=weight, outreach_from=outreach, monitor_from=4)
    before, after = rows(*many), rows(*many, settings=settings)
    effect = compare_priorities(before, after)
    assert sum(effect.before.values()) == sum(effect.after.values()) == len(many)
    known = {row.key: row.action for row in before}
    changed = {row.key for row in after if known[row.key] is not row.action}
    assert {one.after.key for one in effect.changes} == changed
    assert not compare_priorities(before, before).changes
