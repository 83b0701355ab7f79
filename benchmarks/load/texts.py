"""Texts as people write them, for pages whose work depends on what is in the notes."""

from app.rehearsal.command import SAMPLE_NOTES, read_notes


def sample_texts() -> list[str]:
    """Return the texts of the sample workshop's notes."""
    return [note.text for note in read_notes(SAMPLE_NOTES)]
