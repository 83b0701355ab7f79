"""A document with everything that documents can say, and what writes and reads it."""

import shutil
from collections.abc import Callable

import pytest
from hypothesis import strategies as st

from app.exports.documents import to_docx, to_html, to_odt, to_pdf
from app.exports.documents.model import Document, Figure, Heading, Items, Paragraph, Quote, Run, Table
from tests.exports.documents.readers import Read, read_docx, read_html, read_odt

SVG = """<svg viewBox="0 0 400 120"><title>Bars</title><rect x="0" y="20" width="200" height="30" fill="#2a6f3c"/>
<path id="line" d="M0 90H300"/><text x="0" y="100" font-size="20">Voice &amp; insight ŵ</text></svg>"""
NASTY = "#emph[no] $x$ *bold* <script>alert(1)</script> =1+1 @ref \\ {{ x }} ŵ ŷ Ŵ Ŷ 😀👩‍👩‍👧 é"
COUNCIL_AT, NOTES_AT = "https://example.org/reports/council/1#findings", "https://example.org/reports/notes"
DOCUMENT = Document(
    "Stronger together: what Eastfield told us",
    "en",
    (
        Heading(1, "1 About <this> report", "about"),
        Paragraph(
            (Run("Plain, "), Run("bold", bold=True), Run(" and  two spaces. "), Run("both", bold=True, italic=True))
        ),
        Paragraph((Run(NASTY), Run("a link", link="https://example.org/?a=1&b=2"), Run("\nnext line"))),
        Heading(2, "Relationships depend on a few people"),
        Quote("When our contact left\nit all went quiet", "Voluntary group, workshop"),
        Quote("Mae'r gymuned yn gryf ŵ", "", "cy"),
        Quote("نحن نعمل معا 12", "Resident", "ar"),
        Table(
            "Who raised relationships, by group",
            ("Group", Run("Notes", link=NOTES_AT), "People"),
            ((Run("Council", link=COUNCIL_AT), "4", "<3"), ("=1+1", "–", "11"), ("All groups", "13", "42")),
            "“<3” means one or two.",
            total=True,
        ),
        Heading(1, "2 What we found"),
        Figure(SVG, "Bars: voice and insight 13", "Evidence by element"),
        Items(((Run("First "), Run("thing", bold=True)), (Run("Second"),)), numbered=True),
        Items(((Run("A point"),),)),
        Table("Empty", ("Step",), ()),
    ),
    "Working links are valued.",
    "The team",
    "18 January 2027",
    "Healthier neighbourhoods · edition 1",
    (("Notes read", "123"),),
)
WRITERS: dict[str, Callable[[Document], bytes]] = {
    "html": to_html.write,
    "odt": to_odt.write,
    "docx": to_docx.write,
    "pdf": to_pdf.write,
}
READERS: dict[str, Callable[[bytes], Read]] = {"html": read_html, "odt": read_odt, "docx": read_docx}


def installed(program: str, name: str) -> pytest.MarkDecorator:
    """Leave a test out where this program is not installed."""
    return pytest.mark.skipif(not shutil.which(program), reason=f"LEFT OUT: {name} is not installed")


TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("#$*_`@<>&\\{}[]\"'=+-\x00\x0b\r\n\t\u200d\u202e\u2066\ufe0f"),
        st.sampled_from("ŵŷנحم中ह😀👩\u0301\u0489"),
    ),
    min_size=1,
    max_size=60,
)
