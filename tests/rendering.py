"""Renders updates without a server, with a fragment cache for tests."""

from functools import partial

from app.web.render import update
from app.web.render.note_fragments import NoteFragments

render = partial(update.render, NoteFragments())
