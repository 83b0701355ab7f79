"""Reading the words of an interview from files."""

import zipfile
from io import BytesIO

import docx
import odfdo
import pytest
from docx.oxml import parse_xml

from app.domain.errors import Invalid
from app.domain.findings.interviews.interview_text import prepare
from app.exports import from_transcript
from app.exports.from_transcript import read

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
VTT = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Ann Price>We talk most weeks,

00:00:04.000 --> 00:00:06.000
<v Ann Price>&amp; that helps.</v>

00:00:07.000 --> 00:00:08.000
<v Ben>Why?</v><v Ann Price>It <i>does</i>.
"""
SRT = """1
00:00:01,000 --> 00:00:02,000
Ann: We talk

2
00:00:02,000 --> 00:00:03,000
most weeks.

3
00:00:04,000 --> 00:00:05,000
Ben: Why?
"""


def word_file(*paragraphs: str, xml: str = "") -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if xml:
        document.element.body.insert(0, parse_xml(xml))
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def open_document(*paragraphs: str) -> bytes:
    document = odfdo.Document("text")
    document.body.clear()
    for text in paragraphs:
        document.body.append(odfdo.Paragraph(text))
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def package(**members: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name.replace("_", "."), data)
    return file.getvalue()


WORDS = ("Ann: Mae’n dda 👩\u200d👧.", "Ben: مرحبا e\u0301.")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "\n".join(WORDS).encode()),
        ("a.TXT", "\ufeff".encode() + "\r\n".join(WORDS).encode()),
        ("a.txt", "\n".join(WORDS).encode("utf-16")),
        ("a.docx", word_file(*WORDS)),
        ("a.odt", open_document(*WORDS)),
    ],
)
def test_the_same_words_are_read_from_every_kind_of_file(name: str, data: bytes) -> None:
    assert prepare(read(name, data), names=[]).text == "\n".join(WORDS)


def test_a_text_in_the_encoding_of_older_windows_is_read() -> None:
    assert read("a.txt", "“Café”".encode("cp1252")) == "“Café”"


def test_words_in_tables_and_inserted_words_are_read_and_deleted_words_are_not() -> None:
    changed = (
        f"<w:p {NAMESPACE}><w:r><w:t>Kept</w:t></w:r><w:ins><w:r><w:t> and added</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText> and deleted</w:delText></w:r></w:del></w:p>"
    )
    document = docx.Document(BytesIO(word_file("After.", xml=changed)))
    document.add_table(1, 2).cell(0, 1).text = "In a table"
    file = BytesIO()
    document.save(file)
    assert [line for line in read("a.docx", file.getvalue()).split("\n") if line] == [
        "Kept and added",
        "After.",
        "In a table",
    ]


def test_comments_and_deleted_words_of_an_open_document_are_not_read() -> None:
    document = odfdo.Document(BytesIO(open_document("Said.")))
    content = document.container.get_part("content.xml")
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    content = content.replace(
        b"</office:text>",
        f'<x:tracked-changes xmlns:x="{text}"><x:p>Deleted.</x:p></x:tracked-changes>'
        f'<x:p xmlns:x="{text}">More<x:s x:c="2"/>words'
        f"<office:annotation><x:p>A comment</x:p></office:annotation>.</x:p>"
        "</office:text>".encode(),
    )
    document.container.set_part("content.xml", content)
    file = BytesIO()
    document.container.save(file)
    assert read("a.odt", file.getvalue()).split("\n") == ["Said.", "More  words."]


def test_subtitles_have_one_line_for_each_turn() -> None:
    assert read("a.vtt", VTT.encode()).split("\n") == [
        "Ann Price: We talk most weeks, & that helps.",
        "Ben: Why?",
        "Ann Price: It does.",
    ]
    assert read("a.srt", SRT.encode()).split("\n") == ["Ann: We talk most weeks.", "Ben: Why?"]


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.vtt", "a.srt"])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"\x00\xff" * 50, package(a_xml=b"<a/>")])
def test_a_file_that_is_not_what_its_name_says_is_refused_or_empty(name: str, data: bytes) -> None:
    try:
        assert not prepare(read(name, data)).text.isprintable()
    except Invalid:
        return


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.doc", "docx"])
def test_other_kinds_of_files_are_refused(name: str) -> None:
    with pytest.raises(Invalid, match="Choose a"):
        read(name, b"words")


def test_large_files_and_files_that_unpack_to_more_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Invalid, match="too large"):
        read("a.txt", b"a" * (from_transcript.LARGEST + 1))
    monkeypatch.setattr(from_transcript, "LARGEST_UNPACKED", 10_000)
    with pytest.raises(Invalid, match="too large"):
        read("a.docx", package(word_xml=b" " * 20_000))


ENTITY = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


@pytest.mark.parametrize("name", ["a.docx", "a.odt"])
@pytest.mark.parametrize(
    "parts",
    [
        {"content.xml": ENTITY.encode()},
        {"content.xml": ENTITY.encode("utf-16")},
        {"content.xml": b'<?xml version="1.0" encoding="utf-7"?>' + ENTITY.encode("utf-7")},
        {"word/document.bin": ENTITY.encode()},
        {"_rels/.rels": b"  " + ENTITY.encode()},
        {"a.xml": b"<a/>" * 300_000, "b.bin": b"<a/>" * 300_000},
    ],
    ids=["UTF-8", "UTF-16", "another encoding", "another name", "relations", "many tags"],
)
def test_a_package_whose_xml_could_fill_the_memory_is_refused_before_it_is_parsed(
    name: str, parts: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[object] = []
    for library in (docx, odfdo):
        monkeypatch.setattr(library, "Document", parsed.append)
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for member, content in parts.items():
            packed.writestr(member, content)
    with pytest.raises(Invalid, match="cannot read"):
        read(name, file.getvalue())
    assert parsed == []
