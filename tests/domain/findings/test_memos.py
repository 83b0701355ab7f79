"""Memos: who reads them, two windows at once, and memos of a coder's own book."""

import pytest

from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.findings import versions
from app.domain.findings.coding import memos
from app.domain.findings.coding.memos import About
from tests.domain.findings.test_rounds import ROUND, closed, drawn
from tests.domain.findings.test_themes import note, theme
from tests.programme import LENA, OLGA, RAVI, RHYS, ZED, SampleProgramme

A, B = "1" * 24, "2" * 24


def texts(programme: SampleProgramme, name: str, about: About) -> list[str]:
    return [memo.text for memo in programme.act(name, memos.listed, about)]


def test_a_memo_is_read_by_all_members_and_changed_by_its_writer_only(programme: SampleProgramme) -> None:
    about = About(memos.THEME, theme(programme))
    programme.act(RAVI, memos.write, A, about, "Check against the interviews.")
    programme.act(RAVI, memos.write, A, about, "Sent twice by the browser.")
    assert texts(programme, RHYS, about) == ["Check against the interviews."]
    assert programme.act(OLGA, memos.counts)[about] == 1
    with pytest.raises(NotAllowed):
        programme.act(LENA, memos.reword, A, "Other words", 0)
    programme.act(RAVI, memos.reword, A, "Checked.", 0)
    # Another window of his, which still shows the first version.
    with pytest.raises(Conflict):
        programme.act(RAVI, memos.reword, A, "Late words", 0)
    assert texts(programme, RAVI, about) == ["Checked."]
    kept = programme.act(RAVI, versions.listed, memos.KIND, A)
    assert [row.content for row in kept] == [{"text": "Check against the interviews."}]
    with pytest.raises(NotAllowed):
        programme.act(RHYS, memos.write, B, about, "A reviewer's words")
    programme.act(LENA, memos.remove, A)
    assert texts(programme, RAVI, about) == []
    assert programme.act(RAVI, versions.listed, memos.KIND, A) == []
    assert programme.events()[-3:] == ["MemoWritten", "MemoWritten", "MemoRemoved"]


def test_a_memo_needs_words_and_something_that_is_there(sqlite_programme: SampleProgramme) -> None:
    programme = sqlite_programme
    interview = programme.interview().id
    unit = note(programme)
    for about in (About(), About(memos.INTERVIEW, interview), About(memos.CODE, "involve_voice"), About(*unit)):
        programme.act(RAVI, memos.write, f"{len(about.ref):024}", about, "Words")
        assert texts(programme, OLGA, about) == ["Words"]
    with pytest.raises(Invalid):
        programme.act(RAVI, memos.write, A, About(), " \n ")
    unknown = [(kind, "x") for kind in memos.KINDS] + [("note", "1:x"), ("moon", "")]
    for kind, ref in unknown:
        with pytest.raises(NotFound):
            programme.act(RAVI, memos.write, A, About(kind, ref), "Words")


def test_a_memo_in_a_coders_own_book_is_theirs_alone_until_the_round_closes(programme: SampleProgramme) -> None:
    unit, *_others = drawn(programme)
    about = About(*unit)
    events = programme.events()
    programme.act(RAVI, memos.write, A, about, "I am not sure.", ROUND)
    programme.act(RAVI, memos.reword, A, "I am sure now.", 0)
    assert programme.events() == events
    for name in (OLGA, LENA, RHYS):
        assert texts(programme, name, about) == []
        assert programme.act(name, memos.counts)[about] == 0
        for act, *values in ((memos.find, A), (memos.remove, A), (memos.write, A, about, "Guessed")):
            with pytest.raises((NotFound, NotAllowed)):
                programme.act(name, act, *values)
    for name, round_id in ((OLGA, ROUND), (LENA, "x"), (ZED, ROUND)):
        with pytest.raises(NotFound):
            programme.act(name, memos.write, B, about, "Not in this round", round_id)
    with pytest.raises(NotFound):
        programme.act(RAVI, memos.write, B, About(), "Not about the sample", ROUND)
    assert texts(programme, RAVI, about) == ["I am sure now."]
    closed(programme)
    assert texts(programme, RHYS, about) == ["I am sure now."]
    with pytest.raises(Conflict):
        programme.act(RAVI, memos.write, B, about, "Too late", ROUND)
