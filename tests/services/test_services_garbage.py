"""Garbage is looked for seldom, for as long as it is asked, and as before afterwards."""

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from radar_tui.services.garbage import COLLECT_AFTER, rarely_collected


@pytest.fixture(autouse=True)
def kept_settings() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_it_is_looked_for_seldom_and_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with rarely_collected():
        assert gc.get_threshold() == (COLLECT_AFTER, *before[1:])
    assert gc.get_threshold() == before


def test_the_settings_come_back_after_a_failure() -> None:
    gc.set_threshold(123, 4, 5)
    with pytest.raises(RuntimeError), rarely_collected():
        raise RuntimeError
    assert gc.get_threshold() == (123, 4, 5)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_at_once_the_last_brings_the_settings_back(order: tuple[int, int]) -> None:
    gc.set_threshold(123, 4, 5)
    both = (rarely_collected(), rarely_collected())
    for one in both:
        one.__enter__()
    seldom = []
    for place in order:
        seldom.append(gc.get_threshold()[0])
        both[place].__exit__(None, None, None)
    assert seldom == [COLLECT_AFTER, COLLECT_AFTER]
    assert gc.get_threshold() == (123, 4, 5)


def test_what_is_dropped_meanwhile_is_found_later() -> None:
    class Link:
        def __init__(self) -> None:
            self.itself = self

    gc.set_threshold(50, 2, 2)
    early = None
    for _ in range(50):
        with rarely_collected():
            link = Link()
            early = early or ref(link)
        del link
        kept = [[] for _ in range(1_000)]  # type: ignore[var-annotated]
        del kept
    assert early is not None
    assert early() is None


@pytest.mark.parametrize("seldom", [0, COLLECT_AFTER * 2])
def test_it_is_never_looked_for_more_often_than_before(seldom: int) -> None:
    gc.set_threshold(seldom, 10, 10)
    with rarely_collected():
        assert gc.get_threshold()[0] == seldom
