"""Addresses that no page has: a link that was cut short, or a number that is none."""

from tests.app_client import AppClient
from tests.web.board.test_joining import text_of
from tests.workshop import ANA


async def test_an_address_that_was_cut_short_says_that_there_is_no_such_page(app_client: AppClient) -> None:
    ana = app_client.visitor(ANA)
    for address in ("/d/short", "/w/abc", app_client.path("/asks/many"), "/reports/key/last"):
        answer = await ana.get(address)
        assert (answer.status_code, address) == (404, address)
        assert "Page not found. Check the address." in text_of(answer)
