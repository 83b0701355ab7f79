import asyncio

from app.domain.board import votes
from tests.browser.conftest import PHONE, BrowserPages
from tests.browser.test_votes import begin_vote
from tests.workshop import ANA, BEN, FAY


async def test_shots(browser_pages: BrowserPages) -> None:
    w = browser_pages.workshop
    for c in (1, 2):
        for n in range(6):
            await asyncio.to_thread(w.post, BEN, f"hold meetings in the evening with a creche {n}", column=c)
    notes = await begin_vote(browser_pages)
    phase = w.workshop().phase_id
    await browser_pages.do(ANA, votes.cast, notes[0], 1, phase_id=phase)
    fay, ana = await browser_pages.visit(FAY), await browser_pages.visit(ANA, **PHONE)
    ben = await browser_pages.visit(BEN)
    await asyncio.sleep(1)
    await fay.screenshot(path="/tmp/g2-fay.png")
    await ana.screenshot(path="/tmp/g2-ana.png")
    await ben.screenshot(path="/tmp/g2-ben.png")
    await browser_pages.do(FAY, votes.close, phase, on=True)
    await asyncio.sleep(2)
    await fay.screenshot(path="/tmp/g2-fay2.png")
