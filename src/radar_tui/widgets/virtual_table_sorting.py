"""In which order a table asks for its rows: by which column next, and which way round."""

from collections.abc import Sequence

from radar_tui.widgets.virtual_table_rows import SortOrder, TableColumn


def order_by(column: TableColumn) -> SortOrder:
    """Order by a column: numbers, which stand on the right, from the highest, words from A."""
    return SortOrder(column.key, descending=column.right)


def turned(order: SortOrder) -> SortOrder:
    """Turn an order round."""
    return SortOrder(order.column, not order.descending)


def next_order(columns: Sequence[TableColumn], order: SortOrder | None, step: int) -> SortOrder:
    """Order by the next column that can be sorted by, or the one before where `step` is -1.

    One column at least can be sorted by. After the last comes the first; where the rows are in an
    order of their source's own, it is the first, or back the last.
    """
    sortable = [column for column in columns if column.sortable]
    keys = [column.key for column in sortable]
    if order is None or order.column not in keys:
        return order_by(sortable[0 if step > 0 else -1])
    return order_by(sortable[(keys.index(order.column) + step) % len(keys)])


def clicked_order(column: TableColumn, order: SortOrder | None) -> SortOrder:
    """Order by the column whose title was clicked; clicked again it turns round."""
    if order is not None and order.column == column.key:
        return turned(order)
    return order_by(column)
