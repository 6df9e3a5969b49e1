"""Saved views of the radar: a name for a filter and an order, and those that Radar ships with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class SavedView:
    """A filter query as it is written, and the column that sorts; None sorts the worst first.

    `shipped` ones belong to Radar: nobody renames or deletes them.
    """

    name: str
    query: str
    column: str | None = None
    descending: bool = False
    shipped: bool = False

    def shows(self, query: str, column: str | None, descending: bool) -> bool:
        """Whether a query, as a `Query` writes it, and an order are this view's."""
        same_order = (self.column, self.descending) == (column, descending)
        return self.query == query and (same_order or self.column is column is None)


def _shipped(name: str, query: str, column: str | None = None) -> SavedView:
    return SavedView(name, query, column, column is not None, shipped=True)


SHIPPED_VIEWS: tuple[SavedView, ...] = (
    _shipped("over review", ""),
    _shipped("mine", "owner:me"),
    _shipped("critical, owned by nobody", "band:critical owner:none"),
    _shipped("overdue", "is:overdue"),
    _shipped("churn", "is:churn"),
    _shipped("rising", "is:rising"),
    _shipped("waiting longest", "is:waiting", "waiting"),
    _shipped("snoozed", "is:snoozed"),
    _shipped("not scored", "is:unscored"),
    _shipped("all open", "status:new,open,pending,on-hold"),
)


def checked_name(name: str, shipped: Iterable[SavedView] = SHIPPED_VIEWS) -> str:
    """Give the name a view is kept under: on one line, without spaces around it.

    Raises:
        ValueError: it is blank, too long, or the name of a shipped view.
    """
    words = " ".join(name.split())
    if not words:
        raise ValueError("a view needs a name")
    if len(words) > LONGEST_NAME:
        raise ValueError(f"a view's name has at most {LONGEST_NAME} characters, not {len(words)}")
    if name_key(words) in {name_key(view.name) for view in shipped}:
        raise ValueError(f"the view {words} is Radar's own; choose another name")
    return words


def name_key(name: str) -> str:
    """What two names have in common that mean the same view."""
    return " ".join(name.split()).casefold()


def view_shown(
    views: Sequence[SavedView],
    query: str,
    column: str | None,
    descending: bool,
    chosen: str | None,
) -> SavedView | None:
    """The view that is shown: the one chosen last while its filter applies, else the first alike.

    Another order leaves the view that was chosen what it is.
    """
    for view in views:
        if chosen is not None and name_key(view.name) == name_key(chosen) and view.query == query:
            return view
    return next((view for view in views if view.shows(query, column, descending)), None)
