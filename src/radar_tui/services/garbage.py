"""How often Python looks for garbage, where nearly all there is goes by its counts."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

COLLECT_AFTER = 50_000
"""New objects after which garbage is looked for; Python's own number is 700."""


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for garbage seldom, and not among what was there before.

    An import makes millions of objects, and rules look at thousands of alerts. Going through those
    of all modules over and over, which finds nothing, takes a tenth of the time, and more of a
    short evaluation that it falls into.
    """
    youngest, *older = gc.get_threshold()
    gc.freeze()
    if youngest:  # Nobody has switched it off.
        gc.set_threshold(max(youngest, COLLECT_AFTER), *older)
    try:
        yield
    finally:
        gc.set_threshold(youngest, *older)
        gc.unfreeze()
