"""Ports for servers that are told theirs before they listen."""
import random
import socket

# Below the ports that Linux gives to outgoing connections (net.ipv4.ip_local_port_range): one of these could be taken between
# the test here and the server's start.
RANGE = (12_000, 32_000)


def free_port():
    """A port of 127.0.0.1 at which nobody listens."""
    while True:
        port = random.randrange(*RANGE)
        try:
            socket.create_server(("127.0.0.1", port)).close()
            return port
        except OSError:
            continue
