"""Rules and tables. Nothing here uses HTTP, sockets, HTML or asyncio, and callers pass the time in."""
