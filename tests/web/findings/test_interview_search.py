"""Searching all interviews of a programme."""

from lxml import html

from tests.web.findings.acting import Office


async def test_a_search_finds_sentences_of_every_interview_whether_coded_or_not(team: Office) -> None:
    async def found(words: str) -> dict[str, str]:
        page = html.document_fromstring((await team.ravi.get(f"{team.path}/interviews", params={"find": words})).text)
        return {str(link.text_content()): link.get("href") for link in page.xpath("//ul[@class='rows']//a")}

    first = await team.interview(text="Sam: What helps at the café?\nAnn: The café helps. People meet there.")
    second = await team.interview(id="2" * 24, title="Interview 2", text="Bea: No CAFE is near us. We would like one.")
    hits = await found("cafe")
    # What the interviewer asks is not found.
    assert set(hits) == {"The café helps.", "No CAFE is near us."}
    assert hits["The café helps."].startswith(f"{first}?from=")
    page = html.document_fromstring((await team.ravi.get(hits["No CAFE is near us."])).text)
    assert [node.text_content() for node in page.xpath("//*[@aria-current='true']")] == ["No CAFE is near us."]
    await team.olga.post(f"{second}/withdrawal", data={"sure": "1"})
    assert set(await found("cafe")) == {"The café helps."}
    assert await found("helps caf") == {"The café helps.": hits["The café helps."]}
    assert await found("library") == {}
