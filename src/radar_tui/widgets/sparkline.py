"""A series of numbers as one line of block characters."""

from collections.abc import Sequence

_BLOCKS = "▁▂▃▄▅▆▇█"
GAP = "·"


def sparkline(values: Sequence[float | None], width: int) -> str:
    """Draw the newest values as blocks between their lowest and highest, one cell each.

    It is exactly `width` cells, with blanks on the left where there are fewer values. An unknown
    value is a gap; a series that never moves is drawn low.
    """
    newest = values[max(0, len(values) - width) :] if width > 0 else ()
    known = [value for value in newest if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    drawn = "".join(GAP if value is None else _block(value, low, high) for value in newest)
    return drawn.rjust(width)


def _block(value: float, low: float, high: float) -> str:
    height = int((value - low) / (high - low) * len(_BLOCKS)) if high > low else 0
    return _BLOCKS[min(height, len(_BLOCKS) - 1)]
