"""What we hold about a programme: every row is counted, except what coders wrote in a round that is open."""

from sqlmodel import func, select

from app.domain.findings import programme_held
from app.domain.findings.coding.coding_models import BlindCoding
from app.domain.findings.models import Memo
from app.domain.models import metadata, table
from tests.exports.programmes.full import FullProgramme


def test_every_row_of_a_programme_is_counted_except_what_coders_wrote_in_an_open_round(full: FullProgramme) -> None:
    tables = {name: each for name, each in metadata.tables.items() if "programme_id" in each.c}
    assert set(tables) == {table(model).name for model in programme_held.COUNTED}
    held = full.of.read(lambda session: programme_held.held(session, full.of.programme(session)))
    here = full.of.read(lambda session: full.of.programme(session).id)
    rows = full.of.read(
        lambda session: {
            name: session.connection().execute(select(func.count()).where(each.c.programme_id == here)).scalar_one()
            for name, each in tables.items()
        }
    )
    # One code and one memo of the open round.
    rows[table(BlindCoding).name] -= 1
    rows[table(Memo).name] -= 1
    assert {table(model).name: number for model, number in held.rows.items()} == rows
    assert (held.withdrawn, held.left, held.erased) == (1, 0, 1)
    assert held.logged > 0
