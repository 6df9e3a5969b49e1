"""What a virtual table tells its screen."""

from textual.message import Message
from textual.widget import Widget


class _TableMessage(Message):
    """Something that happened in one table."""

    def __init__(self, table: Widget) -> None:
        super().__init__()
        self.table = table

    @property
    def control(self) -> Widget:
        """The table, so that a handler can choose it by a selector."""
        return self.table


class RowHighlighted(_TableMessage):
    """The cursor stands on another row; `key` is None where there is no row any more."""

    def __init__(self, key: str | None, table: Widget) -> None:
        super().__init__(table)
        self.key = key

    def can_replace(self, message: Message) -> bool:
        """Only the row where the cursor came to rest matters."""
        return isinstance(message, RowHighlighted) and message.table is self.table


class RowOpened(_TableMessage):
    """The user asked to see a row whole."""

    def __init__(self, key: str, table: Widget) -> None:
        super().__init__(table)
        self.key = key


class MarksChanged(_TableMessage):
    """Rows were marked or unmarked; `keys` are those marked now."""

    def __init__(self, keys: tuple[str, ...], table: Widget) -> None:
        super().__init__(table)
        self.keys = keys


class SortRequested(_TableMessage):
    """The user asked for another order; the answer is a source in that order."""

    def __init__(self, column: str, descending: bool, table: Widget) -> None:
        super().__init__(table)
        self.column = column
        self.descending = descending
