"""Garbage is looked for seldom, for as long as it is asked, and as before afterwards."""

import gc
from collections.abc import Iterator

import pytest

from radar_tui.services.garbage import COLLECT_AFTER, rarely_collected


@pytest.fixture(autouse=True)
def kept_settings() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_what_was_there_before_is_passed_over() -> None:
    with rarely_collected():
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] == COLLECT_AFTER
    assert gc.get_freeze_count() == 0


def test_the_settings_come_back_after_a_failure() -> None:
    gc.set_threshold(123, 4, 5)
    with pytest.raises(RuntimeError), rarely_collected():
        raise RuntimeError
    assert gc.get_threshold() == (123, 4, 5)
    assert gc.get_freeze_count() == 0


@pytest.mark.parametrize("seldom", [0, COLLECT_AFTER * 2])
def test_it_is_never_looked_for_more_often_than_before(seldom: int) -> None:
    gc.set_threshold(seldom, 10, 10)
    with rarely_collected():
        assert gc.get_threshold()[0] == seldom
