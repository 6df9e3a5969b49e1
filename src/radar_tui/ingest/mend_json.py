"""Mends JSON text that would stop its parser, or worse: halves of characters, endless numbers."""

import re
import sys

_MAYBE_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
    re.DOTALL,
)
# A number with more digits makes Python refuse it and ijson's C part crash.
_MOST_DIGITS = sys.int_info.default_max_str_digits
_ENDLESS = re.compile(rb"(?<![0-9])[0-9]{%d,}" % (_MOST_DIGITS + 1))


def mended(data: bytes) -> bytes:
    """Return JSON that parsers can read; a part of it must not end within a number or an escape."""
    return mend_surrogates(_shortened(data))


def _shortened(data: bytes) -> bytes:
    """Cut runs of digits after as many as Python reads."""
    if len(data) <= _MOST_DIGITS:
        return data
    return _ENDLESS.sub(lambda run: run[0][:_MOST_DIGITS], data)


def mend_surrogates(data: bytes) -> bytes:
    r"""Replace each `\ud800` to `\udfff` that is not part of a pair by `\ufffd`."""
    if _MAYBE_SURROGATE.search(data) is None:
        return data
    return _ESCAPE.sub(lambda match: rb"\ufffd" if match[1] else match[0], data)
