"""Mends JSON text in which half a character stands, as where an emoji was cut."""

import re

_MAYBE_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
    re.DOTALL,
)


def mend_surrogates(data: bytes) -> bytes:
    r"""Replace each `\ud800` to `\udfff` that is not part of a pair by `\ufffd`."""
    if _MAYBE_SURROGATE.search(data) is None:
        return data
    return _ESCAPE.sub(lambda match: rb"\ufffd" if match[1] else match[0], data)
