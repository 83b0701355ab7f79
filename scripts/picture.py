#!/usr/bin/env python3
"""Draws docs/board.png, the README's picture, from a running sample workshop: scripts/picture.py PARTICIPANT_LINK"""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import async_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.browser.conftest import FLAGS
from tests.serving import browser_path


async def main(link: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        page = await browser.new_page(viewport={"width": 1440, "height": 860}, color_scheme="light")
        await page.goto(link)
        await page.get_by_role("button", name="Join").click()
        await page.locator(".composer").first.wait_for()
        await page.evaluate("document.fonts.ready")
        await page.screenshot(path=Path(__file__).parent.parent / "docs" / "board.png")
        await browser.close()


asyncio.run(main(sys.argv[1]))
