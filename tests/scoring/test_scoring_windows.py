from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.scoring.windows import cut_windows, join_windows


@given(st.integers(0, 5000))
def test_windows_cover_everything_and_overlap(tokens: int) -> None:
    windows = cut_windows(tokens, size=190, overlap=48, at_most=1000)
    assert windows[0][0] == 0
    assert windows[-1][1] == tokens
    for (_, end), (start, _) in pairwise(windows):
        assert end - start >= 48
    assert all(end - start <= 190 for start, end in windows)


@given(st.integers(5000, 1_000_000))
def test_a_very_long_text_keeps_its_beginning_and_end(tokens: int) -> None:
    windows = cut_windows(tokens, size=190, overlap=48, at_most=16)
    assert len(windows) == 16
    assert windows[0] == (0, 190)
    assert windows[11][0] == 11 * (190 - 48)
    assert windows[-1] == (tokens - 190, tokens)


@pytest.mark.parametrize(("share", "joined"), [(1.0, 0.9), (0.0, 0.5), (0.5, 0.7)])
def test_joining_blends_peak_and_mean(share: float, joined: float) -> None:
    assert join_windows([0.1, 0.5, 0.9], share) == pytest.approx(joined)


def test_one_window_is_itself() -> None:
    assert join_windows([0.25], 0.3) == 0.25
