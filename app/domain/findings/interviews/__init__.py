"""Interviews: their texts, excerpts and transcripts."""
