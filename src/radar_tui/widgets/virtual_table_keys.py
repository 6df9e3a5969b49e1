"""The keys of a virtual table; ids are what a user's key map names."""

from textual.binding import Binding


def _move(key: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(key, action, description, show=False, tooltip=tooltip, id=f"table.{name}")


TABLE_BINDINGS: tuple[Binding, ...] = (
    _move("down,j", "move(1)", "down", "Down", "Go to the next row"),
    _move("up,k", "move(-1)", "up", "Up", "Go to the row before"),
    _move("pagedown", "move_page(1)", "page-down", "Page down", "Go one page of rows down"),
    _move("pageup", "move_page(-1)", "page-up", "Page up", "Go one page of rows up"),
    _move("ctrl+d", "move_half(1)", "half-page-down", "Half down", "Go half a page of rows down"),
    _move("ctrl+u", "move_half(-1)", "half-page-up", "Half up", "Go half a page of rows up"),
    _move("home,g", "first", "top", "Top", "Go to the first row"),
    _move("end,G", "last", "bottom", "Bottom", "Go to the last row"),
    _move(">", "sort_next(1)", "sort-next", "Sort by next", "Sort by the next column"),
    _move("<", "sort_next(-1)", "sort-previous", "Sort back", "Sort by the column before"),
    _move("R", "sort_reverse", "sort-reverse", "Reverse", "Turn the order of the rows round"),
    _move("escape", "unmark", "unmark", "Unmark", "Take the marks off all rows"),
    _move("space", "mark", "mark", "Mark", "Mark the row and go on to the next"),
    _move("enter", "open", "open", "Open", "Open the row"),
)
