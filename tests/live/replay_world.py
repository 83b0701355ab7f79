"""A workshop in which every kind of event can happen, for the tests of updates and pages."""

import copy
import random
from dataclasses import dataclass, field, replace

from app.domain.board import comments, notes, stacks, votes
from app.domain.findings.asks import asks, ballots
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.mapping import codings, frameworks
from app.domain.records import erasure
from app.domain.steering import agenda, agenda_editing, approval, attention, locks, signals, timer
from app.domain.workshops import closing, drafts, links, muting, seats, time_zones, workshops
from tests.app_client import AppClient
from tests.workshop import ANA, BEN, FAY, SampleWorkshop

ELEMENTS = ("involve_voice", "scale_reach", "value_trust", codings.NOT_ABOUT)


@dataclass
class World:
    """A workshop with notes in every state, and methods that cause each kind of event in it."""

    app_client: AppClient
    seed: int = 1
    written: dict[str, str] = field(default_factory=dict)
    joined: int = 0
    # Who wrote each comment.
    commented: dict[str, str] = field(default_factory=dict)
    # Which notes each person has voted for.
    voted: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.workshop: SampleWorkshop = self.app_client.workshop
        self.chance = random.Random(self.seed)

    def fill(self) -> None:
        """Post notes of each person, one hidden, one withdrawn and one coded."""
        self.mine, self.hidden, self.withdrawn = (self.post(ANA) for _ in range(3))
        self.other, self.coded = self.post(BEN, 1), self.post(BEN, 1)
        self.post(FAY, 2)
        self.workshop.act(FAY, notes.hide, self.hidden, on=True)
        self.workshop.act(ANA, notes.withdraw, self.withdrawn, on=True)
        self.workshop.act(FAY, codings.give, self.coded, ELEMENTS[0])

    def post(self, ref: str, column: int = 0) -> str:
        note_id = self.workshop.post(ref, f"first words {len(self.written)} of {ref}x", column=column)
        self.written[note_id] = ref
        return note_id

    def empty_last_column(self) -> None:
        """Leave only a withdrawn note in the last column, so that it can be removed."""
        self.fill()
        for note in self.workshop.order(2):
            self.workshop.act(FAY, notes.move, note, column_id=self.workshop.columns[0], after=None)
        self.workshop.act(ANA, notes.withdraw, self.post(ANA, 2), on=True)

    def close(self) -> None:
        self.workshop.act(FAY, closing.close, on=True)

    def edit_details(self) -> None:
        def act(session: seats.Session) -> int:
            workshop = seats.find(session, self.workshop.key, hold=True)
            draft = workshops.draft_of(session, workshop)
            fresh = replace(draft, title="Another title", place="Elsewhere", time_zone="Asia/Tokyo")
            return workshops.edit(session, workshop, drafts.checked(fresh, time_zones.known()), self.workshop.now())

        self.workshop.write(act)

    def edit_framework(self) -> None:
        def act(session: seats.Session) -> int:
            workshop = seats.find(session, self.workshop.key, hold=True)
            content = copy.deepcopy(frameworks.of(session, workshop).content)
            content["groups"][0]["elements"].reverse()
            content["groups"][0]["elements"][0] |= {
                "name": f"The official name {self.workshop.key}",
                "status": "checked",
            }
            return frameworks.edit(session, workshop, content, self.workshop.now())

        self.workshop.write(act)

    def join_new_person(self) -> int:
        """Let one more person join; returns the id of their seat."""
        self.joined += 1
        self.workshop.join(f"joined{self.joined}")
        return self.workshop.read(lambda session: seats.seats(session, self.workshop.id))[-1].id or 0

    def hide_groups(self) -> None:
        """Fill the workshop, of which two people have joined, as one in which no group was shown yet."""

        def hide(session: seats.Session) -> None:
            seats.find(session, self.workshop.key, hold=True).shown_groups = []

        self.workshop.write(hide)
        self.fill()

    def make_link(self) -> int:
        """Make one more facilitator link; returns its id."""
        self.workshop.act(FAY, links.add_link, name="Priya", role="notetaker")
        return self.workshop.read(lambda session: links.links(session, self.workshop.id))[-1].id or 0

    def plan(self) -> None:
        """Fill the workshop, and give it an agenda: arrive, question 1 with veiled answers, question 2."""
        self.fill()
        first, second, _third = self.workshop.columns
        for draft in (
            agenda_editing.Draft("Arrive", "Choose your group."),
            agenda_editing.Draft("Question 1", "Write notes.", ["write"], [first], veiled=True, minutes=10),
            agenda_editing.Draft(
                "Question 2", "Write more notes.", ["write"], [second], words={"cy": {"title": "Cwestiwn 2"}}
            ),
        ):
            self.workshop.act(FAY, agenda_editing.add, draft)
        self.phases = [phase.id for phase in self.workshop.read(lambda s: agenda.phases(s, self.workshop.id))]

    def enter(self, number: int) -> None:
        """Go to a phase of the agenda, counted from 0."""
        self.workshop.act(FAY, agenda.enter, self.phases[number], seen=self.workshop.workshop().phase_id)

    def begin_vote(self) -> None:
        """Fill the workshop; it is in a vote on all questions, in which Ana has voted for a note of Ben's."""
        self.fill()
        self.workshop.act(
            FAY, agenda_editing.add, agenda_editing.Draft("Vote", may=["vote"], votes=3, votes_per_note=2)
        )
        self.phases = [phase.id for phase in self.workshop.read(lambda s: agenda.phases(s, self.workshop.id))]
        self.enter(0)
        self.vote(ANA, self.other, 1)

    def vote(self, ref: str, note: str, number: int) -> int:
        self.voted.setdefault(ref, set()).add(note)
        return self.workshop.act(ref, votes.cast, note, number, phase_id=self.workshop.workshop().phase_id or 0)

    def begin_comments(self) -> None:
        """Fill the workshop. Ben and Ana comment in its phase; Ana's comment is hidden, and Ben's second one waits."""
        self.fill()
        self.workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Read", may=["write", "comment"]))
        self.phases = [phase.id for phase in self.workshop.read(lambda s: agenda.phases(s, self.workshop.id))]
        self.enter(0)
        self.said = self.comment(BEN, self.mine)
        self.unsaid = self.comment(ANA, self.mine)
        self.workshop.act(FAY, comments.hide, self.unsaid, on=True)
        self.workshop.act(FAY, locks.approve_first, on=True)
        self.unheard = self.comment(BEN, self.other)

    def begin_rating(self, kind: str = "elements") -> None:
        """Fill the workshop; it is in a phase with a rating, which Ana and two more people have answered."""
        self.fill()
        draft = agenda_editing.Draft("Rate", may=["rate"], ask=AskDraft(kind))
        self.workshop.act(FAY, agenda_editing.add, draft)
        phases = self.workshop.read(lambda s: agenda.phases(s, self.workshop.id))
        self.phases, self.ask = [phase.id for phase in phases], phases[-1].ask_id or 0
        self.enter(len(self.phases) - 1)

    def rate(self) -> None:
        """Begin and open a rating. Ana, Ben and one more person have answered."""
        self.begin_rating()
        self.workshop.act(FAY, asks.set_open, self.ask, on=True)
        self.join_new_person()
        for place, ref in enumerate((ANA, BEN, f"joined{self.joined}"), 1):
            self.workshop.act(ref, ballots.answer, self.ask, {"involve_voice": place, "scale_reach": None})

    def show_rating(self) -> None:
        self.rate()
        self.workshop.act(FAY, asks.show, self.ask)

    def comment(self, ref: str, note: str) -> str:
        comment_id = f"{len(self.commented):x}".rjust(24, "c")
        text = f"comment {len(self.commented)} of {ref}x"
        self.workshop.act(ref, comments.add, note, comment_id=comment_id, text=text)
        self.commented[comment_id] = ref
        return comment_id

    def stack(self) -> None:
        """Fill the workshop; three notes are in a stack, which the first of them leads."""
        self.fill()
        self.inside = [self.post(ANA), self.post(BEN)]
        self.workshop.act(FAY, stacks.put_together, self.inside, self.mine)

    def close_vote(self, *, on: bool) -> int:
        return self.workshop.act(FAY, votes.close, self.workshop.workshop().phase_id or 0, on=on)

    def hold_back(self) -> None:
        """Fill the workshop; one more note of Ana waits for approval, and one was declined."""
        self.fill()
        self.workshop.act(FAY, locks.approve_first, on=True)
        self.waiting, self.declined = self.post(ANA), self.post(ANA)
        self.workshop.act(FAY, approval.decline, self.declined, "private")

    def start_timer(self) -> None:
        self.fill()
        self.workshop.act(FAY, timer.start, 300, seen="off")

    def spotlight(self) -> None:
        """Fill the workshop; every screen shows Ana's note."""
        self.fill()
        self.workshop.act(FAY, attention.spotlight, self.mine, on=True)

    def raise_hands(self) -> None:
        """Fill the workshop; Ana has raised her hand, and Ben is ready."""
        self.fill()
        self.workshop.act(ANA, signals.raise_hand, on=True)
        self.workshop.act(BEN, signals.say_ready, on=True)

    def erase_comment(self) -> None:
        """Erase one comment, as the list of erased texts does after a restore."""

        def act(session: seats.Session) -> None:
            erasure.apply(session, [(self.workshop.key, self.said, self.workshop.now())], self.workshop.now())

        self.workshop.write(act)

    def seat_of(self, ref: str) -> int:
        """The id of a person's seat."""
        return self.workshop.read(lambda session: seats.rows(session, self.workshop.id, [ref]))[ref].id

    def mute(self) -> None:
        """Fill the workshop, and stop Ana's posts."""
        self.fill()
        self.workshop.act(FAY, muting.mute, self.seat_of(ANA), on=True)
