"""Backup and restore, and the host's actions on accounts."""
