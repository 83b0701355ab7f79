"""The project file and the codebook of REFI-QDA, read by another library and checked against the published schemas."""

import io
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.exports.programmes import to_qdc, to_qdpx
from app.exports.programmes.bundle import ProgrammeBundle
from app.exports.programmes.facts import ExcerptFacts
from tests.exports.programmes.full import FullProgramme

SCHEMAS = {
    kind: etree.XMLSchema(file=str(Path(__file__).parent / "schemas" / f"REFI-QDA-{kind}.xsd"))
    for kind in ("Project", "Codebook")
}
P = {"p": to_qdpx.NAMESPACE}
# Texts of every kind: emoji of several code points, combining marks, right-to-left, line breaks, NUL, half a pair.
ANY = st.one_of(
    st.text(min_size=1, max_size=80),
    st.text(st.sampled_from("a é\u0301👩\u200d👧🏽\u202eمرحبا\r\n\x00\ufeff\ud800\t\u2028"), min_size=1, max_size=80),
    st.builds(lambda letter: letter * 100_000, st.sampled_from("xé👍")),
)


@dataclass(frozen=True)
class Selection:
    """One selection as another program reads it: its words, and (code, user) of each coding."""

    words: str
    start: int
    coder: str
    codings: frozenset[tuple[str, str]]
    notes: int
    description: str


@dataclass(frozen=True)
class Read:
    root: etree._Element
    files: dict[str, str]
    selections: dict[str, list[Selection]]


def read(content: bytes) -> Read:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        root = etree.fromstring(packed.read("project.qde"))
        files = {name: packed.read(name).decode() for name in packed.namelist() if name.startswith("sources/")}
    SCHEMAS["Project"].assertValid(root)
    codes = {node.get("guid"): node.get("name") for node in root.iterfind(".//p:Code", P)}
    users = {node.get("guid"): node.get("name") for node in root.iterfind(".//p:User", P)}
    found: dict[str, list[Selection]] = {}
    for source in root.iterfind(".//p:TextSource", P):
        text = files[source.get("plainTextPath").replace("internal://", "sources/")]
        rows = found.setdefault(source.get("name"), [])
        for node in source.iterfind("p:PlainTextSelection", P):
            start, end = int(node.get("startPosition")), int(node.get("endPosition"))
            given_codes = frozenset(
                (codes[coding.find("p:CodeRef", P).get("targetGUID")], users[coding.get("creatingUser")])
                for coding in node.iterfind("p:Coding", P)
            )
            coder, notes = users[node.get("creatingUser")], len(node.findall("p:NoteRef", P))
            about = node.findtext("p:Description", "", P)
            rows.append(Selection(text[start:end], start, coder, given_codes, notes, about))
    return Read(root, files, found)


def test_the_project_has_the_products_words_codes_coders_themes_and_memos(
    full: FullProgramme, taken: ProgrammeBundle
) -> None:
    found = read(to_qdpx.write(taken, "en"))
    by_words: dict[str, list[Selection]] = {}
    for one in (one for rows in found.selections.values() for one in rows):
        by_words.setdefault(one.words, []).append(one)
        # QualCoder takes the coder from the selection.
        assert {user for _code, user in one.codings} <= {one.coder}
    # Every unit with a code, theme, group or memo is there in its own words.
    assert set(by_words) == {unit.text for unit in taken.units}
    people = by_words["People know her 🙂"]
    names = taken.names("en", "Not about the framework")
    voice, decisions, claim = names["involve_voice"], names["involve_decisions"], "Goodwill leaves when people leave"
    assert {one.coder for one in people} == {"Shared codebook", "Lena", "Ravi"}
    assert {coding for one in people for coding in one.codings} == {
        *((voice, user) for user in ("Shared codebook", "Lena")),
        *((name, "Shared codebook") for name in (names["value_trust"], names["facet_works"], claim, "Group: Resident")),
        (decisions, "Ravi"),
    }
    # The notes about the passage are with its first selection, whose description repeats them.
    assert [(one.notes, bool(one.description)) for one in people] == [(1, True), (0, False), (0, False)]
    against = {coding for one in by_words["About parking"] for coding in one.codings}
    assert (f"Against: {claim}", "Shared codebook") in against
    assert ("Not about the framework", "Shared codebook") in against
    # Positions in an interview are the product's own.
    starts = {one.start for one in found.selections["Interview 1, council"]}
    assert starts == {row.start for row in taken.record.excerpts if row.interview == full.talk}
    # Importers make files of these names.
    assert "Interview 2-3- NHS-" in found.selections
    codes = [node.get("name") for node in found.root.iterfind(".//p:Code", P)]
    assert len(codes) == len(set(codes))
    part = found.root.xpath("//p:Code[@name='Deciding comes too late']/..", namespaces=P)
    assert [node.get("name") for node in part] == [claim]
    notes = [node for node in found.root.iterfind("p:Notes/p:Note", P) if node.get("creationDateTime")]
    texts = {found.files[node.get("plainTextPath").replace("internal://", "sources/")] for node in notes}
    assert {"About a note.", "About a code, alone.", "People are asked late.", "One officer."} <= texts
    assert len(found.root.findall("p:NoteRef", P)) == 1


def test_a_memo_about_an_interview_is_also_in_the_description_of_its_text(taken: ProgrammeBundle) -> None:
    # QualCoder drops a note that a text refers to.
    interview = taken.record.interviews[0]
    memo = replace(taken.record.memos[0], kind="interview", about=interview.id, text="They paused here.")
    found = read(to_qdpx.write(replace(taken, record=replace(taken.record, memos=[memo])), "en"))
    (source,) = found.root.iterfind(".//p:TextSource[p:NoteRef]", P)
    reference = source.find("p:NoteRef", P).get("targetGUID")
    assert found.files[f"sources/{reference}.txt"] == memo.text
    about = source.findtext("p:Description", "", P)
    assert (source.get("name"), about.startswith(interview.title), about.endswith(f"\n\n{memo.text}")) == (
        "Interview 1, council",
        True,
        True,
    )


def test_every_name_and_identifier_in_the_project_is_one_that_importers_understand(taken: ProgrammeBundle) -> None:
    content = to_qdpx.write(taken, "cy")
    assert content == to_qdpx.write(taken, "cy")
    found = read(content)
    identifiers = [node.get("guid") for node in found.root.iter("{*}*") if node.get("guid")]
    assert len(identifiers) == len(set(identifiers))
    for tag in ("TextSource", "PlainTextSelection", "Coding", "Note"):
        for node in found.root.iterfind(f".//p:{tag}", P):
            assert node.get("creatingUser"), tag
            assert node.get("creationDateTime"), tag
    assert {node.get("guid") for node in found.root.iterfind(".//p:TextSource", P)} <= {
        name.removeprefix("sources/").removesuffix(".txt") for name in found.files
    }
    assert not [name for name, text in found.files.items() if "\r" in text or text.startswith("\ufeff")]
    # Everything that is referred to is there: codes that can be given, notes, and the people who made something.
    references = {
        (etree.QName(node).localname, node.get("targetGUID")) for node in found.root.iterfind(".//*[@targetGUID]")
    }
    codable = {node.get("guid") for node in found.root.iterfind(".//p:Code[@isCodable='true']", P)}
    notes = {node.get("guid") for node in found.root.iterfind("p:Notes/p:Note", P)}
    assert references <= {*(("CodeRef", code) for code in codable), *(("NoteRef", note) for note in notes)}
    people = {node.get("guid") for node in found.root.iterfind("p:Users/p:User", P)}
    assert {node.get("creatingUser") for node in found.root.iterfind(".//*[@creatingUser]")} <= people
    paths = [node.get("plainTextPath") for node in found.root.iterfind(".//*[@plainTextPath]")]
    assert sorted(paths) == sorted(name.replace("sources/", "internal://") for name in found.files)


@given(ANY, ANY, st.data())
@settings(max_examples=20)
def test_a_text_of_any_kind_is_read_back_at_the_same_positions(
    taken: ProgrammeBundle, spoken: str, posted: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(spoken) - 1))
    end = data.draw(st.integers(start + 1, len(spoken)))
    record, part = taken.record, taken.record.workshops[0]
    first, *others = part.record.notes
    interview = replace(record.interviews[0], text=spoken)
    excerpt = replace(next(row for row in record.excerpts if row.interview == interview.id), start=start, end=end)
    rows: list[ExcerptFacts] = [excerpt, *(row for row in record.excerpts if row.interview != interview.id)]
    board = replace(part, record=replace(part.record, notes=[replace(first, text=posted), *others]))
    made = replace(record, interviews=[interview, *record.interviews[1:]], excerpts=rows, workshops=[board])
    found = read(to_qdpx.write(replace(taken, record=made), "en"))
    (place,) = {(one.start, one.words) for one in found.selections["Interview 1, council"]}
    assert (place[0], _same(spoken[start:end], place[1])) == (start, True)
    question = next(rows for name, rows in found.selections.items() if "Question 1" in name)
    words = list({one.start: one.words for one in question}.values())
    assert _same(posted, words[0])
    # The notes after it have not moved.
    assert words[1] == next(note.text for note in others if note.column == 1)


def _same(words: str, read_back: str) -> bool:
    """True if only characters that no text file can hold, or that importers would join or skip, were replaced."""
    replaced = {"\x00": "\ufffd", "\r": "\n", "\ufeff": " "}
    return len(words) == len(read_back) and all(
        one == other or other in (replaced.get(one, "\ufffd"), " ") for one, other in zip(words, read_back, strict=True)
    )


def test_the_codebook_is_valid_and_has_the_meaning_of_every_code(taken: ProgrammeBundle) -> None:
    root = etree.fromstring(to_qdc.write(taken, "en"))
    SCHEMAS["Codebook"].assertValid(root)
    namespace = {"c": to_qdc.NAMESPACE}
    codes = {node.get("name"): node for node in root.iterfind(".//c:Code", namespace)}
    assert set(taken.names("en", "Not about the framework").values()) <= set(codes)
    trust = codes["Trust in people"]
    words = "Rests on persons.\n\nSignals:\n- Knows her\n- Ask Jo\n\nBoundary rule:\nNot roles."
    assert trust.findtext("c:Description", namespaces=namespace) == words
    # The same code has the same identifier in the project file.
    project = read(to_qdpx.write(taken, "cy")).root
    assert {node.get("guid") for node in codes.values()} <= {n.get("guid") for n in project.iterfind(".//p:Code", P)}
