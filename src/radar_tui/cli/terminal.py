"""How a command was started: from a terminal or not, and with which wish for details."""

import os
import sys
from collections.abc import Sequence


def has_terminal() -> bool:
    """Tell whether there is a terminal to read keys from and to draw on."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def wants_tracebacks(arguments: Sequence[str]) -> bool:
    """Tell whether unexpected errors are to be shown as they are, customers' texts and all."""
    return "--debug" in arguments or bool(os.environ.get("RADAR_DEBUG"))
