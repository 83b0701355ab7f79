"""What a page says about a field that was filled in wrongly."""

import httpx
from lxml import html
from lxml.html import HtmlElement


def problem_of(answer: httpx.Response, field: str, status: int = 422) -> str:
    """The words beside this field, which the summary at the top links to. Fails if the page has others, or none."""
    assert answer.status_code == status, answer.text
    page = html.document_fromstring(answer.text)
    (link,) = page.xpath("//*[@role='alert']//a")
    assert link.get("href") == f"#{field}"
    assert is_beside(page, link)
    return link.text


def is_beside(page: HtmlElement, link: HtmlElement) -> bool:
    """True if the words of this link of the summary are also beside the field to which it leads, and describe it."""
    (box,) = page.xpath("//*[@id=$field]", field=link.get("href").removeprefix("#")) or (None,)
    if box is None:
        return False
    # Radio buttons are described by their group.
    about = [
        *(box.get("aria-describedby") or "").split(),
        *box.xpath("string(ancestor::fieldset/@aria-describedby)").split(),
    ]
    words = [page.get_element_by_id(described).text_content() for described in about]
    marked = box.get("type") == "radio" or box.get("aria-invalid") == "true"
    # A field in a part that is folded away cannot be reached by the link.
    reached = all(part.get("open") is not None for part in box.xpath("ancestor::details"))
    return marked and reached and any(link.text in one for one in words)
