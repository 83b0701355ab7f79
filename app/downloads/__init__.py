"""Files that people download: made in a process of its own, beside the board."""
