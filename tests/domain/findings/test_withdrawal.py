"""Whatever was done with them before: once an interview and a note are withdrawn, none of their words are anywhere."""

from contextlib import suppress
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.findings import programmes
from app.domain.findings.coding import memos
from app.domain.findings.interviews import excerpts, interviews
from app.domain.findings.programmes import fresh_id
from app.domain.findings.rights import Colleague
from app.domain.findings.themes import cells, evidence, matrix, themes, undoing
from app.domain.findings.themes.matrix import Address, Columns, Rows
from app.domain.findings.units import EXCERPT, Ref, note_ref
from app.domain.mapping import codings
from app.domain.models import metadata
from app.domain.records import erasure
from tests.programme import LENA, RAVI, SampleProgramme
from tests.workshop import ANA, FAY

VOICE = "involve_voice"
NUMBERS = count(1)
NOTE = "Zebra four was drawn."
SENTENCES = ["Zebra one is named.", "Zebra two was here.", "Zebra three left us."]
steps = st.lists(
    st.tuples(
        st.sampled_from(["theme", "against", "quote", "cell", "merge", "remove", "uncode", "memo", "undo"]),
        st.integers(0, 3),
    ),
    max_size=8,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps, st.integers(0, 8))
def test_withdrawing_an_interview_and_a_note_at_any_time_leaves_no_quote_of_them(
    sqlite_programme: SampleProgramme, taken: list[tuple[str, int]], when: int
) -> None:
    programme, number = sqlite_programme, next(NUMBERS)
    interview = programme.interview(f"Ann: {' '.join(SENTENCES)}", number=number)
    first, second = f"a{number:023x}", f"b{number:023x}"
    names = [_excerpt(programme, interview.id, sentence) for sentence in SENTENCES]
    note = programme.workshop.post(ANA, NOTE)
    programme.workshop.act(FAY, codings.give, note, VOICE)
    names.append(Ref("note", note_ref(programme.workshop.id, note)))

    def withdraw() -> None:
        programme.act(LENA, interviews.withdraw, interview.id)
        programme.workshop.act(FAY, erasure.erase_note, note)

    for theme_id in (first, second):
        programme.act(RAVI, themes.add, theme_id, themes.Wording(f"Theme {theme_id[0]}"))
        programme.act(RAVI, evidence.give, theme_id, names)
    for at, (step, which) in enumerate(taken):
        if at == when:
            withdraw()
        programme.act(RAVI, _act, step, names[which], [*SENTENCES, NOTE][which], (first, second))
    if when >= len(taken):
        withdraw()
    assert "Zebra" not in programme.read(_everything)
    assert "Zebra" not in repr(programme.read(lambda session: _shown(session, programme)))
    # A programme has room for a limited number of themes.
    for theme_id in (first, second):
        with suppress(NotFound):
            programme.act(RAVI, themes.remove, theme_id)


def _act(session: Session, person: Colleague, step: str, name: Ref, words: str, theme_ids: tuple[str, str]) -> None:
    """One act of an analyst, which is refused if what it needs is gone."""
    first, second = theme_ids
    (place,) = programmes.places(session, person.programme)
    address = Address("place", str(place.id), "element", VOICE)
    cell = cells.find(session, person, address).cell
    with suppress(NotFound, Invalid, Conflict), session.begin_nested():
        match step:
            case "theme" | "against":
                evidence.give(session, person, first, [name], "for" if step == "theme" else "against")
            case "quote":
                # What an analyst wrote in place of a name goes with the quote.
                with undoing.kept(session, person, "quoted", theme_ids=theme_ids):
                    evidence.quote(session, person, first, name, words.replace("Zebra", "[a Zebra]"))
            case "memo":
                memos.write(session, person, fresh_id(), memos.About(*name), f"She says: {words}")
            case "undo":
                done = undoing.latest(session, person)
                undoing.undo(session, person, done.number if done else 0)
            case "cell":
                quoted = [(name, words)]
                cells.write(session, person, address, "A summary", quoted, cell.revision if cell else 0)
            case "merge":
                themes.merge(session, person, second, first)
            case "remove":
                themes.remove(session, person, second)
            case _:
                excerpts.uncode(session, person, name.ref)


def _excerpt(programme: SampleProgramme, interview_id: str, words: str) -> Ref:
    start = programme.stored(interview_id).text.index(words)
    selected = excerpts.Selected(start, start + len(words), words)
    return Ref(EXCERPT, programme.act(RAVI, excerpts.code, interview_id, selected, VOICE).id)


def _everything(session: Session) -> str:
    """Every row of every table."""
    tables = metadata.tables.values()
    return repr([tuple(row) for table in tables for row in session.connection().execute(table.select())])


def _shown(session: Session, programme: SampleProgramme) -> list[object]:
    found = programme.programme(session)
    themes_shown = evidence.of_themes(session, found, programme.units())
    return [*themes_shown, *(matrix.read(session, found, rows, columns) for rows in Rows for columns in Columns)]
