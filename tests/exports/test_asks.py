"""Ratings in files: how often each step was chosen and no ballot, and the same again after an import."""

import io
import json
from dataclasses import replace

import openpyxl
import pytest

from app.domain.errors import Invalid
from app.domain.findings.asks import ask_results, asks, ballots, judgements
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.steering import agenda, agenda_editing
from app.domain.workshops import seats
from app.exports import bundle as bundles
from app.exports import from_json, to_json, to_xlsx
from app.exports.bundle import Bundle
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


def begin(workshop: SampleWorkshop, draft: AskDraft) -> int:
    workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Rate", may=["rate"], ask=draft))
    phase = workshop.read(lambda session: agenda.phases(session, workshop.id))[-1]
    workshop.act(FAY, agenda.enter, phase.id, seen=workshop.workshop().phase_id)
    workshop.act(FAY, asks.set_open, phase.ask_id, on=True)
    return phase.ask_id or 0


@pytest.fixture
def rated(sqlite_workshop: SampleWorkshop) -> SampleWorkshop:
    """A workshop with a rating of elements, one of links, and one whose results are not shown."""
    workshop = sqlite_workshop
    for number in range(4):
        workshop.join(f"council{number}", speaks_for="council")
    workshop.join("nhs", speaks_for="nhs")
    council = [f"council{number}" for number in range(4)]
    elements = begin(workshop, AskDraft(name="How far are we?", words={"cy": {"name": "Pa mor bell?"}}))
    for place, ref in enumerate([*council, "nhs", ANA, BEN]):
        workshop.act(ref, ballots.answer, elements, {"involve_voice": place % 4 + 1, "scale_reach": None})
    workshop.act(ANA, ballots.answer, elements, {"sustain_resources": 1})
    workshop.act(FAY, asks.show, elements)
    workshop.act(FAY, judgements.judge, elements, "involve_voice", 2, "=We ask")
    links = begin(workshop, AskDraft("links"))
    for place, ref in enumerate([*council, "nhs", ANA, BEN]):
        workshop.act(ref, ballots.answer, links, {"council": 2, "nhs": place % 5 + 1, "vcse": None})
    workshop.act(FAY, asks.show, links)
    workshop.act(FAY, judgements.judge, links, "nhs", 3, "They plan", rater="council")
    begin(workshop, AskDraft("list", items=["Trust"]))
    workshop.act(ANA, ballots.answer, links + 1, {"Trust": 4})
    return workshop


def read(workshop: SampleWorkshop, key: str = "") -> Bundle:
    return workshop.read(lambda s: bundles.bundle(s, seats.find(s, key or workshop.key), workshop.now()))


def test_a_record_has_distributions_of_shown_ratings_and_no_ballots(rated: SampleWorkshop) -> None:
    elements, links, unshown = read(rated).asks
    assert [(row.group, row.merged, row.ballots) for row in elements.rows] == [("council", "", 4), (None, "others", 3)]
    assert [(one.subject, one.counts, one.cant_say) for one in elements.rows[1].answers] == [
        ("involve_voice", [1, 1, 1, 0], 0),
        ("scale_reach", [0, 0, 0, 0], 3),
        ("sustain_resources", [1, 0, 0, 0], 0),
    ]
    # Too few of the merged people could rate the NHS.
    assert [one.subject for one in links.rows[1].answers] == ["council", "vcse"]
    assert unshown.opened_at is not None
    assert unshown.rows == []
    assert "ballot_id" not in to_json.write(read(rated), "en").decode()


def test_a_record_with_ratings_is_the_same_after_an_import(rated: SampleWorkshop) -> None:
    before = read(rated)
    kept = from_json.read(to_json.write(before, "en"))
    key = rated.write(lambda s: from_json.bring_in(s, kept, rated.now())).key
    assert read(rated, key).asks == before.asks
    shown = rated.read(lambda s: [one for one in asks.listed(s, seats.find(s, key).id or 0) if one.shown_at])
    results = rated.read(lambda s: [ask_results.read(s, one) for one in shown])
    assert [one.ballots for one in results] == [7, 7]
    assert results[0].together["involve_voice"].counts == (2, 2, 2, 1)
    assert results[1].rows[1].cells["nhs"] is None


def test_a_record_whose_ratings_contradict_themselves_is_refused(rated: SampleWorkshop) -> None:
    before = read(rated)
    ask = before.asks[0]
    for wrong in (
        replace(ask, phase=9),
        replace(ask, shown_at=None),
        replace(ask, subjects=ask.subjects[:1]),
        replace(ask, rows=[replace(ask.rows[0], ballots=1)]),
        replace(ask, rows=[*ask.rows, ask.rows[0]]),
        replace(ask, judgements=ask.judgements * 2),
    ):
        with pytest.raises(Invalid, match="contradicts itself"):
            from_json.read(to_json.write(replace(before, asks=[wrong]), "en"))


def test_a_record_without_ratings_can_still_be_read(rated: SampleWorkshop) -> None:
    content = json.loads(to_json.write(read(rated), "en"))
    del content["asks"]
    assert from_json.read(json.dumps(content).encode()).asks == []


def test_a_workbook_has_a_sheet_of_ratings(rated: SampleWorkshop) -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx.write(read(rated), "en")))
    rows = [[cell.value for cell in row] for row in book["Ratings"].iter_rows(min_row=2)]
    assert rows[0][0] == "How far are we?"
    assert rows[0][4:] == [7, 2, 2, 2, 1, None, 0, "2", 2, "=We ask"]
    assert rows[0][3] == "All groups together"
    assert [row[-1] for row in rows if row[-1] and row[0] != "How far are we?"] == ["They plan"]
