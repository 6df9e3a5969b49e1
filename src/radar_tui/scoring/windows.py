"""Cut a long row of tokens into overlapping windows and join what was read in them."""

from collections.abc import Sequence

Window = tuple[int, int]


def cut_windows(tokens: int, size: int, overlap: int, at_most: int) -> list[Window]:
    """Start and end of windows over `tokens` tokens; the last one ends at the last token.

    Where more than `at_most` are needed the first three quarters and the last quarter are kept:
    a letter says what it is about at its beginning and what it wants at its end.
    """
    if tokens <= size:
        return [(0, tokens)]
    starts = list(range(0, tokens - size, size - overlap))
    windows = [(start, start + size) for start in starts]
    windows.append((tokens - size, tokens))
    if len(windows) <= at_most:
        return windows
    last = max(1, at_most // 4)
    return windows[: at_most - last] + windows[-last:]


def join_windows(readings: Sequence[float], peak_share: float) -> float:
    """One value of several windows: a blend of the highest and the mean."""
    mean = sum(readings) / len(readings)
    return peak_share * max(readings) + (1 - peak_share) * mean
