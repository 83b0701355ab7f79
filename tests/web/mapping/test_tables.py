"""The page Tables."""

from lxml import html

from app.domain.mapping import codings
from tests.app_client import AppClient
from tests.web.board.test_joining import text_of
from tests.workshop import ANA, BEN, FAY


async def page(app_client: AppClient, rest: str = "") -> html.HtmlElement:
    answer = await app_client.visitor(FAY).get(app_client.path(f"/tables{rest}"))
    assert answer.status_code == 200
    return html.document_fromstring(answer.text)


def row(shown: html.HtmlElement, name: str) -> list[str]:
    """The counts of the row with this name."""
    (found,) = [
        line for line in shown.xpath("//table//tr") if name in [one.text_content().strip() for one in line.xpath("th")]
    ]
    return [cell.text_content().strip() for cell in found.xpath("td")]


async def test_each_row_counts_by_question_in_all_and_by_group(app_client: AppClient) -> None:
    workshop = app_client.workshop
    workshop.join("nora", speaks_for="nhs")
    for ref, column in ((ANA, 0), ("nora", 0), (BEN, 2)):
        note = workshop.post(ref, column=column)
        if column == 0:
            workshop.act(FAY, codings.give, note, "value_trust")
            workshop.act(FAY, codings.give, note, "involve_voice")
    shown = await page(app_client)
    assert row(shown, "QCommunity voice and insight".replace("Q", "Q ")) == ["2", "0", "0", "2", "1", "1"]
    assert row(shown, "Not about the framework") == ["0", "0", "0", "0", "0", "0"]
    assert row(shown, "Not mapped yet") == ["0", "0", "1", "1", "0", "1"]
    assert row(shown, "All notes") == ["2", "0", "1", "3", "1", "2"]
    assert row(await page(app_client, "?show=values"), "Trust") == ["2", "0", "0", "2", "1", "1"]


async def test_kinds_of_note_and_a_filter_have_tables_whose_counts_open_the_same_notes(app_client: AppClient) -> None:
    workshop = app_client.workshop
    both, _other = workshop.post(ANA), workshop.post(BEN, column=2)
    for key in ("involve_voice", "facet_role"):
        workshop.act(FAY, codings.give, both, key)
    kinds = await page(app_client, "?show=kinds")
    assert row(kinds, "Role") == ["1", "0", "0", "1", "1"]
    assert "Not mapped yet" not in kinds.text_content()
    filtered = await page(app_client, "?only=facet_role")
    assert row(filtered, "All notes") == ["1", "0", "0", "1", "1"]
    assert f"{app_client.path('/map')}#element=involve_voice&column=1&also=facet_role" in filtered.xpath("//td/a/@href")
    assert filtered.xpath("//option[@selected]/@value") == ["facet_role"]
    # Pages that do not exist show what exists.
    assert row(await page(app_client, "?show=other&only=other"), "All notes") == ["1", "0", "1", "2", "2"]


async def test_a_table_of_votes_says_when_there_will_be_some(app_client: AppClient) -> None:
    app_client.workshop.post(ANA)
    shown = await page(app_client, "?show=votes")
    assert "Votes appear here when a vote has ended." in shown.text_content()
    assert shown.xpath("//td/a") == []


async def test_every_count_but_zero_opens_its_notes(app_client: AppClient) -> None:
    app_client.workshop.act(FAY, codings.give, app_client.workshop.post(ANA, column=1), "scale_reach")
    app_client.workshop.join("nora", speaks_for=None)
    app_client.workshop.post("nora", column=1)
    shown = await page(app_client)
    for cell in shown.xpath("//table//td[contains(@class, 'number')]"):
        assert bool(cell.xpath("a")) == (cell.text_content().strip() != "0")
    opened = {link.rpartition("#")[2] for link in shown.xpath("//table//a/@href")}
    assert opened == {
        *("element=scale_reach&column=2", "element=scale_reach", "element=scale_reach&who=resident"),
        *("element=&column=2", "element=", "element=&who=resident", "element=&who=-"),
        *("element=-&column=2", "element=-", "element=-&who=-"),
    }


async def test_the_tint_has_one_maximum_for_questions_and_one_for_groups(app_client: AppClient) -> None:
    workshop = app_client.workshop
    for number in range(4):
        workshop.act(FAY, codings.give, workshop.post(ANA, column=number // 3), "scale_reach")
    (found,) = [line for line in (await page(app_client)).xpath("//tr") if "Range and reach" in line.text_content()]
    assert [cell.get("data-heat") for cell in found.xpath("td")] == ["8", "3", "0", "0", "8"]


async def test_an_empty_workshop_says_what_to_do_first(app_client: AppClient) -> None:
    answer = await app_client.visitor(FAY).get(app_client.path("/tables"))
    assert "There are no notes to count yet." in text_of(answer)
    assert html.document_fromstring(answer.text).xpath("//a[text()='Share the code']/@href") == [
        app_client.path("/share")
    ]


async def test_participants_cannot_open_the_tables(app_client: AppClient) -> None:
    assert (await app_client.visitor(ANA).get(app_client.path("/tables"))).status_code == 403
