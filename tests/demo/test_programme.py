"""The sample programme shows every stage, and belongs to anyone who organises here."""

import re
import shutil
from collections.abc import Generator
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.demo import programme, reports, samples
from app.domain.accounts.acting import By
from app.domain.findings import members, programmes, progress, rights, units
from app.domain.findings.coding import memos, rounds, settling
from app.domain.findings.interviews import interviews
from app.domain.findings.models import Programme
from app.domain.findings.reports import editions
from app.domain.findings.steps import step_views
from app.domain.findings.steps.steps import State
from app.domain.findings.themes import evidence, matrix
from app.domain.findings.themes.matrix import Columns, Rows
from app.domain.models import Organiser, Workshop
from app.exports.documents.model import Figure, Items, Paragraph, Table
from app.exports.reports import published
from app.storage.database import Database
from tests.domain.accounts.office import Office
from tests.servers.lasting import LastingDatabase
from tests.servers.migrated import migrated_sqlite
from tests.workshop import SampleWorkshop

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@dataclass
class Sample:
    """The sample programme in a database with another workshop."""

    workshop: SampleWorkshop
    programme: Programme

    @classmethod
    def make(cls, workshop: SampleWorkshop) -> "Sample":
        return cls(workshop, workshop.write(lambda session: programme.make(session, NOW)))


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Sample]:
    """A SQLite file with the sample, which takes seconds to make."""
    file = tmp_path_factory.mktemp("sample") / "board.sqlite3"
    database = Database(migrated_sqlite(file))
    made = Sample.make(SampleWorkshop(database))
    database.close()
    return file, made


@pytest.fixture
def sample(stored: tuple[Path, Sample], tmp_path: Path) -> Generator[Sample]:
    """A copy of the sample on SQLite."""
    file, made = stored
    database = Database(f"sqlite:///{shutil.copy(file, tmp_path)}")
    workshop = copy(made.workshop)
    workshop.database = database
    yield Sample(workshop, made.programme)
    database.close()


@pytest.mark.postgres
def test_the_sample_can_be_made_on_postgresql(lasting: LastingDatabase) -> None:
    check_places_interviews_and_rounds(Sample.make(lasting.workshop()))


def test_the_sample_has_two_places_four_interviews_a_closed_round_and_themes(sample: Sample) -> None:
    check_places_interviews_and_rounds(sample)


def check_places_interviews_and_rounds(sample: Sample) -> None:
    workshop, made = sample.workshop, sample.programme
    found = workshop.read(lambda session: progress.read(session, made))
    assert [place.place.name for place in found.places] == ["Eastfield", "Northgate"]
    assert [place.interviews.state for place in found.places] == ["done", "done"]
    assert found.places[0].themes == 3
    assert (found.closed_rounds, found.rounds) == (1, [])
    assert all(held.state == "done" for place in found.places for held in place.workshops)
    kept = workshop.read(lambda session: interviews.listed(session, made))
    assert {row.consent for row in kept} == set(units.CONSENTS)
    assert [row.language for row in kept].count("cy") == 1


def test_every_page_of_the_sample_is_full(sample: Sample) -> None:
    made = sample.programme

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

    sample.workshop.read(look)


def test_the_sample_has_two_signed_local_reports_and_a_signed_combined_one(sample: Sample) -> None:
    made = sample.programme
    keys = sample.workshop.read(lambda session: reports.keys(session, made))
    assert len(keys["local"]) == 2
    for key in (*keys["local"], str(keys["combined"])):
        found = sample.workshop.read(lambda session, key=key: editions.published(session, key))
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
            drawn, rated = (block for block in document.blocks if isinstance(block, Figure))
            assert "Eastfield: Community voice and insight 4, 16, 13, 3" in rated.alt
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


def test_the_sample_is_created_once(sample: Sample) -> None:
    assert Sample.make(sample.workshop).programme.key == sample.programme.key


def test_the_first_account_is_still_the_first_and_organises_the_sample(sample: Sample) -> None:
    made = sample.programme
    office = Office(sample.workshop)
    office.first()
    roles = {person.name: person.member.role for person in office.read(lambda session: members.listed(session, made))}
    assert roles == {"Ann": "lead", "Ravi": "analyst", "Olga": "organiser"}


def test_nobody_signs_in_as_a_person_of_the_sample(sample: Sample) -> None:
    accounts = sample.workshop.read(lambda session: list(session.exec(select(Organiser))))
    assert all(account.deactivated_at is not None and account.kind == "analyst" for account in accounts)


def test_a_workshop_of_the_sample_programme_does_not_count_as_a_workshop(sample: Sample) -> None:
    def number(session: Session) -> int:
        return len(session.exec(select(Workshop.id)).all())

    before = sample.workshop.read(number)
    sample.workshop.write(lambda session: samples.make_missing(session, NOW))
    assert sample.workshop.read(number) == before


def test_the_sample_has_next_steps_in_every_state_some_overdue_and_some_from_notes(sample: Sample) -> None:
    made = sample.programme
    rows = sample.workshop.read(lambda session: step_views.read(session, made, NOW.date()))
    assert {row.step.state for row in rows} == set(State)
    assert step_views.totals(rows).overdue == 2
    assert sum(bool(row.sources) for row in rows) == 4
    assert all(row.text for row in rows)
