"""The messages of the product, which a process of the tests reads from the code once."""

from functools import cache

from scripts import strings


@cache
def messages() -> tuple[tuple[str, str | tuple[str, ...]], ...]:
    """(file, message) for everything marked for translation. A message is a text, or a pair of singular and plural."""
    return tuple(strings.messages())
