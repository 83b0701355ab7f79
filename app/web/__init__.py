"""The HTTP and WebSocket layer: routes, rendering and security."""
