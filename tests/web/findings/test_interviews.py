"""Importing interviews and coding them, with and without JavaScript."""

from collections.abc import AsyncGenerator
from io import BytesIO

import docx
import httpx
import pytest
from lxml import html

from app.domain.findings.interviews.interview_text import prepare
from app.exports import from_transcript
from tests.app_client import SCRIPT
from tests.web.findings.acting import TALK, Office, words_of

WORDS = "Small groups we hardly know 👩\u200d👧."


async def selected(team: Office, address: str, words: str = WORDS) -> dict[str, str]:
    """The fields of a selection, as the page without JavaScript fills them in."""
    page = html.document_fromstring((await team.ravi.get(address)).text)
    (link,) = [link for link in page.xpath("//a[contains(@class, 'sentence')]") if link.text_content() == words]
    chosen = html.document_fromstring((await team.ravi.get(address + link.get("href"))).text)
    (form,) = [form for form in chosen.forms if (form.action or "").endswith("/codes")]
    return {str(name): str(value) for name, value in form.form_values() if name in ("start", "end", "words")}


async def test_the_preview_shows_turns_and_replaced_names_and_stores_nothing(team: Office) -> None:
    answer = await team.ravi.post(f"{team.path}/interviews/preview", data=await team.fields())
    page = html.document_fromstring(answer.text)
    turns = [" ".join(turn.text_content().split()) for turn in page.xpath("//*[@class='turn']")]
    assert turns[:2] == ["InterviewerHow do you work together?", f"P1We talk most weeks. {WORDS}"]
    assert [field.value for field in page.xpath("//input[@name='shown']")] == ["Interviewer", "P1"]
    assert page.xpath("//input[@name='asks'][@checked]/@value") == ["Sam"]
    assert "No interviews yet." in (await team.ravi.get(f"{team.path}/interviews")).text


async def test_names_and_speakers_are_stored_as_they_were_chosen(team: Office) -> None:
    more = {"name": ["Sam", "Ann"], "shown": ["Researcher", "Officer"], "asks": ""}
    fields = {**await team.fields(), **more}
    answer = await team.ravi.post(f"{team.path}/interviews", data=fields)
    page = words_of(await team.ravi.get(answer.headers["location"]))
    assert "Researcher How do you work together?" in page
    assert "0 of 5 sentences coded" in page


async def test_a_file_is_previewed_in_place_of_pasted_text(team: Office) -> None:
    document = docx.Document()
    for line in TALK.split("\n"):
        document.add_paragraph(line)
    file = BytesIO()
    document.save(file)
    answer = await team.ravi.post(
        f"{team.path}/interviews/preview",
        data=await team.fields(text=""),
        files={"file": ("talk.docx", file.getvalue())},
    )
    page = html.document_fromstring(answer.text)
    assert page.xpath("//textarea[@name='text']")[0].value.strip() == TALK
    refused = await team.ravi.post(
        f"{team.path}/interviews/preview", data=await team.fields(), files={"file": ("talk.pdf", b"%PDF")}
    )
    assert refused.status_code == 422
    assert from_transcript.WRONG_KIND in words_of(refused)


async def test_a_file_of_five_megabytes_is_read_and_a_larger_body_is_not(team: Office) -> None:
    fields = await team.fields(text="")
    large = await team.ravi.post(
        f"{team.path}/interviews/preview", data=fields, files={"file": ("a.txt", b"a" * 5_000_001)}
    )
    assert from_transcript.TOO_LARGE in words_of(large)
    huge = await team.ravi.post(
        f"{team.path}/interviews/preview", data=fields, files={"file": ("a.txt", b"a" * 9_000_000)}
    )
    assert huge.status_code == 413
    elsewhere = await team.olga.post(f"{team.path}/partners", data={"partners": "a" * 100_000})
    assert elsewhere.status_code == 413


async def test_only_people_who_are_signed_in_can_send_a_large_body_and_no_other_form_takes_one(team: Office) -> None:
    asked = 0

    async def megabytes(most: int = 3_000_000) -> AsyncGenerator[bytes]:
        nonlocal asked
        while asked < most:
            yield b"x" * 4096 if asked else b"text="
            asked += 4096

    stranger = team.app_client.visitor()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    forged = headers | {"cookie": "organiser=" + "0" * 43}
    for address in ("/interviews", "/interviews/preview", f"/interviews/{'1' * 24}/text", "/codebook-imports"):
        for sent in (headers, forged, forged | {"content-length": "3000000"}):
            refused = await stranger.post(team.path + address, content=megabytes(), headers=sent)
            assert refused.status_code == 413, address
            assert asked == 0, address
    for browser, address in ((stranger, f"/d/{'x' * 32}/comments"), (team.ravi, f"{team.path}/memos")):
        refused = await browser.post(address, content=megabytes(), headers=headers)
        assert refused.status_code == 413, address
        assert asked < 200_000, address
        asked = 0
    read = await team.ravi.post(f"{team.path}/interviews", content=megabytes(500_000), headers=headers)
    assert (read.status_code, asked > 490_000) == (422, True)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"consent": ""}, "Say what the person has agreed to."),
        ({"title": " "}, "Enter a title"),
        ({"held_on": "soon"}, "Enter each date"),
        ({"text": " "}, "Write something first."),
        ({"keep_until": "2020-01-01"}, "Enter a date in the future."),
    ],
)
async def test_an_import_that_is_refused_keeps_what_was_typed(team: Office, wrong: dict[str, str], words: str) -> None:
    answer = await team.ravi.post(f"{team.path}/interviews", data=await team.fields(**wrong))
    assert answer.status_code == 422
    assert words in words_of(answer)
    assert "No interviews yet." in (await team.ravi.get(f"{team.path}/interviews")).text


async def test_a_form_that_is_sent_again_with_another_text_keeps_it_and_stores_it_when_it_is_sent_once_more(
    team: Office,
) -> None:
    """The page that someone goes back to has the id of the interview that they imported."""
    first = await team.interview()
    assert await team.interview() == first
    refused = await team.ravi.post(f"{team.path}/interviews", data=await team.fields(text="Ann: Another talk."))
    assert refused.status_code == 409
    (form,) = [form for form in html.document_fromstring(refused.text).forms if "interviews" in (form.action or "")]
    fields = {str(name): str(value or "") for name, value in form.form_values()}
    assert fields["text"].strip() == "Ann: Another talk."
    second = await team.ravi.post(f"{team.path}/interviews", data=fields)
    assert second.status_code == 303
    assert second.headers["location"] != first


async def test_sentences_are_coded_without_javascript(team: Office) -> None:
    address = await team.interview()
    span = await selected(team, address)
    answer = await team.ravi.post(f"{address}/codes", data=span | {"give": "involve_voice"})
    assert answer.status_code == 303
    page = html.document_fromstring((await team.ravi.get(answer.headers["location"])).text)
    assert page.xpath("//*[@class='coded']")[0].text_content() == WORDS
    assert page.xpath("//button[@data-element='involve_voice']/@name") == ["take"]
    assert "1 of 3 sentences coded" in " ".join(page.text_content().split())
    await team.ravi.post(f"{address}/codes", data=span | {"take": "involve_voice"})
    assert "0 of 3 sentences coded" in words_of(await team.ravi.get(address))


async def test_the_words_of_a_form_may_have_the_line_breaks_of_forms(team: Office) -> None:
    address = await team.interview(text="Ann: One.\n\nTwo.\nBen: Three.\nAnn: Four.")
    text = prepare("Ann: One.\n\nTwo.\nBen: Three.\nAnn: Four.").text
    start = text.index("One")
    span = {"start": str(start), "end": str(start + 10), "words": "One.\r\n\r\nTwo."}
    assert (await team.ravi.post(f"{address}/codes", data=span | {"give": "none"})).status_code == 303


async def test_words_that_differ_are_refused_and_nothing_is_stored(team: Office) -> None:
    address = await team.interview()
    span = await selected(team, address)
    answer = await team.ravi.post(f"{address}/codes", data=span | {"words": "Other", "give": "none"}, headers=SCRIPT)
    assert answer.status_code == 409
    assert "text not fixed yet" in words_of(await team.ravi.get(address))


def seen_details(answer: httpx.Response) -> str:
    """The stamp of what an interview’s page says about it."""
    form = html.document_fromstring(answer.text).xpath("//form[contains(@action, '/details')]")[0]
    return str(form.xpath(".//input[@name='seen']/@value")[0])


async def test_only_organisers_change_the_consent(team: Office) -> None:
    address = await team.interview()
    fields = await team.fields(consent="group")
    fields |= {"seen": seen_details(await team.olga.get(address))}
    assert (await team.ravi.post(f"{address}/details", data=fields)).status_code == 403
    assert (await team.olga.post(f"{address}/details", data=fields)).status_code == 303
    assert "Quotes with group" in words_of(await team.ravi.get(address))
    # Who had opened the form before sees both versions, and nothing is lost.
    late = await team.olga.post(f"{address}/details", data=fields | {"consent": "analysis", "title": "Interview 9"})
    assert late.status_code == 409
    page = html.document_fromstring(late.text)
    assert page.get_element_by_id("title").value == "Interview 9"
    assert page.xpath("//input[@name='consent'][@checked]/@value") == ["analysis"]
    assert "The saved version Interview 1, council" in words_of(late)
    again = fields | {"title": "Interview 9", "seen": seen_details(late)}
    assert (await team.olga.post(f"{address}/details", data=again)).status_code == 303
    assert "Interview 9" in words_of(await team.ravi.get(address))


async def test_a_withdrawn_interview_is_gone_with_its_words(team: Office) -> None:
    address = await team.interview()
    span = await selected(team, address)
    await team.ravi.post(f"{address}/codes", data=span | {"give": "involve_voice"})
    assert (await team.ravi.post(f"{address}/withdrawal", data={"sure": "1"})).status_code == 403
    assert (await team.olga.post(f"{address}/withdrawal")).status_code == 422
    assert (await team.olga.post(f"{address}/withdrawal", data={"sure": "1"})).status_code == 303
    assert (await team.ravi.get(address)).status_code == 404
    for page in ("", "/interviews", "/codebook", "/codebook/involve_voice"):
        assert "hardly know" not in (await team.ravi.get(team.path + page)).text


async def test_a_marked_interview_is_no_longer_waiting(team: Office) -> None:
    address = await team.interview()
    await team.ravi.post(f"{address}/coded", data={"on": "1"})
    assert "1 of 1 coded" in words_of(await team.ravi.get(team.path))
    assert "Coded by Ravi" in words_of(await team.ravi.get(f"{team.path}/interviews"))
    await team.ravi.post(f"{address}/coded")
    assert "0 of 1 coded" in words_of(await team.ravi.get(team.path))


async def test_an_interview_in_welsh_names_the_interviewer_in_welsh(team: Office) -> None:
    address = await team.interview(language="cy", title="Cyfweliad 1")
    page = html.document_fromstring((await team.ravi.get(address)).text)
    assert page.get_element_by_id("transcript").get("lang") == "cy"


async def test_a_text_is_corrected_in_place_until_it_is_coded_and_as_a_new_version_after_that(team: Office) -> None:
    address = await team.interview()
    page = html.document_fromstring((await team.ravi.get(address)).text)
    text = page.get_element_by_id("text").value

    async def save(changed: str, seen: str = "") -> httpx.Response:
        page = html.document_fromstring((await team.ravi.get(address)).text)
        (stamp,) = page.xpath("//form[.//textarea[@id='text']]//input[@name='seen']/@value")
        return await team.ravi.post(f"{address}/text", data={"text": changed, "id": "2" * 24, "seen": seen or stamp})

    early = page.xpath("//form[.//textarea[@id='text']]//input[@name='seen']/@value")[0]
    first = await save(text.replace("most", "many"))
    assert "We talk many weeks." in words_of(first)
    empty = await save(" ")
    assert empty.status_code == 422
    # A colleague who had opened the text before sees both versions, now and after it was replaced by a new one.
    late = await save(text.replace("most", "some"), early)
    assert late.status_code == 409
    assert html.document_fromstring(late.text).get_element_by_id("text").value.count("We talk some weeks.") == 1
    for words in ("Someone else has corrected this text.", "We talk many weeks.", "We talk some weeks."):
        assert words in words_of(late), words
    for words in (WORDS, "We talk many weeks."):
        span = await selected(team, address, words)
        await team.ravi.post(f"{address}/codes", data=span | {"give": "involve_voice"})
    changed = text.replace("most", "all")
    second = await save(changed)
    said = html.document_fromstring(second.text)
    assert "1 excerpt could not be moved" in words_of(second)
    assert [quote.text_content() for quote in said.xpath("//*[@role='alert']//q")] == ["We talk many weeks."]
    new = address.rsplit("/", 1)[0] + "/" + "2" * 24
    # The former address leads to the text as it is now.
    for there in (new, address):
        assert "1 of 3 sentences coded" in words_of(await team.ravi.get(there))


async def test_each_act_of_coding_can_be_undone_if_no_one_has_changed_the_same_since(team: Office) -> None:
    address = await team.interview()
    span = await selected(team, address)

    async def given() -> list[str]:
        page = html.document_fromstring((await team.ravi.get(address)).text)
        return [" ".join(codes.split()) for codes in page.xpath("//ul[@class='margin']/li/@data-codes")]

    async def code(browser: httpx.AsyncClient, **fields: str) -> None:
        assert (await browser.post(f"{address}/codes", data=span | fields)).status_code == 303

    async def undo() -> int:
        page = html.document_fromstring((await team.ravi.get(address)).text)
        (button,) = page.xpath("//button[@data-undo]")
        fields = span | {"action": button.get("value"), "interview": address.rsplit("/", 1)[1]}
        answer = await team.ravi.post(button.get("formaction"), data=fields)
        if answer.status_code == 303:
            start, end = span["start"], span["end"]
            assert answer.headers["location"] == f"{address}?from={start}&to={end}#selected"
        return answer.status_code

    await code(team.ravi, give="involve_voice")
    await code(team.ravi, give="involve_decisions")
    await code(team.ravi, clear="1")
    assert await given() == []
    for expected in (["involve_decisions involve_voice"], ["involve_voice"], []):
        assert (await undo(), await given()) == (303, expected)
    assert "data-undo" not in (await team.ravi.get(address)).text
    await code(team.ravi, give="involve_voice")
    await code(team.olga, take="involve_voice")
    assert (await undo(), await given()) == (409, [])
