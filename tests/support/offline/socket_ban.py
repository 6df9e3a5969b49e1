"""The socket ban: in this process no socket may reach beyond this machine.

An audit hook sees every socket of every Python library, also those that kept a reference to the
socket class before a test could replace it, and it holds in threads. It cannot be taken off again.
"""

import os
import sys
from typing import Any

LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1", "", None}
# Inherited by the processes that a test starts.
FOLDER = os.path.dirname(os.path.abspath(__file__))


class RemoteSocketError(RuntimeError):
    """Something tried to reach beyond this machine."""


def forbid_remote_sockets() -> None:
    sys.addaudithook(_check)


def _check(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.bind"):
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in LOCAL_HOSTS:
            raise RemoteSocketError(f"{event} to {address[0]!r} is forbidden in tests")
    elif (
        event in ("socket.getaddrinfo", "socket.gethostbyname") and arguments[0] not in LOCAL_HOSTS
    ):
        raise RemoteSocketError(f"{event} of {arguments[0]!r} is forbidden in tests")
