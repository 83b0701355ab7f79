"""Themes and their evidence."""

import pytest
from sqlmodel import Session, select

from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.findings import versions
from app.domain.findings.interviews import excerpts
from app.domain.findings.rights import Colleague
from app.domain.findings.themes import evidence, themes
from app.domain.findings.themes.evidence import AGAINST, FOR, Rests
from app.domain.findings.themes.theme_models import ThemeEvidence
from app.domain.findings.themes.themes import Wording
from app.domain.findings.units import ANALYSIS, Ref, note_ref
from app.domain.workshops import closing
from tests.programme import LENA, RAVI, RHYS, SampleProgramme
from tests.workshop import ANA, FAY

A, B, C = "a" * 24, "b" * 24, "c" * 24
VOICE = "involve_voice"


def note(programme: SampleProgramme, words: str = "Some words here") -> Ref:
    return Ref("note", note_ref(programme.workshop.id, programme.workshop.post(ANA, words)))


def excerpt(programme: SampleProgramme, interview_id: str, words: str) -> Ref:
    text = programme.stored(interview_id).text
    start = text.index(words)
    selected = excerpts.Selected(start, start + len(words), words)
    return Ref("excerpt", programme.act(RAVI, excerpts.code, interview_id, selected, VOICE).id)


def theme(programme: SampleProgramme, theme_id: str = A, name: str = "Goodwill leaves when people leave") -> str:
    return programme.act(RAVI, themes.add, theme_id, Wording(name)).id


def rests(programme: SampleProgramme) -> dict[str, Rests]:
    def read(session: Session) -> list[Rests]:
        return evidence.of_themes(session, programme.programme(session), programme.units())

    return {one.theme.id: one for one in programme.read(read)}


def test_each_unit_counts_once_in_a_theme_and_its_parts(programme: SampleProgramme) -> None:
    first, second = note(programme), note(programme)
    theme(programme, A)
    theme(programme, B)
    programme.act(RAVI, evidence.give, A, [first, second, first])
    programme.act(RAVI, evidence.give, A, [first], AGAINST)
    programme.act(RAVI, evidence.give, B, [first])
    programme.act(RAVI, themes.nest, B, A)
    found = rests(programme)
    assert len(found[A].names) == 2
    # The unit that is for a part and against the theme itself counts as against it.
    assert (found[A].total(FOR), found[A].total(AGAINST)) == (1, 1)
    assert (len(found[A].having(FOR)), len(found[A].having(AGAINST))) == (1, 1)
    assert found[A].by_place == {programme.place.id: 2}
    theme(programme, C)
    programme.act(RAVI, themes.nest, C, A)
    programme.act(RAVI, themes.nest, B, None)
    assert list(rests(programme)) == [A, C, B]
    programme.act(RAVI, evidence.take, A, [second])
    assert rests(programme)[A].names == {first}


def test_themes_nest_one_level(sqlite_programme: SampleProgramme) -> None:
    for each in (A, B, C):
        theme(sqlite_programme, each)
    sqlite_programme.act(RAVI, themes.nest, B, A)
    for child, parent in ((C, B), (A, C), (A, A)):
        with pytest.raises(Conflict):
            sqlite_programme.act(RAVI, themes.nest, child, parent)


def test_removing_a_theme_frees_its_evidence_and_can_be_undone(programme: SampleProgramme) -> None:
    first = note(programme)
    theme(programme, A)
    theme(programme, B)
    programme.act(RAVI, evidence.give, A, [first])
    programme.act(RAVI, themes.nest, B, A)
    programme.act(RAVI, themes.remove, A)
    assert set(rests(programme)) == {B}
    assert rests(programme)[B].theme.parent_id is None
    programme.act(RAVI, themes.restore, A)
    assert rests(programme)[A].names == {first}


def test_merging_gives_the_other_theme_the_evidence_once(programme: SampleProgramme) -> None:
    first, second = note(programme), note(programme)
    theme(programme, A)
    theme(programme, B)
    programme.act(RAVI, evidence.give, A, [first, second])
    programme.act(RAVI, evidence.give, B, [first], AGAINST)
    programme.act(RAVI, themes.merge, A, B)
    (left,) = rests(programme).values()
    assert {piece.unit.name: piece.stance for piece in left.pieces} == {first: AGAINST, second: FOR}


def test_a_stale_save_is_refused_and_an_undo_brings_back_the_former_words(programme: SampleProgramme) -> None:
    theme(programme)
    programme.act(RAVI, themes.reword, A, Wording("Second name", elements=(VOICE,)), 0)
    with pytest.raises(Conflict):
        programme.act(LENA, themes.reword, A, Wording("Lena's name"), 0)
    (former,) = programme.act(RAVI, versions.listed, "theme", A)
    restored = programme.act(RAVI, themes.restore_version, A, former.revision, 1)
    assert (restored.name, restored.revision) == ("Goodwill leaves when people leave", 2)
    with pytest.raises(NotFound):
        programme.act(RAVI, themes.restore_version, A, 7, 2)


def test_the_last_fifty_versions_are_kept(sqlite_programme: SampleProgramme) -> None:
    theme(sqlite_programme)

    def often(session: Session, person: Colleague) -> None:
        for revision in range(60):
            themes.reword(session, person, A, Wording(f"Name {revision}"), revision)

    sqlite_programme.act(RAVI, often)
    kept = sqlite_programme.act(RAVI, versions.listed, "theme", A)
    assert [row.revision for row in kept] == list(range(59, 9, -1))


def test_a_reviewer_changes_no_theme_and_no_evidence(sqlite_programme: SampleProgramme) -> None:
    first = note(sqlite_programme)
    theme(sqlite_programme)
    for act in (
        lambda: sqlite_programme.act(RHYS, themes.add, B, Wording("Name")),
        lambda: sqlite_programme.act(RHYS, themes.reword, A, Wording("Name"), 0),
        lambda: sqlite_programme.act(RHYS, themes.remove, A),
        lambda: sqlite_programme.act(RHYS, themes.merge, A, B),
        lambda: sqlite_programme.act(RHYS, evidence.give, A, [first]),
        lambda: sqlite_programme.act(RHYS, evidence.take, A, [first]),
        lambda: sqlite_programme.act(RHYS, evidence.quote, A, first, None),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_quote_is_the_persons_own_words_and_only_with_consent(programme: SampleProgramme) -> None:
    first = note(programme, "Our contact left the council.")
    interview = programme.interview(consent=ANALYSIS)
    spoken = excerpt(programme, interview.id, "People know her.")
    theme(programme)
    programme.act(RAVI, evidence.give, A, [first, spoken])
    with pytest.raises(Invalid):
        programme.act(RAVI, evidence.quote, A, first, "Our friend left the council.")
    with pytest.raises(Invalid):
        programme.act(RAVI, evidence.quote, A, spoken, "People know her.")
    with pytest.raises(Invalid):
        programme.act(RAVI, evidence.quote, A, first, "[She] left the council.")
    programme.workshop.act(FAY, closing.close, on=True)
    programme.act(RAVI, evidence.quote, A, first, "[She] left the council.")
    assert [piece.quote for piece in rests(programme)[A].pieces] == ["[She] left the council.", None]


def test_no_table_of_themes_holds_words_of_a_source(sqlite_programme: SampleProgramme) -> None:
    first = note(sqlite_programme, "Unmistakable words")
    theme(sqlite_programme)
    sqlite_programme.act(RAVI, evidence.give, A, [first])
    sqlite_programme.act(RAVI, evidence.quote, A, first, "Unmistakable words")
    rows = sqlite_programme.read(lambda session: session.exec(select(ThemeEvidence)).all())
    assert "Unmistakable" not in repr(rows)
    assert rests(sqlite_programme)[A].pieces[0].quote == "Unmistakable words"
