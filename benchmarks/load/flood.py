"""`python -m benchmarks.load.flood PORT PATH [COOKIE]`: clients that send pings and read nothing, until it is killed.

Each client sends as much as the server takes, and connects again ten times a
second if it is disconnected: a flood of more connections would measure handshakes.
"""

import socket
import sys
import threading
import time

from websockets.frames import Opcode

from tests.raw_socket import frame, handshake

CLIENTS = 4
AGAIN_SECONDS = 0.1
PINGS = frame(Opcode.PING, bytes(125)) * 400


def flood(port: int, path: str, cookie: str) -> None:
    """Connect and send pings without reading the answers, again and again."""
    opening = handshake(port, path, *([f"Cookie: {cookie}"] if cookie else []))
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
                line.sendall(opening)
                line.recv(4096)
                while True:
                    line.sendall(PINGS)
        except OSError:
            time.sleep(AGAIN_SECONDS)


if __name__ == "__main__":
    PORT, PATH, *COOKIE = sys.argv[1:]
    for _ in range(CLIENTS):
        threading.Thread(target=flood, args=(int(PORT), PATH, "".join(COOKIE)), daemon=True).start()
    threading.Event().wait()
