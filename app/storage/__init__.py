"""The database: one writer thread, readers of one snapshot, and migrations run in process."""
