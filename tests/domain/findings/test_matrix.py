"""The framework matrix: counts, summaries, quotes, and what changed after them."""

import pytest

from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.findings import removal
from app.domain.findings.themes import cells, evidence, matrix, themes
from app.domain.findings.themes.matrix import Address, Columns, Count, Matrix, Rows, State
from app.domain.findings.units import Ref, note_of, note_ref
from app.domain.mapping import codings
from tests.programme import LENA, RAVI, RHYS, SampleProgramme
from tests.workshop import ANA, FAY

VOICE, DECISIONS, PARTNERS = "involve_voice", "involve_decisions", "involve_partners"


def note(programme: SampleProgramme, *elements: str, words: str = "Some words") -> Ref:
    """A new note with these elements in its workshop's shared book."""
    made = programme.workshop.post(ANA, words)
    for element in elements:
        programme.workshop.act(FAY, codings.give, made, element)
    return Ref("note", note_ref(programme.workshop.id, made))


def read(programme: SampleProgramme, rows: Rows = Rows.PLACE, columns: Columns = Columns.ELEMENT) -> Matrix:
    return programme.read(lambda session: matrix.read(session, programme.programme(session), rows, columns))


def at(programme: SampleProgramme, element: str = VOICE) -> Address:
    return Address("place", str(programme.place.id), "element", element)


def write(
    programme: SampleProgramme, summary: str, *quoted: tuple[Ref, str], revision: int = 0, by: str = RAVI
) -> None:
    programme.act(by, cells.write, at(programme), summary, quoted, revision)


def shown(programme: SampleProgramme, element: str = VOICE) -> matrix.Shown:
    return programme.act(RAVI, cells.find, at(programme, element))


def test_a_note_with_two_elements_counts_in_both_cells_and_once_in_its_row(programme: SampleProgramme) -> None:
    note(programme, VOICE, DECISIONS)
    found = read(programme)
    (row,) = found.rows
    counts = {cell.address.column: cell.count.units for cell in row.cells}
    assert (counts[VOICE], counts[DECISIONS], counts[PARTNERS]) == (1, 1, 0)
    assert row.count == Count(1, 0, 0)
    totals = dict(zip([key for key, _name in found.columns], found.totals, strict=True))
    assert totals[VOICE].units == totals[DECISIONS].units == 1


def test_an_empty_cell_says_whether_everything_was_read(programme: SampleProgramme) -> None:
    note(programme, VOICE)
    assert shown(programme, DECISIONS).state == State.NOTHING
    assert shown(programme, VOICE).state == State.TO_WRITE
    note(programme)
    assert shown(programme, DECISIONS).state == State.UNREAD


def test_a_summary_is_stale_once_its_evidence_has_changed(programme: SampleProgramme) -> None:
    first = note(programme, VOICE)
    write(programme, "People are asked often.")
    assert shown(programme).state == State.WRITTEN
    second = note(programme, VOICE)
    programme.workshop.act(FAY, codings.take, note_of(first.ref)[1], VOICE)
    found = shown(programme)
    assert (found.state, [unit.name for unit in found.new], found.gone) == (State.STALE, [second], 1)
    write(programme, "People are asked often.", revision=1)
    assert shown(programme).state == State.WRITTEN
    # What came while someone wrote the summary is new to it.
    read = matrix.seen(shown(programme).units)
    third = note(programme, VOICE)
    programme.act(RAVI, cells.write, at(programme), "People are asked, and rarely told.", (), 2, read)
    found = shown(programme)
    assert (found.state, [unit.name for unit in found.new], found.gone) == (State.STALE, [third], 0)
    # A former summary knew no more than the present one.
    programme.act(RAVI, cells.restore_version, at(programme), 1, 3)
    assert [unit.name for unit in shown(programme).new] == [third]


def test_of_two_people_who_save_a_cell_the_second_is_refused(programme: SampleProgramme) -> None:
    note(programme, VOICE)
    write(programme, "Ravi's summary")
    with pytest.raises(Conflict):
        write(programme, "Lena's summary", by=LENA)
    write(programme, "Lena's summary", revision=1, by=LENA)
    programme.act(RAVI, cells.restore_version, at(programme), 1, 2)
    found = shown(programme).cell
    assert found is not None
    assert (found.summary, found.revision) == ("Ravi's summary", 3)


def test_a_cell_has_three_quotes_of_its_own_evidence_at_most(programme: SampleProgramme) -> None:
    names = [note(programme, VOICE, words=f"Words {number}") for number in range(4)]
    other = note(programme, DECISIONS, words="Elsewhere")
    quoted = [(name, f"Words {number}") for number, name in enumerate(names)]
    with pytest.raises(Invalid):
        write(programme, "A summary", *quoted)
    with pytest.raises(NotFound):
        write(programme, "A summary", (other, "Elsewhere"))
    with pytest.raises(Invalid):
        write(programme, "A summary", (names[0], "Other words"))
    with pytest.raises(Invalid) as refused:
        write(programme, "x" * 601)
    assert list(refused.value.problems) == ["summary"]
    write(programme, "A summary", *quoted[2:], quoted[0])
    assert [quote.words for quote in shown(programme).quotes] == ["Words 2", "Words 3", "Words 0"]


def test_a_reviewer_writes_no_cell_and_an_address_outside_the_matrix_is_not_found(programme: SampleProgramme) -> None:
    note(programme, VOICE)
    with pytest.raises(NotAllowed):
        write(programme, "A summary", by=RHYS)
    for wrong in (Address("place", "99", "element", VOICE), Address("x", "1", "y", "z")):
        with pytest.raises(NotFound):
            programme.act(RAVI, cells.find, wrong)


def test_rows_can_be_groups_and_columns_can_be_themes(programme: SampleProgramme) -> None:
    first = note(programme, VOICE)
    programme.act(RAVI, themes.add, "a" * 24, themes.Wording("People are asked too late"))
    programme.act(RAVI, evidence.give, "a" * 24, [first])
    for rows in Rows:
        found = read(programme, rows, Columns.THEME)
        assert [name for _key, name in found.columns] == ["People are asked too late"]
    assert read(programme, Rows.PLACE, Columns.THEME).rows[0].count.units == 1
    assert [row.ref for row in read(programme, Rows.GROUP).rows] == ["resident"]


def test_an_erased_note_leaves_no_quote_in_a_cell(programme: SampleProgramme) -> None:
    first = note(programme, VOICE, words="Erase me")
    write(programme, "A summary", (first, "Erase me"))
    workshop = programme.workshop
    programme.write(lambda s: removal.forget_notes(s, workshop.id, [note_of(first.ref)[1]], workshop.now()))
    cell = shown(programme).cell
    assert cell is not None
    assert programme.act(RAVI, cells.withdrawn, cell) == 1
