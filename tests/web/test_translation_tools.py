"""Codes, addresses and names are left alone by a browser that translates pages, on every page of a workshop."""

import re
from pathlib import Path

from lxml import html

from tests.app_client import inside, set_up
from tests.web.access_rights import ROUTES
from tests.workshop import ANA, BEN, FAY

KEPT = "ancestor-or-self::*[@translate='no' or contains(@class, 'unseen') or self::script or self::option]"


def pages_of(who: str) -> list[str]:
    """The addresses of pages of a workshop that these people may open, and whose only name is that of the workshop."""
    found = [route.removeprefix("GET ") for route, wanted in ROUTES.items() if wanted == who and "GET " in route]
    return [path for path in found if set(re.findall(r"{(\w+)}", path)) <= {"key"}]


async def test_codes_addresses_and_names_are_marked_as_not_to_be_translated(tmp_path: Path) -> None:
    async with inside(tmp_path, naming="named") as app_client:
        workshop = app_client.workshop
        for ref in (ANA, BEN):
            workshop.post(ref, "words", show_name=True)
        olga = app_client.visitor()
        await set_up(app_client, olga)
        token = workshop.workshop().join_token
        code = rf"{workshop.code[:3]} ?{workshop.code[3:]}"
        kept = re.compile(rf"{code}|Ana|Ben|Fay|Olga|.*{token}.*|\S*board\.test\S*")
        seen, faults = set(), []
        for browser, who in (
            (app_client.visitor(ANA), "a seat"),
            (app_client.visitor(FAY), "a facilitator"),
            (olga, "an organiser"),
            (olga, "an account"),
        ):
            for path in pages_of(who):
                answer = await browser.get(path.format(key=workshop.key))
                if answer.status_code != 200 or "text/html" not in answer.headers["content-type"]:
                    continue
                for text in html.document_fromstring(answer.text).xpath("//body//text()"):
                    if kept.fullmatch(text.strip()):
                        seen.add(text.strip())
                        around = text.getparent().getparent() if text.is_tail else text.getparent()
                        faults += [] if around.xpath(KEPT) else [f"{path}: {text.strip()}"]
        assert {"Ana", "Olga"} < seen
        assert faults == []
