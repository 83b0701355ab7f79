"""What others do meanwhile, at random but the same every time: they post, edit, hide, undo, move, map, reword and
replace the code."""

import random

from app.domain.board import notes
from app.domain.mapping import codings
from app.domain.steering import undo
from app.domain.workshops import columns, workshops
from tests.browser.conftest import BrowserPages
from tests.workshop import BEN, FAY

ELEMENTS = ("involve_voice", "involve_decisions", "scale_reach", "value_trust", codings.NOT_ABOUT)


class Others:
    """Ben and Fay, who have no windows."""

    def __init__(self, browser_pages: BrowserPages, seed: int) -> None:
        self._pages = browser_pages
        self._chance = random.Random(seed)
        self._posted: list[str] = []
        self._hidden: str | None = None
        self._mapped: tuple[str, str] | None = None

    async def post(self, text: str, column: int) -> str:
        """Ben posts a note; returns its id."""
        self._posted.append(await self._pages.post(BEN, text, column=column))
        return self._posted[-1]

    async def act(self) -> None:
        """One of them does one thing."""
        chance, do = self._chance, self._pages.do
        which, column = chance.choice(self._posted), chance.randrange(3)
        column_id = self._pages.workshop.columns[column]
        match chance.randrange(12):
            case 0 | 1:
                await self.post(f"more {chance.random()} " * chance.randrange(1, 9), column)
            case 2:
                await do(BEN, notes.edit, which, text="changed " * chance.randrange(1, 40))
            case 3 if not self._hidden:
                self._hidden = which
                await do(FAY, notes.hide, which, on=True)
            case 4 if self._hidden:
                await do(FAY, notes.hide, self._hidden, on=False)
                self._hidden = None
            case 5:
                await do(FAY, notes.move, which, column_id=column_id, after=chance.choice(["", None]))
            case 10 if which != self._hidden:
                await do(FAY, undo.undo, action=await do(FAY, notes.hide, which, on=True))
            case 6 | 7 if which != self._hidden:
                self._mapped = which, chance.choice(ELEMENTS)
                await do(FAY, codings.give, *self._mapped)
            case 8 if self._mapped and self._mapped[0] != self._hidden:
                await do(FAY, codings.take, *self._mapped)
            case 9:
                words = "What else? " * chance.randrange(1, 12)
                await do(FAY, columns.word, column_id, words, {}, short_name=f"Name {chance.random()}")
            case _:
                await do(FAY, workshops.replace_code)
