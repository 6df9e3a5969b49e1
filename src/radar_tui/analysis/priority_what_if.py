"""What other settings of the matrix would change: which rows would call for another action."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from radar_tui.domain.priority import Priority, PriorityAction


@dataclass(frozen=True, slots=True)
class ActionChange:
    """A row whose action another setting changes, before and after."""

    before: Priority
    after: Priority

    @property
    def is_raised(self) -> bool:
        """Whether it would get more urgent help than now."""
        order = list(PriorityAction)
        return order.index(self.after.action) < order.index(self.before.action)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What other settings would come to.

    `changes` are the rows with another action, the highest new total first. `moved` counts those
    with another total, whatever their action. `before` and `after` count rows by action.
    """

    changes: tuple[ActionChange, ...]
    moved: int
    before: Mapping[PriorityAction, int]
    after: Mapping[PriorityAction, int]


def compare_priorities(before: Iterable[Priority], after: Sequence[Priority]) -> WhatIf:
    """Compare the same rows under two settings; a row that only one has is left out."""
    known = {row.key: row for row in before}
    pairs = [ActionChange(known[row.key], row) for row in after if row.key in known]
    return WhatIf(
        changes=tuple(one for one in pairs if one.before.action is not one.after.action),
        moved=sum(one.before.total != one.after.total for one in pairs),
        before=Counter(one.before.action for one in pairs),
        after=Counter(one.after.action for one in pairs),
    )
