"""Themes with their evidence, and the framework matrix."""
