"""Interviews and their excerpts: consent, freezing, positions, codes, withdrawal."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, func, select

from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.findings import removal
from app.domain.findings.coding.coding_models import Excerpt, Interview, Turn, UnitCoding
from app.domain.findings.interviews import excerpts, interview_text, interviews
from app.domain.findings.interviews.excerpts import Selected
from app.domain.findings.models import Memo, ProgrammeErasure
from app.domain.findings.themes.theme_models import Theme, ThemeEvidence
from app.domain.mapping.codings import NOT_ABOUT
from tests.domain.findings.test_interview_text import TEXTS
from tests.programme import LENA, OLGA, RAVI, RHYS, SPOKEN, SampleProgramme
from tests.workshop import START

VOICE, POWER = "involve_voice", "involve_decisions"


def selected(interview: Interview, words: str) -> Selected:
    """The first place of these words in the interview."""
    start = interview.text.index(words)
    return Selected(start, start + len(words), words)


def code(programme: SampleProgramme, interview: Interview, words: str, element: str = VOICE, by: str = RAVI) -> str:
    return programme.act(by, excerpts.code, interview.id, selected(interview, words), element).id


def listed(programme: SampleProgramme) -> list[str]:
    found = programme.read(lambda session: interviews.listed(session, programme.programme(session)))
    return [interview.id for interview in found]


def coded(programme: SampleProgramme, interview: Interview) -> list[tuple[str, set[str]]]:
    stored = programme.stored(interview.id)
    found = programme.read(lambda session: excerpts.listed(session, stored))
    return [(stored.text[excerpt.start : excerpt.end], set(excerpt.codes)) for excerpt in found]


def test_an_interview_without_consent_is_not_stored(programme: SampleProgramme) -> None:
    for consent in ("", "none", "maybe"):
        with pytest.raises(Invalid) as refused:
            programme.interview(consent=consent)
        assert list(refused.value.problems) == ["consent"]
    assert listed(programme) == []


def test_sending_an_interview_twice_stores_it_once(programme: SampleProgramme) -> None:
    first, second = programme.interview(), programme.interview()
    assert first.id == second.id
    assert programme.events().count("InterviewAdded") == 1
    with pytest.raises(Conflict):
        programme.interview("Another text.")


def test_a_reviewer_reads_and_does_not_code(sqlite_programme: SampleProgramme) -> None:
    interview = sqlite_programme.interview()
    with pytest.raises(NotAllowed):
        sqlite_programme.interview(by=RHYS, number=2)
    with pytest.raises(NotAllowed):
        code(sqlite_programme, interview, "One named officer.", by=RHYS)


def test_the_first_excerpt_freezes_the_text(programme: SampleProgramme) -> None:
    interview = programme.interview()
    prepared = interview_text.prepare(SPOKEN + " Always.")
    programme.act(RAVI, interviews.retype, interview.id, prepared.text, prepared.turns)
    interview = programme.stored(interview.id)
    code(programme, interview, "People know her.")
    assert programme.stored(interview.id).frozen_at is not None
    changed = interview.text.replace("People", "Peoples")
    with pytest.raises(Conflict):
        programme.act(RAVI, interviews.retype, interview.id, changed, prepared.turns)
    assert programme.stored(interview.id).text == interview.text


def test_positions_count_only_if_the_words_there_are_those_that_the_browser_sends(programme: SampleProgramme) -> None:
    interview = programme.interview()
    start, end, words = selected(interview, "People know her.")
    for wrong in (
        Selected(start + 1, end + 1, words),
        Selected(start, end, words.upper()),
        Selected(-1, end, words),
        Selected(start, len(interview.text) + 1, words),
        Selected(end, start, ""),
    ):
        with pytest.raises(Conflict):
            programme.act(RAVI, excerpts.code, interview.id, wrong, VOICE)
    assert programme.stored(interview.id).frozen_at is None


def test_only_words_of_one_participant_are_coded(sqlite_programme: SampleProgramme) -> None:
    interview = sqlite_programme.interview()
    for words in ("How do you work together?", "hardly know.\n\nInterviewer: What", "P1:", " One named"):
        with pytest.raises(Invalid):
            code(sqlite_programme, interview, words)


def test_codes_are_given_once_and_taken_away(programme: SampleProgramme) -> None:
    interview = programme.interview()
    excerpt = code(programme, interview, "People know her.")
    assert code(programme, interview, "People know her.") == excerpt
    code(programme, interview, "People know her.", POWER)
    assert coded(programme, interview) == [("People know her.", {VOICE, POWER})]
    programme.act(RAVI, excerpts.uncode, excerpt, VOICE)
    assert coded(programme, interview) == [("People know her.", {POWER})]
    programme.act(RAVI, excerpts.uncode, excerpt)
    assert coded(programme, interview) == []
    assert [unit for unit in programme.units() if unit.kind == "excerpt"] == []
    assert code(programme, interview, "People know her.") == excerpt


def test_overlapping_excerpts_are_allowed_and_listed_in_the_order_of_the_text(
    sqlite_programme: SampleProgramme,
) -> None:
    interview = sqlite_programme.interview()
    code(sqlite_programme, interview, "People know her.")
    code(sqlite_programme, interview, "One named officer. People know her.", POWER)
    assert coded(sqlite_programme, interview) == [
        ("One named officer. People know her.", {POWER}),
        ("People know her.", {VOICE}),
    ]


def test_not_about_the_framework_replaces_every_element(sqlite_programme: SampleProgramme) -> None:
    interview = sqlite_programme.interview()
    code(sqlite_programme, interview, "People know her.")
    code(sqlite_programme, interview, "People know her.", "value_trust")
    code(sqlite_programme, interview, "People know her.", NOT_ABOUT)
    assert coded(sqlite_programme, interview) == [("People know her.", {"value_trust", NOT_ABOUT})]
    code(sqlite_programme, interview, "People know her.", POWER)
    assert coded(sqlite_programme, interview) == [("People know her.", {"value_trust", POWER})]


def test_an_unknown_code_is_refused(sqlite_programme: SampleProgramme) -> None:
    with pytest.raises(NotFound):
        code(sqlite_programme, sqlite_programme.interview(), "People know her.", "own_unknown")


def test_a_unit_shows_what_the_consent_allows(sqlite_programme: SampleProgramme) -> None:
    for number, consent in enumerate(("analysis", "quotes", "group"), 1):
        interview = sqlite_programme.interview(number=number, consent=consent)
        code(sqlite_programme, interview, "People know her.")
    found = [unit for unit in sqlite_programme.units() if unit.kind == "excerpt"]
    assert [(unit.consent, unit.quotable, unit.text) for unit in found] == [
        ("analysis", False, "People know her."),
        ("quotes", True, "People know her."),
        ("group", True, "People know her."),
    ]


def test_only_organisers_change_the_consent_and_the_date(sqlite_programme: SampleProgramme) -> None:
    interview = sqlite_programme.interview()
    sqlite_programme.act(RAVI, interviews.edit, interview.id, sqlite_programme.about(title="Interview 1"))
    for change in ({"consent": "analysis"}, {"keep_until": date(2030, 1, 1)}):
        with pytest.raises(NotAllowed):
            sqlite_programme.act(LENA, interviews.edit, interview.id, sqlite_programme.about(**change))
        sqlite_programme.act(OLGA, interviews.edit, interview.id, sqlite_programme.about(**change))


def test_withdrawing_an_interview_leaves_none_of_its_words(programme: SampleProgramme) -> None:
    interview = programme.interview()
    ref = code(programme, interview, "One named officer.")
    programme.write(lambda session: _use_as_evidence(session, programme, interview, ref))
    with pytest.raises(NotAllowed):
        programme.act(RAVI, interviews.withdraw, interview.id)
    programme.act(LENA, interviews.withdraw, interview.id)
    stored = programme.stored(interview.id)
    assert (stored.text, stored.title, stored.speaks_for) == ("", "", None)
    assert programme.units() == []
    assert listed(programme) == []
    for model in (Excerpt, Turn, UnitCoding, Memo):
        assert (
            programme.read(lambda session, model=model: session.exec(select(func.count()).select_from(model)).one())
            == 0
        )
    evidence = programme.read(lambda session: session.exec(select(ThemeEvidence)).one())
    assert (evidence.cuts, evidence.withdrawn_at is not None) == ([], True)
    with pytest.raises(NotFound):
        programme.act(RAVI, lambda session, person: interviews.find(session, person.programme, interview.id))


def test_restoring_an_older_backup_withdraws_the_interview_again(programme: SampleProgramme) -> None:
    interview = programme.interview()
    code(programme, interview, "One named officer.")
    more = [(programme.key, interview.id, START)]
    programme.write(lambda session: removal.apply(session, more, programme.now()))
    assert programme.stored(interview.id).text == ""
    programme.write(lambda session: removal.apply(session, [], programme.now()))
    assert programme.read(lambda session: session.exec(select(func.count()).select_from(ProgrammeErasure)).one()) == 1
    programme.write(lambda session: removal.apply(session, [(programme.key, "", START)], programme.now()))
    assert programme.read(programme.programme).deleted_at is not None


def test_a_corrected_version_takes_the_excerpts_whose_words_it_still_has(programme: SampleProgramme) -> None:
    interview = programme.interview()
    code(programme, interview, "One named officer.")
    code(programme, interview, "We talk most weeks.")
    corrected = interview_text.prepare(SPOKEN.replace("most weeks", "every week"))
    new, lost = programme.act(RAVI, interviews.replace, interview.id, f"{9:024x}", corrected.text, corrected.turns)
    assert lost == ["We talk most weeks."]
    assert coded(programme, new) == [("One named officer.", {VOICE})]
    assert [unit.text for unit in programme.units()] == ["One named officer."]
    assert (new.number, new.frozen_at is not None) == (1, True)
    assert listed(programme) == [new.id]
    with pytest.raises(Conflict):
        code(programme, interview, "One named officer.")
    programme.act(LENA, interviews.withdraw, new.id)
    assert programme.stored(interview.id).text == ""


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(raw=TEXTS, data=st.data())
def test_any_span_of_any_text_is_read_back_with_the_same_words(
    sqlite_programme: SampleProgramme, raw: str, data: st.DataObject
) -> None:
    try:
        prepared = interview_text.prepare(raw, names=[])
    except Invalid:
        return
    (turn,) = prepared.turns
    start = data.draw(st.integers(turn.start, turn.end - 1))
    span = interview_text.trimmed(prepared.text, start, data.draw(st.integers(start + 1, turn.end)))
    if span.start >= span.end:
        return
    number = len(sqlite_programme.events()) + 1
    interview = sqlite_programme.interview(prepared.text, number=number)
    if interview.text != prepared.text:
        # A label was found at its start; the text is then another one.
        return
    words = prepared.text[span.start : span.end]
    # As a browser counts: code points are the items of [...text] in JavaScript.
    sent = Selected(span.start, span.end, words.replace("\n", "\r\n"))
    ref = sqlite_programme.act(RAVI, excerpts.code, interview.id, sent, VOICE).id
    assert next(unit.text for unit in sqlite_programme.units() if unit.ref == ref) == words


def _use_as_evidence(session: Session, programme: SampleProgramme, interview: Interview, ref: str) -> None:
    key = interview.programme_id
    olga = programme.accounts[OLGA]
    made = {"programme_id": key, "at": START}
    session.add(Theme(programme_id=key, id="t1", order_key="a0", name="A claim", made_by_id=olga, made_at=START))
    session.flush()
    session.add(
        ThemeEvidence(**made, theme_id="t1", kind="excerpt", ref=ref, cuts=[[0, 3]], order_key="a0", by_id=olga)
    )
    for number, (kind, about) in enumerate((("excerpt", ref), ("interview", interview.id))):
        session.add(Memo(**made, id=f"m{number}", about_kind=kind, about_ref=about, text="quotes it", by_id=olga))
