"""One piece of HTML with its target and its swap, as htmx takes it."""


def piece(target: str, swap: str, content: str) -> str:
    """A fragment that is swapped into `target`, a CSS selector, in the way `swap` says."""
    return f'<hx-partial hx-target="{target}" hx-swap="{swap}">{content}</hx-partial>'
