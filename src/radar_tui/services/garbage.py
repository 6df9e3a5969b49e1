"""How often Python looks for garbage, where nearly all there is goes by its counts."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

COLLECT_AFTER = 50_000
"""New objects after which garbage is looked for; Python's own number is 700."""

COLLECT_AFTER_START = 10_000
"""The same for an app that has started."""


class _Inside:
    """How many have asked for it, and the settings from before the first of them."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.count = 0
        self.before = gc.get_threshold()


_inside = _Inside()


def spare_what_stays() -> None:
    """Look for garbage no more among what there is now, and less often among what comes.

    Modules, screens and the workspace stay until the end, and each look through all of them stops
    the whole process, the screen with it, for a tenth of a second and more.
    """
    gc.freeze()
    youngest, *older = gc.get_threshold()
    if youngest:  # Nobody has switched it off.
        gc.set_threshold(max(youngest, COLLECT_AFTER_START), *older)


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for garbage seldom, in the whole process, until the last who asked for it is done.

    An import makes millions of objects, and rules look at thousands of alerts; looking through them
    over and over finds next to nothing.
    """
    with _inside.lock:
        if not _inside.count:
            _inside.before = gc.get_threshold()
            youngest, *older = _inside.before
            if youngest:  # Nobody has switched it off.
                gc.set_threshold(max(youngest, COLLECT_AFTER), *older)
        _inside.count += 1
    try:
        yield
    finally:
        with _inside.lock:
            _inside.count -= 1
            if not _inside.count:
                gc.set_threshold(*_inside.before)
