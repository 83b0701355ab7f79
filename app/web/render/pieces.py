"""One fragment of HTML with its target and swap, in htmx's format."""


def piece(target: str, swap: str, content: str) -> str:
    """A fragment for htmx, with `target` (a CSS selector) and `swap` (a swap style)."""
    return f'<hx-partial hx-target="{target}" hx-swap="{swap}">{content}</hx-partial>'
