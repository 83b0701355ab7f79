"""Translation of every page, right-to-left languages, and the choice of a language."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from lxml import html

from app.domain.mapping.codings import CodeBook
from app.domain.workshops import device_codes, plans
from app.presentation import translations
from app.rehearsal.page_model import PageModel
from scripts.strings import messages
from tests.app_client import inside, set_up
from tests.workshop import ANA, FAY

APP = Path(translations.__file__).parent.parent


def pseudo(words: str) -> str:
    """A message between marks, with its placeholders unchanged."""
    return f"⟦{words}⟧"


def pseudo_locale(folder: Path, locale: str) -> Path:
    """A folder with a translation in which every message is between marks."""
    folder.mkdir()
    catalogue = Catalog(locale=locale)
    for _name, message in messages():
        if isinstance(message, tuple):
            catalogue.add(message, tuple(pseudo(message[1]) for _ in range(catalogue.num_plurals)))
        else:
            catalogue.add(message, pseudo(message))
    with (folder / f"{locale}.po").open("wb") as file:
        write_po(file, catalogue)
    return folder


@pytest.fixture
def arabic(tmp_path: Path) -> Path:
    """A folder with a right-to-left pseudo-locale."""
    return pseudo_locale(tmp_path / "locales", "ar")


@pytest.fixture
def brazilian(tmp_path: Path) -> Path:
    """A folder with a pseudo-locale for Brazil, in a file named as translators name it."""
    return pseudo_locale(tmp_path / "locales", "pt_BR")


@pytest.mark.parametrize("path", sorted(translations.LOCALES.glob("*.po")), ids=lambda path: path.stem)
def test_every_translation_is_complete_and_has_the_same_placeholders(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    for _name, message in messages():
        singular = message[0] if isinstance(message, tuple) else message
        found = catalogue.get(singular)
        assert found is not None, f"{singular!r}: run python -m scripts.strings"
        translated = found.string if isinstance(found.string, tuple) else (found.string,)
        for words in translated:
            assert words, f"{singular!r} is not translated"
            holes = r"%\(\w+\)s|\{\w+\}"
            fills = set(re.findall(holes, str(message[1] if isinstance(message, tuple) else message)))
            assert set(re.findall(holes, words)) == fills, words


async def test_every_message_on_every_page_is_translated(tmp_path: Path, arabic: Path) -> None:
    async with inside(tmp_path, locales_dir=arabic) as app_client:
        app_client.workshop.post(ANA, "words")
        olga = app_client.visitor(**{"accept-language": "ar"})
        first = await olga.get(app_client.inside.keys.setup_link(""))
        assert not list(untranslated(html.document_fromstring(first.text)))
        await set_up(app_client, olga)
        fay, ana = (app_client.visitor(ref, **{"accept-language": "ar-EG,ar;q=0.9,en;q=0.5"}) for ref in (FAY, ANA))
        zed = app_client.visitor(**{"accept-language": "ar"})
        code = app_client.workshop.act(ANA, device_codes.make)
        for visitor, path in (
            *(
                (fay, app_client.path(path))
                for path in ("", "/map", "/tables", "/share", "/participants", "/records", "/questions", "/agenda")
            ),
            *(
                (ana, path)
                for path in (app_client.path(), "/", "/nothing", app_client.path("/map"), app_client.path("/device"))
            ),
            *((zed, path) for path in (app_client.path("/join"), "/j/wrong7")),
            *(
                (olga, path)
                for path in (
                    "/workshops",
                    "/workshops/new?plan=blank",
                    "/account",
                    "/account/details",
                    "/account/password",
                    "/account/second-factor",
                    "/organisers",
                    app_client.path("/details"),
                    app_client.path("/framework"),
                )
            ),
            (zed, "/sign-in"),
            *((zed, f"/help{rest}") for rest in ("", "/facilitator", "/organiser")),
            (zed, "/accessibility"),
            *((zed, path) for path in (f"/r/{code}", "/r")),
            (fay, app_client.path("/handout")),
        ):
            page = html.document_fromstring((await visitor.get(path)).text)
            assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
            assert not list(untranslated(page)), path
        page = await ana.get(app_client.path())
        assert "Question 1?" in page.text


def untranslated(page: html.HtmlElement) -> Iterator[str]:
    """Untranslated English on a page: text outside the marks that does not belong to the workshop."""
    own = {
        "English",
        "Cymraeg",
        "العربية",
        "Commonboard",
        "Eastfield Council",
        "Olga",
        "olga@council.example",
        "A workshop",
        "The workshop",
        "words",
        *("Excel", "CSV", "JSON", "Europe/London"),
        *(f"Question {n}?" for n in (1, 2, 3)),
    }
    texts = [*page.itertext(), *page.xpath("//@aria-label | //@title | //@placeholder | //@alt | //@data-confirm")]
    texts += page.xpath("//*[@id='messages']/@*[starts-with(name(), 'data-')]")
    for part in texts:
        outside = re.sub(r"⟦[^⟦⟧]*(⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧", "", part)
        # The names of plural categories in messages with counts.
        outside = re.sub(r'"(zero|one|two|few|many|other)":', "", outside)
        for name in own:
            outside = outside.replace(name, "")
        if element_names(part) and element_names(outside) and re.search(r"[A-Za-z]{3,}", outside):
            yield part


@cache
def framework_words() -> frozenset[str]:
    """All that the framework says."""
    content = plans.default_framework()
    code_book = CodeBook(content)
    elements = [element for group in content["groups"] for element in group["elements"]]
    names = [item["name"] for item in (*elements, *content["groups"], *content["values"], *code_book.facets)]
    for item in (*content["groups"], *content["values"], *elements):
        names += [text for texts in item["words"].values() for text in texts.values()]
    for element in elements:
        names += [element["description"], *element["signals"], code_book.with_names(element["boundary"])]
    return frozenset(names)


def element_names(words: str) -> bool:
    """True unless the text belongs to the framework, which organisers translate, or is a code, key or address."""
    if words.strip() in framework_words() or re.fullmatch(r"\s*([A-Z0-9]{3} ?[A-Z0-9]{3})?\s*", words):
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
def test_a_page_is_in_the_language_that_the_browser_asks_for(wanted: str | None, chosen: str) -> None:
    assert translations.choose(wanted, translations.SOURCE) == chosen


async def test_choosing_a_language_returns_to_the_same_page(tmp_path: Path) -> None:
    async with inside(tmp_path) as app_client:
        phone = app_client.visitor()
        assert "Join a workshop" in (await phone.get("/")).text
        answer = await phone.post("/language", data={"language": "cy"}, headers={"referer": "http://evil.test/w/x?y=1"})
        assert answer.headers["location"] == "/w/x?y=1"
        assert "Ymuno â gweithdy" in (await phone.get("/")).text
        await phone.post("/language", data={"language": "klingon"})
        assert "Ymuno â gweithdy" in (await phone.get("/")).text


async def test_a_language_with_a_country_can_be_chosen_by_header_and_cookie(tmp_path: Path, brazilian: Path) -> None:
    async with inside(tmp_path, locales_dir=brazilian) as app_client:

        async def page(path: str = "/", cookie: str = "", **headers: str) -> html.HtmlElement:
            phone = app_client.visitor(ANA, **headers)
            if cookie:
                phone.cookies.set("language", cookie, domain="board.test", path="/")
            return html.document_fromstring((await phone.get(path)).text)

        for header in ("pt-BR,pt;q=0.9,en;q=0.8", "pt-br", "en;q=0.5,pt-PT;q=0.7"):
            front = await page(**{"accept-language": header})
            assert (front.get("lang"), front.get("dir")) == ("pt-BR", "ltr"), header
            assert "⟦Join a workshop⟧" in front.text_content()
        for cookie in ("pt-BR", "pt_BR"):
            assert (await page(cookie=cookie)).get("lang") == "pt-BR"
        board = await page(app_client.path(), **{"accept-language": "pt-BR"})
        assert board.xpath("//*[@data-lang]/@data-lang") == ["pt-BR"]
        assert any("&lang=pt-BR" in way for way in board.xpath("//@*[name()='hx-ws:connect']"))
        # The button for this language has the same tag as the page.
        button, *_ = board.xpath("//button[@name='language'][@lang='pt-BR']")
        assert (button.get("value"), button.text) == ("pt-BR", "Português (Brasil)")
        phone = app_client.visitor(**{"accept-language": "en"})
        await phone.post("/language", data={"language": button.get("value")})
        assert html.document_fromstring((await phone.get("/")).text).get("lang") == "pt-BR"


async def test_a_workshop_can_have_texts_in_a_language_with_a_country(tmp_path: Path, brazilian: Path) -> None:
    async with inside(tmp_path, locales_dir=brazilian) as app_client:
        olga = app_client.visitor()
        await set_up(app_client, olga)
        start = {"title": "Health", "question": "How?", "held_on": "2027-03-01", "keep_until": "2028-03-01"}
        start |= {"naming": "anonymous", "time_zone": "Europe/London", "notice": "", "language": "en"}
        made = await olga.post("/workshops", data=start | {"title-pt-BR": "Saúde", "question-pt-BR": "Como?"})
        key = made.headers["location"].split("/")[2]
        await olga.post(f"/w/{key}/opening")
        board = await olga.get(f"/w/{key}", headers={"accept-language": "pt-BR"})
        (heading,) = html.document_fromstring(board.text).xpath("//h2[starts-with(@id, 'question-')]")
        assert (heading.text_content().strip(), heading.get("lang")) == ("Como?", None)
        assert (await olga.get(f"/w/{key}/details")).text.count('lang="pt-BR"') >= 3


async def test_readers_of_two_languages_see_the_same_notes(tmp_path: Path) -> None:
    async with inside(tmp_path) as app_client:
        app_client.workshop.post(ANA, "the same words")
        pages = [
            await app_client.visitor(ANA, **{"accept-language": tag}).get(app_client.path()) for tag in ("en", "cy")
        ]
        english, welsh = (PageModel(page.text) for page in pages)
        assert english.notes() == welsh.notes()
        assert english.words() == welsh.words() == ["the same words"]
        assert english.language == "en"
        assert welsh.language == "cy"
        assert "Postio" in pages[1].text
