"""Renders updates without a server, with a fragment cache for tests."""

from functools import partial

from app.web.render import update
from app.web.render.fragments import Fragments

render = partial(update.render, Fragments())
