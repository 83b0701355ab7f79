"""Comments: where a phase lets people comment, sent once, moderated like notes, nameless after closing."""

import pytest

from app.domain.board import comment_rows, comments, notes
from app.domain.errors import Closed, Conflict, Invalid, NotAllowed, NotFound
from app.domain.models import Comment
from app.domain.records import erasure
from app.domain.steering import agenda, agenda_editing, approval, locks
from app.domain.workshops import closing
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

ID = "c" * 24


class Talk:
    """A workshop with a note of Ana's under question 1, in a phase in which people comment on questions 1 and 2."""

    def __init__(self, workshop: SampleWorkshop) -> None:
        self.workshop = workshop
        self.note, self.elsewhere = workshop.post(ANA, "a note"), workshop.post(ANA, "elsewhere", column=2)
        draft = agenda_editing.Draft("Comment", may=["comment"], columns=workshop.columns[:2])
        workshop.act(FAY, agenda_editing.add, draft)
        phase = workshop.read(lambda s: agenda.phases(s, workshop.id))[0].id
        workshop.act(FAY, agenda.enter, phase, seen=None)

    def add(self, ref: str = BEN, text: str = "I agree", comment_id: str = ID, note: str = "") -> int:
        return self.workshop.act(ref, comments.add, note or self.note, comment_id=comment_id, text=text)

    def stored(self, comment_id: str = ID) -> Comment:
        found = self.workshop.read(lambda s: s.get(Comment, (self.workshop.id, comment_id)))
        assert found is not None
        return found


@pytest.fixture
def talk(workshop: SampleWorkshop) -> Talk:
    return Talk(workshop)


def test_a_comment_that_is_sent_twice_is_stored_once(talk: Talk) -> None:
    seq = talk.add()
    assert talk.add() == seq
    with pytest.raises(Invalid):
        talk.add(text="other words")
    with pytest.raises(Conflict):
        talk.add(ANA)
    found = talk.workshop.read(lambda s: comment_rows.under(s, talk.workshop.id))
    assert [comment.text for comment in found[talk.note]] == ["I agree"]


def test_people_comment_only_in_a_phase_and_on_questions_that_let_them(talk: Talk) -> None:
    with pytest.raises(Closed):
        talk.add(note=talk.elsewhere)
    talk.workshop.act(FAY, agenda.end)
    with pytest.raises(Closed):
        talk.add()


def test_without_an_agenda_nobody_comments(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    with pytest.raises(Closed):
        workshop.act(FAY, comments.add, note, comment_id=ID, text="no")


def test_nobody_comments_on_a_note_that_they_do_not_see(talk: Talk) -> None:
    talk.workshop.act(FAY, notes.hide, talk.note, on=True)
    with pytest.raises(NotFound):
        talk.add()


def test_locks_approval_and_mute_hold_for_comments(talk: Talk) -> None:
    talk.workshop.act(FAY, locks.lock_board, on=True)
    with pytest.raises(Closed):
        talk.add()
    talk.workshop.act(FAY, locks.lock_board, on=False)
    talk.workshop.act(FAY, locks.approve_first, on=True)
    talk.add()
    assert talk.stored().approval == "waiting"
    talk.workshop.act(FAY, comments.decide, ID, "decline", "unkind")
    assert (talk.stored().approval, talk.stored().declined_for) == ("declined", "unkind")
    talk.workshop.act(BEN, comments.edit, ID, text="better words")
    assert talk.stored().approval == "waiting"
    talk.workshop.act(FAY, comments.decide, ID, "approve", "")
    assert talk.stored().approval == "approved"
    with pytest.raises(Conflict):
        talk.workshop.act(FAY, comments.decide, ID, "decline", "unkind")


def test_comments_that_wait_are_counted_with_the_notes_and_decisions_can_be_taken_back(talk: Talk) -> None:
    def waiting() -> int:
        return talk.workshop.read(lambda session: approval.waiting(session, talk.workshop.id))

    def decide(decision: str, reason: str = "", ref: str = FAY) -> None:
        talk.workshop.act(ref, comments.decide, ID, decision, reason)

    talk.workshop.act(FAY, approval.hold, talk.elsewhere)
    talk.workshop.act(FAY, locks.approve_first, on=True)
    talk.add()
    assert waiting() == 2
    with pytest.raises(NotAllowed):
        decide("approve", ref=BEN)
    for decision, reason in (("decline", "rude"), ("decline", ""), ("reject", "")):
        with pytest.raises(Invalid):
            decide(decision, reason)
    for decision, reason, state in (("decline", "private", "declined"), ("approve", "", "approved")):
        decide(decision, reason)
        assert (talk.stored().approval, waiting()) == (state, 1)
        decide("hold")
        assert (talk.stored().approval, talk.stored().declined_for, waiting()) == ("waiting", None, 2)
    # It goes with its note, and returns with it.
    talk.workshop.act(ANA, notes.withdraw, talk.note, on=True)
    assert waiting() == 1
    talk.workshop.act(ANA, notes.withdraw, talk.note, on=False)
    talk.workshop.act(FAY, notes.hide, talk.note, on=True)
    assert waiting() == 2
    talk.workshop.act(BEN, comments.withdraw, ID, on=True)
    assert waiting() == 1


def test_only_its_writer_changes_a_comment_and_only_facilitators_hide_it(talk: Talk) -> None:
    talk.add()
    with pytest.raises(NotAllowed):
        talk.workshop.act(ANA, comments.edit, ID, text="other words")
    with pytest.raises(NotAllowed):
        talk.workshop.act(FAY, comments.withdraw, ID, on=True)
    with pytest.raises(NotAllowed):
        talk.workshop.act(ANA, comments.hide, ID, on=True)
    talk.workshop.act(FAY, comments.hide, ID, on=True)
    with pytest.raises(NotFound):
        talk.workshop.act(ANA, comments.edit, ID, text="other words")


def test_closing_clears_who_commented_and_the_words_of_withdrawn_comments(talk: Talk) -> None:
    talk.add()
    talk.add(comment_id="d" * 24, text="not this")
    talk.workshop.act(BEN, comments.withdraw, "d" * 24, on=True)
    talk.workshop.act(FAY, closing.close, on=True)
    assert (talk.stored().seat_id, talk.stored().text) == (None, "I agree")
    assert talk.stored("d" * 24).text == ""
    assert talk.stored().posted_at.minute % 15 == 0


def test_erasing_a_persons_notes_erases_their_comments_and_those_under_their_notes(talk: Talk) -> None:
    talk.add(BEN)
    talk.add(ANA, comment_id="d" * 24)
    own = talk.workshop.post(FAY, "of the facilitator", column=1)
    talk.add(ANA, comment_id="e" * 24, note=own)
    talk.workshop.act(ANA, erasure.erase_own)
    assert [talk.stored(comment).text for comment in (ID, "d" * 24, "e" * 24)] == ["", "", ""]
    listed = {note_id for _key, note_id, _at in talk.workshop.read(erasure.listed)}
    assert {ID, "d" * 24, "e" * 24} <= listed
