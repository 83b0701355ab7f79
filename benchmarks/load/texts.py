"""Realistic texts for pages whose work depends on the text of notes."""

from app.rehearsal.command import read_notes
from app.rehearsal.options import SAMPLE_NOTES


def sample_texts() -> list[str]:
    """Return the texts of the sample workshop's notes."""
    return [note.text for note in read_notes(SAMPLE_NOTES)]
