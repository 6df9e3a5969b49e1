"""Put on the path of every process a test starts, so that the socket ban holds there too."""

from socket_ban import forbid_remote_sockets

forbid_remote_sockets()
