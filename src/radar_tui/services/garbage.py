"""How often Python looks for garbage, where nearly all there is goes by its counts."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

COLLECT_AFTER = 50_000
"""New objects after which garbage is looked for; Python's own number is 700."""


class _Inside:
    """How many have asked for it, and the settings from before the first of them."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.count = 0
        self.before = gc.get_threshold()


_inside = _Inside()


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
