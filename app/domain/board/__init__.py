"""Notes: joining, posting, moving, hiding and their order."""
