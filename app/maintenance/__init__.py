"""Backup and restore, and what a host can do to accounts."""
