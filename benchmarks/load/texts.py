"""Realistic texts for pages whose work depends on the text of notes."""

from app.rehearsal.command import SAMPLE_NOTES, read_notes


def sample_texts() -> list[str]:
    """Return the texts of the sample workshop's notes."""
    return [note.text for note in read_notes(SAMPLE_NOTES)]
