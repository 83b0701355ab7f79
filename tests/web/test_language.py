"""Every string can be translated, and a page reads from right to left where its language does."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po
from lxml import html

from app import text
from app.domain import plans
from app.domain.errors import Refused
from tests.hall import ANA, FAY
from tests.visiting import inside, set_up

APP = Path(text.__file__).parent


def messages() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """(file, message) for everything marked for the translators."""
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    options = {"templates/**.html": {"newstyle_gettext": "true", "trimmed": "true"}}
    refusals = dict.fromkeys((kind.__name__ for kind in Refused.__subclasses__()), None)
    keywords = {"_": None, "gettext": None, "said": None, "ngettext": (1, 2), **refusals}
    for name, _line, message, _comments, _context in extract_from_dir(APP, methods, options, keywords):
        yield name, message


def pseudo(words: str) -> str:
    """The words between marks, with what is filled in left alone."""
    return f"⟦{words}⟧"


@pytest.fixture
def arabic(tmp_path: Path) -> Path:
    """A pseudo-locale that reads from right to left."""
    folder = tmp_path / "locales"
    folder.mkdir()
    catalogue = Catalog(locale="ar")
    for _name, message in messages():
        if isinstance(message, tuple):
            catalogue.add(message, tuple(pseudo(message[1]) for _ in range(catalogue.num_plurals)))
        else:
            catalogue.add(message, pseudo(message))
    with (folder / "ar.po").open("wb") as file:
        write_po(file, catalogue)
    return folder


def test_there_is_something_to_translate() -> None:
    assert len(set(messages())) > 150


async def test_every_sentence_on_every_page_is_translated(tmp_path: Path, arabic: Path) -> None:
    async with inside(tmp_path, locales_dir=arabic) as house:
        house.hall.post(ANA, "words")
        olga = house.visitor(**{"accept-language": "ar"})
        first = await olga.get(house.inside.keys.setup_link(""))
        assert not list(untranslated(html.document_fromstring(first.text)))
        await set_up(house, olga)
        fay, ana = (house.visitor(ref, **{"accept-language": "ar-EG,ar;q=0.9,en;q=0.5"}) for ref in (FAY, ANA))
        zed = house.visitor(**{"accept-language": "ar"})
        for visitor, path in (
            *((fay, house.path(path)) for path in ("", "/map", "/people", "/records")),
            *((ana, path) for path in (house.path(), "/", "/nothing", house.path("/map"))),
            *((zed, path) for path in (house.path("/join"), "/j/wrong7")),
            *((olga, path) for path in ("/workshops", "/workshops/new?plan=blank", "/account", house.path("/details"))),
            (zed, "/sign-in"),
            (fay, house.path("/handout")),
        ):
            page = html.document_fromstring((await visitor.get(path)).text)
            assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
            assert not list(untranslated(page)), path
        page = await ana.get(house.path())
        assert "Question 1?" in page.text


def untranslated(page: html.HtmlElement) -> Iterator[str]:
    """English that no translator has seen: words outside the marks that are not the workshop's own."""
    own = {
        "Commonboard",
        "Eastfield Council",
        "Olga",
        "olga@council.example",
        "A workshop",
        "The hall",
        "words",
        *(f"Question {n}?" for n in (1, 2, 3)),
    }
    said = [*page.itertext(), *page.xpath("//@aria-label | //@title | //@placeholder | //@alt | //@data-confirm")]
    said += page.xpath("//*[@id='words']/@*[starts-with(name(), 'data-')]")
    for part in said:
        outside = re.sub(r"⟦[^⟦⟧]*(⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧", "", part)
        for name in own:
            outside = outside.replace(name, "")
        if element_names(outside) and re.search(r"[A-Za-z]{3,}", outside):
            yield part


def element_names(words: str) -> bool:
    """Whether these are not words of the framework, which an organiser translates, nor a code, key or address."""
    content = plans.default_framework()
    names = [item["name"] for group in content["groups"] for item in group["elements"]]
    names += [group["name"] for group in content["groups"]] + [value["name"] for value in content["values"]]
    if any(words.strip() == name for name in names) or re.fullmatch(r"\s*([A-Z0-9]{3} ?[A-Z0-9]{3})?\s*", words):
        return False
    return not re.match(r"\s*(https?://|note-|/w/)", words)


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("xx,en;q=0.1", "en"),
        (None, "en"),
        ("", "en"),
        ("en;q=oops", "en"),
        ("*", "en"),
        (",,,;;;q=,", "en"),
    ],
)
def test_a_language_is_chosen_for_every_browser(wanted: str | None, chosen: str) -> None:
    assert text.choose(wanted, text.SOURCE) == chosen
