"""Who is listening: channels, connections, presence, the bus between workers, and overload."""
