"""The offline promise holds in the tests: no socket reaches beyond this machine."""

import socket
import subprocess
import sys

import pytest

from socket_ban import RemoteSocketError

# A documentation address (RFC 5737): nobody's machine, should the ban fail.
ELSEWHERE = ("192.0.2.1", 80)


def test_a_connection_to_elsewhere_is_refused() -> None:
    with socket.socket() as attempt, pytest.raises(RemoteSocketError):
        attempt.connect(ELSEWHERE)


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(RemoteSocketError):
        socket.getaddrinfo("example.invalid", 80)


def test_a_local_connection_is_allowed() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_the_ban_reaches_processes_that_a_test_starts() -> None:
    code = f"import socket; socket.socket().connect({ELSEWHERE})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode != 0
    assert "RemoteSocketError" in done.stderr
