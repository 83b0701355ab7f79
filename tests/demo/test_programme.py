"""The sample programme shows every stage, and belongs to whoever organises here."""

import re
from datetime import UTC, datetime

from sqlmodel import Session, select

from app.demo import programme, reports, samples
from app.domain.accounts.acting import By
from app.domain.findings import members, programmes, progress, rights, units
from app.domain.findings.coding import memos, rounds, settling
from app.domain.findings.interviews import interviews
from app.domain.findings.reports import editions
from app.domain.findings.steps import step_views
from app.domain.findings.steps.steps import State
from app.domain.findings.themes import evidence, matrix
from app.domain.findings.themes.matrix import Columns, Rows
from app.domain.models import Organiser, Workshop
from app.exports.documents.model import Figure, Items, Paragraph, Table
from app.exports.reports import published
from tests.domain.accounts.office import Office
from tests.workshop import SampleWorkshop

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_the_sample_has_two_places_four_interviews_a_closed_round_and_themes(workshop: SampleWorkshop) -> None:
    made = workshop.write(lambda session: programme.make(session, NOW))
    found = workshop.read(lambda session: progress.read(session, made))
    assert [place.place.name for place in found.places] == ["Eastfield", "Northgate"]
    assert [place.interviews.state for place in found.places] == ["done", "done"]
    assert found.places[0].themes == 3
    assert (found.closed_rounds, found.rounds) == (1, [])
    assert all(held.state == "done" for place in found.places for held in place.workshops)
    kept = workshop.read(lambda session: interviews.listed(session, made))
    assert {row.consent for row in kept} == set(units.CONSENTS)
    assert [row.language for row in kept].count("cy") == 1


def test_every_page_of_the_sample_is_full(sqlite_workshop: SampleWorkshop) -> None:
    made = sqlite_workshop.write(lambda session: programme.make(session, NOW))

    def look(session: Session) -> None:
        ann = session.exec(select(Organiser).where(Organiser.name == "Ann")).one()
        person = rights.load(session, By(ann, "", NOW), made.key)
        (round_,) = rounds.listed(session, made)
        differences = settling.differences(session, person, round_.round.id)
        assert len(differences) >= 5
        assert all(one.settled is not None for one in differences)
        found = evidence.of_themes(session, made, units.units(session, made))
        # A combined theme has the evidence of its parts.
        themes = [theme for theme in found if theme.theme.place_id is not None]
        assert {theme.theme.place_id for theme in themes} == {place.id for place in programmes.places(session, made)}
        for theme in themes:
            assert len(theme.having("for")) >= 4
            assert theme.having("against")
            assert any(piece.quote for piece in theme.pieces)
        # One cell is left, so that the page shows what waits.
        states = [cell.state for cell in matrix.read(session, made, Rows.PLACE, Columns.ELEMENT).cells]
        assert sorted(states) == ["to_write", *["written"] * 21]
        assert memos.listed(session, person, memos.About())

    sqlite_workshop.read(look)


def test_the_sample_has_two_signed_local_reports_and_a_signed_combined_one(sqlite_workshop: SampleWorkshop) -> None:
    made = sqlite_workshop.write(lambda session: programme.make(session, NOW))
    keys = sqlite_workshop.read(lambda session: reports.keys(session, made))
    assert len(keys["local"]) == 2
    for key in (*keys["local"], str(keys["combined"])):
        found = sqlite_workshop.read(lambda session, key=key: editions.published(session, key))
        assert found is not None
        document = published.edition(found)
        blocks = [block for block in document.blocks if isinstance(block, Paragraph | Items)]
        prose = sum(len(run.text.split()) for block in blocks if isinstance(block, Paragraph) for run in block.runs)
        assert prose >= (600 if found.report.place_id else 300), key
        # People checked the draft of the first place, and read what was done.
        answered = any(block.header == ("You said", "We did") for block in document.blocks if isinstance(block, Table))
        assert answered == (key == keys["local"][0])
        kinds = {type(block).__name__ for block in document.blocks}
        assert kinds >= ({"Table", "Figure", "Quote"} if found.report.place_id else {"Table", "Figure"})
        if found.report.place_id is None:
            # The heat map has the numbers of the table below it.
            (drawn,) = (block for block in document.blocks if isinstance(block, Figure))
            (table,) = (
                block for block in document.blocks if isinstance(block, Table) and block.caption == "Elements by place"
            )
            for name, *cells in table.rows:
                counts = [re.findall(r"(\d+) notes?", cell) for cell in cells]
                told = (f"{place} {(count or ['0'])[0]}" for place, count in zip(table.header[1:], counts, strict=True))
                assert f"{name}: {', '.join(told)}." in drawn.alt
        assert "{" not in repr(blocks)
        # Two residents took part at the second place, so no quote and no row names residents there.
        if "Northgate" in document.title:
            assert "Resident," not in repr(document)


def test_the_sample_is_created_once(sqlite_workshop: SampleWorkshop) -> None:
    first = sqlite_workshop.write(lambda session: programme.make(session, NOW))
    second = sqlite_workshop.write(lambda session: programme.make(session, NOW))
    assert first.key == second.key


def test_the_first_account_is_still_the_first_and_organises_the_sample(sqlite_workshop: SampleWorkshop) -> None:
    made = sqlite_workshop.write(lambda session: programme.make(session, NOW))
    office = Office(sqlite_workshop)
    office.first()
    roles = {person.name: person.member.role for person in office.read(lambda session: members.listed(session, made))}
    assert roles == {"Ann": "lead", "Ravi": "analyst", "Olga": "organiser"}


def test_nobody_signs_in_as_a_person_of_the_sample(sqlite_workshop: SampleWorkshop) -> None:
    sqlite_workshop.write(lambda session: programme.make(session, NOW))
    accounts = sqlite_workshop.read(lambda session: list(session.exec(select(Organiser))))
    assert all(account.deactivated_at is not None and account.kind == "analyst" for account in accounts)


def test_a_workshop_of_the_sample_programme_does_not_count_as_a_workshop(sqlite_workshop: SampleWorkshop) -> None:
    def number(session: Session) -> int:
        return len(session.exec(select(Workshop.id)).all())

    sqlite_workshop.write(lambda session: programme.make(session, NOW))
    before = sqlite_workshop.read(number)
    sqlite_workshop.write(lambda session: samples.make_missing(session, NOW))
    assert sqlite_workshop.read(number) == before


def test_the_sample_has_next_steps_in_every_state_some_overdue_and_some_from_notes(
    sqlite_workshop: SampleWorkshop,
) -> None:
    made = sqlite_workshop.write(lambda session: programme.make(session, NOW))
    rows = sqlite_workshop.read(lambda session: step_views.read(session, made, NOW.date()))
    assert {row.step.state for row in rows} == set(State)
    assert step_views.totals(rows).overdue == 2
    assert sum(bool(row.sources) for row in rows) == 4
    assert all(row.text for row in rows)
