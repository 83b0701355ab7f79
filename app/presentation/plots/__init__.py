"""Drawings of figures as SVG, each a pure function: the same bytes on a page, in a file and on paper.

Every drawing has a title and a description, and colours as attributes, so that it needs no style sheet. Pages set other
colours for dark mode by the classes of its parts.
"""
