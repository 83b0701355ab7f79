"""The page on which the team pastes many notes: a preview first, then one post."""

import re

import httpx
import pytest
from lxml import html

from app.domain.workshops import closing, links
from tests.app_client import AppClient
from tests.workshop import ANA, FAY

LINES = "More trees\nA bench\nMore trees\n" + "x" * 2001


def fields(answer: httpx.Response) -> dict[str, str]:
    """What a browser would send with the form of this page, without a button."""
    (form,) = [form for form in html.document_fromstring(answer.text).forms if "form_id" in form.fields]
    return {str(name): str(value) for name, value in form.form_values()}


def words(answer: httpx.Response, condition: str) -> str:
    """The text of the elements for which this XPath condition holds."""
    found = html.document_fromstring(answer.text).xpath(f"//*[{condition}]")
    return " ".join(" ".join(element.text_content() for element in found).split())


def mark(answer: httpx.Response) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', answer.text)
    assert found
    return found[1]


@pytest.fixture
def notetaker(app_client: AppClient) -> httpx.AsyncClient:
    """The browser of Priya, a notetaker."""
    workshop = app_client.workshop
    workshop.act(FAY, links.add_link, name="Priya", role="notetaker")
    opened = {"secret": "priya", "fresh_secret": "priya", "now": workshop.now()}
    workshop.write(
        lambda session: links.facilitate(session, workshop.key, links.links(session, workshop.id)[-1].ref, **opened)
    )
    return app_client.visitor("priya")


async def test_a_preview_says_where_each_note_goes_and_posts_nothing(
    app_client: AppClient, notetaker: httpx.AsyncClient
) -> None:
    page = await notetaker.get(app_client.path(f"/paste?column={app_client.workshop.columns[1]}"))
    entered = fields(page) | {"text": LINES}
    preview = await notetaker.post(app_client.path("/paste"), data=entered)
    assert preview.status_code == 200
    said = words(preview, '@id="preview"')
    assert "2 notes go under: Question 2?" in said
    assert "1 line is too long and is left out." in said
    assert "1 line repeats another note and is left out." in said
    assert "Post 2 notes" in said
    assert app_client.workshop.order(1) == []


async def test_a_preview_that_was_seen_is_posted_once_and_marked(
    app_client: AppClient, notetaker: httpx.AsyncClient
) -> None:
    workshop = app_client.workshop
    page = await notetaker.get(app_client.path(f"/paste?column={workshop.columns[1]}"))
    preview = await notetaker.post(app_client.path("/paste"), data=fields(page) | {"text": LINES, "group": "nhs"})
    sent = fields(preview) | {"seen": mark(preview)}
    for _ in range(2):
        answer = await notetaker.post(app_client.path("/paste"), data=sent)
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            app_client.path(f"#column-{workshop.columns[1]}"),
        )
    posted = [workshop.note(note) for note in workshop.order(1)]
    assert [(note.text, note.posted_by, note.speaks_for) for note in posted] == [
        ("More trees", "Priya", "nhs"),
        ("A bench", "Priya", "nhs"),
    ]
    board = await app_client.visitor(ANA).get(app_client.path())
    assert board.text.count("posted by Priya for someone") == 2


async def test_text_that_changed_after_the_preview_is_previewed_again(
    app_client: AppClient, notetaker: httpx.AsyncClient
) -> None:
    page = await notetaker.get(app_client.path("/paste"))
    preview = await notetaker.post(app_client.path("/paste"), data=fields(page) | {"text": "One"})
    changed = fields(preview) | {"seen": mark(preview), "text": "One\nTwo"}
    again = await notetaker.post(app_client.path("/paste"), data=changed)
    assert again.status_code == 200
    assert "Post 2 notes" in words(again, '@id="preview"')
    assert app_client.workshop.order() == []


async def test_cells_of_a_spreadsheet_offer_the_column_and_leave_out_its_heading(
    app_client: AppClient, notetaker: httpx.AsyncClient
) -> None:
    text = 'Nr\tIdea\n1\t"First line\nsecond line"\n2\tA bench'
    page = await notetaker.get(app_client.path("/paste"))
    preview = await notetaker.post(app_client.path("/paste"), data=fields(page) | {"text": text})
    assert fields(preview)["cell"] == "1"
    preview = await notetaker.post(app_client.path("/paste"), data=fields(preview) | {"heading": "1"})
    sent = fields(preview) | {"seen": mark(preview)}
    await notetaker.post(app_client.path("/paste"), data=sent)
    workshop = app_client.workshop
    assert [workshop.note(note).text for note in workshop.order()] == ["First line\nsecond line", "A bench"]


async def test_a_form_that_is_refused_keeps_every_line(app_client: AppClient, notetaker: httpx.AsyncClient) -> None:
    workshop = app_client.workshop
    page = await notetaker.get(app_client.path("/paste"))
    preview = await notetaker.post(app_client.path("/paste"), data=fields(page) | {"text": LINES})
    workshop.act(FAY, closing.close, on=True)
    refused = await notetaker.post(app_client.path("/paste"), data=fields(preview) | {"seen": mark(preview)})
    assert refused.status_code == 409
    (kept,) = html.document_fromstring(refused.text).xpath("//textarea[@id='kept']")
    assert kept.value.split() == LINES.split()


async def test_the_team_pastes_up_to_a_megabyte_and_others_do_not(
    app_client: AppClient, notetaker: httpx.AsyncClient
) -> None:
    # A sheet with an address in another column, 1,900 characters long.
    sheet = "\n".join(f"{'x' * 1900}\tIdea {number}" for number in range(200))
    page = await notetaker.get(app_client.path("/paste"))
    entered = fields(page) | {"text": sheet, "cell": "1"}
    preview = await notetaker.post(app_client.path("/paste"), data=entered)
    assert "Post 200 notes" in words(preview, '@id="preview"')
    sent = fields(preview) | {"seen": mark(preview)}
    assert (await notetaker.post(app_client.path("/paste"), data=sent)).status_code == 303
    assert len(app_client.workshop.order()) == 200
    for sender, text in ((app_client.visitor(ANA), sheet), (app_client.visitor(), sheet), (notetaker, sheet * 3)):
        assert (await sender.post(app_client.path("/paste"), data=entered | {"text": text})).status_code == 413


@pytest.mark.parametrize(("text", "problem"), [("", "Paste at least one line."), ("x\n" * 3, ""), ("n\n" * 201, "200")])
async def test_too_few_or_too_many_lines_keep_what_was_pasted_and_say_why(
    app_client: AppClient, notetaker: httpx.AsyncClient, text: str, problem: str
) -> None:
    page = await notetaker.get(app_client.path("/paste"))
    preview = await notetaker.post(app_client.path("/paste"), data=fields(page) | {"text": text})
    assert preview.status_code == 200
    assert problem in words(preview, '@id="problem"')
    assert bool(words(preview, '@id="problem"')) == bool(problem)
    assert fields(preview)["text"].split() == text.split()


async def test_a_note_for_someone_else_is_posted_from_the_composer(
    app_client: AppClient, notetaker: httpx.AsyncClient
) -> None:
    workshop = app_client.workshop
    page = await notetaker.get(app_client.path())
    assert words(page, '@id="role"') == "Notetaker"
    assert "For someone else" in words(page, '@class="composer"')
    assert words(page, '@id="bar" or @data-steer') == ""
    sent = {"id": "n" * 24, "column": str(workshop.columns[0]), "text": "By phone", "for_someone": "1", "group": "nhs"}
    assert (await notetaker.post(app_client.path("/notes"), data=sent)).status_code == 303
    assert (workshop.note("n" * 24).posted_by, workshop.note("n" * 24).speaks_for) == ("Priya", "nhs")


async def test_participants_have_no_way_to_post_for_others(app_client: AppClient) -> None:
    ana = app_client.visitor(ANA)
    page = await ana.get(app_client.path())
    assert "For someone else" not in page.text
    assert "Paste" not in page.text
    sent = {"id": "n" * 24, "column": str(app_client.workshop.columns[0]), "text": "Hello", "for_someone": "1"}
    assert (await ana.post(app_client.path("/notes"), data=sent)).status_code == 403
    assert app_client.workshop.order() == []
