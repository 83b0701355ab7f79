"""Live updates: channels, connections, presence, the bus between workers, and overload."""
