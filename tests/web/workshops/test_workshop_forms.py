"""The forms New workshop and Details: problems beside their fields, templates, and the forms at the end of Details."""

import pytest
from lxml import html

from tests.app_client import AppClient, set_up
from tests.web.accounts.test_accounts import form
from tests.web.workshops.making import IN_WELSH, make


async def test_a_duplicate_needs_a_title_of_its_own(app_client: AppClient) -> None:
    key, olga = await make(app_client, **IN_WELSH)
    refused = await olga.post(f"/w/{key}/copies", data={"title": " "})
    assert refused.status_code == 422
    page = html.document_fromstring(refused.text)
    assert page.xpath("//*[@role='alert']//a[@href='#new-title']")[0].text == "Enter a title for the new workshop."
    made = await olga.post(f"/w/{key}/copies", data={"title": "The second round"}, follow_redirects=True)
    again = form(made.text, made.url.path)
    assert (again["title"], again["title-cy"]) == (["The second round"], [""]), (
        "the Welsh title is the first workshop's"
    )


async def test_the_page_with_the_delete_button_names_its_workshop(app_client: AppClient) -> None:
    key, olga = await make(app_client)
    page = html.document_fromstring((await olga.get(f"/w/{key}/details")).text)
    (button,) = page.xpath(f"//form[@action='/w/{key}/deletion']//button")
    assert " ".join(button.text_content().split()) == "Delete workshop Health in Westfield"
    assert [heading.text for heading in page.xpath("//h1")] == ["Health in Westfield"]
    for link in page.xpath("//nav[@class='rail']//a/@href"):
        assert page.get_element_by_id(link[1:]).tag == "h2"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"question": ["", ""]}, "question-1"),
        ({"question": ["One?", "x" * 1001]}, "question-2"),
        ({"short_name": ["", "x" * 41]}, "short_name-2"),
        ({"question-cy": ["x" * 1001]}, "question-cy-1"),
        ({"held_on": "soon"}, "held_on"),
        ({"keep_until": "2020-01-01"}, "keep_until"),
        ({"time_zone": "Mars"}, "time_zone"),
        ({"notice": "x" * 5001}, "notice"),
    ],
)
async def test_a_problem_of_the_form_links_to_its_field_and_is_beside_it(
    app_client: AppClient, wrong: dict, field: str
) -> None:
    olga = app_client.visitor()
    await set_up(app_client, olga)
    data = form((await olga.get("/workshops/new")).text, "/workshops") | {"title": "x"} | wrong
    page = html.document_fromstring((await olga.post("/workshops", data=data)).text)
    (link,) = page.xpath("//*[@role='alert']//a")
    box = page.get_element_by_id(field)
    assert link.get("href") == f"#{field}"
    assert box.get("aria-invalid") == "true"
    described = page.get_element_by_id(box.get("aria-describedby").split()[0])
    assert link.text in described.text_content()
    assert all(part.get("open") is not None for part in box.iterancestors("details")), "the field is folded away"


async def test_every_field_of_the_blank_template_is_named_by_what_it_is_for(app_client: AppClient) -> None:
    olga = app_client.visitor()
    await set_up(app_client, olga)
    page = html.document_fromstring((await olga.get("/workshops/new?plan=blank")).text)
    first = page.get_element_by_id("question-1")
    assert page.xpath("//label[@for='question-1']")[0].text == "Question 1"
    assert first.getparent().getparent().get("open") is not None
    for box in page.xpath("//main//input[not(@type='hidden')] | //main//textarea | //main//select"):
        named = (
            box.get("aria-label")
            or page.xpath("//label[@for=$id]", id=box.get("id", ""))
            or box.xpath("ancestor::label")
        )
        assert named, html.tostring(box)


async def test_choosing_another_template_keeps_what_was_typed(app_client: AppClient) -> None:
    key, olga = await make(app_client, naming="named", own="Faith group")
    await olga.post(f"/w/{key}/plan", data={"name": "Ours"})
    typed = form((await olga.get("/workshops/new")).text, "/workshops") | {"title": "My title", "place": "Library"}
    for template, questions, naming in (("starter", 4, "anonymous"), ("own-1", 3, "named"), ("blank", 0, "named")):
        page = await olga.post("/workshops", data=typed | {"choose": template})
        assert page.status_code == 200
        typed = form(page.text, "/workshops")
        assert (typed["title"], typed["place"], typed["plan"]) == (["My title"], ["Library"], [template])
        assert len([question for question in typed["question"] if question]) == questions
        assert typed["naming"] == [naming]
