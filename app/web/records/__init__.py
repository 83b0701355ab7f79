"""The records of a workshop as files."""
