"""Frameworks, and the codings that map notes onto them."""
