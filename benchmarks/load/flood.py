"""`python -m benchmarks.load.flood PORT PATH [COOKIE]`: clients that send pings and read nothing, until it is killed.

It needs only the standard library. Each client sends as much as the server takes, and connects again ten times a
second if it is disconnected: a flood of more connections would measure handshakes.
"""

import socket
import sys
import threading
import time

CLIENTS = 4
AGAIN_SECONDS = 0.1
# A ping of 125 bytes with a mask of zeros, four hundred times: 52 KB.
PINGS = (bytes([0x89, 0x80 | 125]) + bytes(4) + bytes(125)) * 400


def flood(port: int, path: str, cookie: str) -> None:
    """Connect and send pings without reading the answers, again and again."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        *([f"Cookie: {cookie}"] if cookie else []),
    ]
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
                line.sendall("\r\n".join([*lines, "", ""]).encode())
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
