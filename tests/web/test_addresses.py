"""Addresses that no page has: a link that was cut short, or a number that is none."""

from lxml import html

from tests.app_client import AppClient
from tests.web.board.test_joining import text_of
from tests.workshop import ANA


async def test_an_address_that_was_cut_short_says_that_there_is_no_such_page(app_client: AppClient) -> None:
    ana = app_client.visitor(ANA)
    for address in ("/d/short", "/w/abc", app_client.path("/asks/many"), "/reports/key/last"):
        answer = await ana.get(address)
        assert (answer.status_code, address) == (404, address)
        assert "Page not found. Check the address." in text_of(answer)


async def test_every_error_page_leads_back_to_where_the_person_was_working(app_client: AppClient) -> None:
    ana, board = app_client.visitor(ANA), app_client.path()
    too_long = {"text": "word " * 60_000}
    for answer, status, ways in (
        (await ana.get(app_client.path("/map")), 403, [board, "/"]),
        (await ana.post(app_client.path("/notes"), data=too_long), 413, [board, "/"]),
        (await ana.get("/no/such/page"), 404, ["/"]),
        (await ana.get("/p/nothing/here"), 404, ["/p"]),
        (await ana.post("/workshops", data=too_long), 413, ["/workshops"]),
        (await ana.post("/account/details", data=too_long), 413, ["/account"]),
    ):
        assert (answer.status_code, answer.url.path) == (status, answer.url.path)
        assert html.document_fromstring(answer.text).xpath("//main//p[@class='acts']/a/@href") == ways
