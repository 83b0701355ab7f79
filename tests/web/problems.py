"""What a page says about a field that was filled in wrongly."""

import httpx
from lxml import html


def problem_of(answer: httpx.Response, field: str, status: int = 422) -> str:
    """The words beside this field, which the summary at the top links to. Fails if the page has others, or none."""
    assert answer.status_code == status, answer.text
    page = html.document_fromstring(answer.text)
    (link,) = page.xpath("//*[@role='alert']//a")
    assert link.get("href") == f"#{field}"
    box = page.get_element_by_id(field)
    described = (box.get("aria-describedby") or box.xpath("ancestor::fieldset")[0].get("aria-describedby")).split()[0]
    assert link.text in page.get_element_by_id(described).text_content()
    assert box.get("type") == "radio" or box.get("aria-invalid") == "true"
    # A field in a part that is folded away cannot be reached by the link.
    assert all(part.get("open") is not None for part in box.xpath("ancestor::details"))
    return link.text
