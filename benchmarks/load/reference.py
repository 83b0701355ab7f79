"""B, the reference: a bare ASGI app that sends each note to each client in turn and saves nothing.

`python -m benchmarks.load.reference PORT`
"""

import sys
from typing import Any

import uvicorn

connections: list[Any] = []


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Send the body of `POST /` to every open socket, then answer."""
    if scope["type"] == "http":
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        for connection in connections:
            await connection({"type": "websocket.send", "text": body.decode()})
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        connections.append(send)
        try:
            while (await receive())["type"] != "websocket.disconnect":
                pass
        finally:
            connections.remove(send)


if __name__ == "__main__":
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",
        lifespan="off",
    )
