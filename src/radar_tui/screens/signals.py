"""Leaving in good order when the terminal closes or the system asks for it."""

import asyncio
import signal
from collections.abc import Callable


def leave_on_signals(leave: Callable[[], object]) -> None:
    """Call `leave` on SIGTERM and SIGHUP, where the system has them; needs a running loop."""
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            loop.add_signal_handler(number, leave)
        except (NotImplementedError, RuntimeError, ValueError):
            # No such handlers on this system, or not in its main thread: then it ends as it did.
            return
