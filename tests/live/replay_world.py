"""A workshop in which every kind of event can happen, for the tests of updates and pages."""

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.domain.board import comments, notes, stacks, votes
from app.domain.errors import Refused
from app.domain.findings.asks import asks, ballots, judgements
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.mapping import codings
from app.domain.records import erasure
from app.domain.steering import agenda, agenda_editing, approval, attention, locks, screen, signals, timer, undo
from app.domain.steering.events import EveryoneBrought
from app.domain.workshops import closing, columns, drafts, joining_controls, links, muting, seats, time_zones, workshops
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
            content = copy.deepcopy(workshops.framework_of(session, workshop).content)
            content["groups"][0]["elements"].reverse()
            content["groups"][0]["elements"][0] |= {
                "name": f"The official name {self.workshop.key}",
                "status": "checked",
            }
            return workshops.edit_framework(session, workshop, content, self.workshop.now())

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

    def take_random_rating_action(self) -> None:
        """Plan, open, answer, close or show a random rating."""
        planned = self.workshop.read(lambda session: asks.listed(session, self.workshop.id))
        kind = self.chance.choice(["elements", "links"])
        ask = self.chance.choice(planned).id if planned else 0
        on, act = self.chance.random() < 0.7, self.workshop.act
        subject = self.chance.choice(["involve_voice", "nhs"])
        self.chance.choice(
            [
                lambda: act(FAY, agenda_editing.add, agenda_editing.Draft("Rate", may=["rate"], ask=AskDraft(kind))),
                lambda: act(FAY, asks.set_open, ask, on=on),
                lambda: act(self.chance.choice([ANA, BEN]), ballots.answer, ask, {subject: self.chance.randint(1, 4)}),
                lambda: act(FAY, asks.show, ask),
                lambda: act(FAY, judgements.judge, ask, subject, 2, "Agreed"),
            ]
        )()

    def comment(self, ref: str, note: str) -> str:
        comment_id = f"{len(self.commented):x}".rjust(24, "c")
        text = f"comment {len(self.commented)} of {ref}x"
        self.workshop.act(ref, comments.add, note, comment_id=comment_id, text=text)
        self.commented[comment_id] = ref
        return comment_id

    def change_random_comment(self) -> None:
        if not self.commented:
            return
        comment, on = self.chance.choice(list(self.commented)), self.chance.random() < 0.5
        writer, act = self.commented[comment], self.workshop.act
        self.chance.choice(
            [
                lambda: act(writer, comments.edit, comment, text=f"said anew {self.workshop.now()}"),
                lambda: act(writer, comments.withdraw, comment, on=on),
                lambda: act(FAY, comments.hide, comment, on=on),
                lambda: act(FAY, comments.decide, comment, self.chance.choice(["approve", "hold"]), ""),
                lambda: act(FAY, comments.decide, comment, "decline", "unkind"),
            ]
        )()

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

    def take_random_action(self) -> None:
        """Take one random action of a random person; it may be refused."""
        note = self.chance.choice(list(self.written))
        writer = self.written[note]
        on = self.chance.random() < 0.5
        column = self.chance.choice(self.workshop.columns)
        after = self.chance.choice([None, "", *self.written])
        ref = self.chance.choice([ANA, BEN, FAY])
        act = self.workshop.act
        actions: list[Callable[[], object]] = [
            lambda: self.post(ref, self.chance.randrange(3)),
            lambda: self.post(ref, self.chance.randrange(3)),
            lambda: act(writer, notes.edit, note, text=f"changed {self.workshop.now()}", colour="sky"),
            lambda: act(FAY, notes.move, note, column_id=column, after=after),
            lambda: act(writer, notes.withdraw, note, on=on),
            lambda: act(FAY, notes.hide, note, on=on),
            lambda: act(FAY, codings.give, note, self.chance.choice(ELEMENTS)),
            lambda: act(FAY, codings.take, note, self.chance.choice(ELEMENTS)),
            lambda: act(FAY, workshops.replace_code),
            lambda: act(FAY, columns.word, column, f"Worded {self.workshop.now()}", {}),
            lambda: act(FAY, columns.move, column, before=self.chance.choice([None, *self.workshop.columns])),
            lambda: act(FAY, columns.add, "More?"),
            lambda: act(FAY, seats.remove, self.join_new_person()),
            lambda: act(FAY, locks.lock_board, on=on),
            lambda: act(FAY, locks.lock_column, column, on=on),
            lambda: act(FAY, locks.veil, column, on=on),
            lambda: act(FAY, locks.approve_first, on=on),
            lambda: act(FAY, approval.approve, note),
            lambda: act(FAY, approval.decline, note, "unkind"),
            lambda: act(FAY, approval.hold, note),
            lambda: act(
                FAY, agenda_editing.add, agenda_editing.Draft("One more", may=["write"], columns=[column], veiled=on)
            ),
            lambda: self.enter_random_phase(),
            lambda: act(FAY, agenda_editing.add, agenda_editing.Draft("Vote", may=["vote"], votes_per_note=2)),
            lambda: self.vote(self.chance.choice([ANA, BEN]), note, self.chance.randrange(3)),
            lambda: self.close_vote(on=on),
            lambda: act(FAY, agenda_editing.add, agenda_editing.Draft("Read", may=["write", "comment"])),
            lambda: self.comment(ref, note),
            lambda: self.change_random_comment(),
            lambda: act(FAY, stacks.put_together, [note], self.chance.choice(list(self.written))),
            lambda: act(FAY, stacks.put_together, [note], self.chance.choice(list(self.written))),
            lambda: act(FAY, stacks.name, note, f"Named {self.workshop.now()}"),
            lambda: act(FAY, self.chance.choice([stacks.take_out, stacks.take_apart]), note),
            lambda: act(FAY, attention.spotlight, note, on=on),
            lambda: act(FAY, attention.bring_everyone, column),
            lambda: act(FAY, attention.announce, self.chance.choice(["", "Ten minutes left"])),
            lambda: act(FAY, screen.switch, self.chance.choice([*screen.SHOWS, str(column)])),
            lambda: act(self.chance.choice([ANA, BEN]), signals.raise_hand, on=on),
            lambda: act(self.chance.choice([ANA, BEN]), signals.say_ready, on=on),
            lambda: act(FAY, signals.lower_all),
            lambda: act(FAY, timer.start, 60, seen=timer.mark(self.workshop.workshop())),
            lambda: act(FAY, undo.undo),
            lambda: self.take_random_rating_action(),
            lambda: self.take_random_rating_action(),
            lambda: act(FAY, muting.mute, self.seat_of(BEN), on=on),
            lambda: act(FAY, timer.pause, on=on, seen=timer.mark(self.workshop.workshop())),
        ]
        try:
            self.chance.choice(actions)()
        except Refused:
            return

    def seat_of(self, ref: str) -> int:
        """The id of a person's seat."""
        return self.workshop.read(lambda session: seats.rows(session, self.workshop.id, [ref]))[ref].id

    def mute(self) -> None:
        """Fill the workshop, and stop Ana's posts."""
        self.fill()
        self.workshop.act(FAY, muting.mute, self.seat_of(ANA), on=True)

    def enter_random_phase(self) -> None:
        listed = self.workshop.read(lambda session: agenda.phases(session, self.workshop.id))
        if listed:
            to = self.chance.choice(listed).id
            self.workshop.act(FAY, agenda.enter, to, seen=self.workshop.workshop().phase_id)


# By kind of event: a function that prepares the workshop, and one that causes the event.
MAKERS: dict[str, tuple[Callable[[World], object], Callable[[World], object]]] = {
    "NoteAdded": (World.fill, lambda w: w.post(ANA, 1)),
    "NoteEdited": (World.fill, lambda w: w.workshop.act(ANA, notes.edit, w.mine, text="second words", colour="rose")),
    "NoteMoved": (
        World.fill,
        lambda w: w.workshop.act(FAY, notes.move, w.mine, column_id=w.workshop.columns[1], after=w.other),
    ),
    "NoteWithdrawn": (World.fill, lambda w: w.workshop.act(ANA, notes.withdraw, w.mine, on=True)),
    "NoteReturned": (World.fill, lambda w: w.workshop.act(ANA, notes.withdraw, w.withdrawn, on=False)),
    "NoteHidden": (World.fill, lambda w: w.workshop.act(FAY, notes.hide, w.mine, on=True)),
    "NoteRestored": (World.fill, lambda w: w.workshop.act(FAY, notes.hide, w.hidden, on=False)),
    "CodingGiven": (World.fill, lambda w: w.workshop.act(FAY, codings.give, w.other, "value_trust")),
    "CodingTaken": (World.fill, lambda w: w.workshop.act(FAY, codings.take, w.coded, ELEMENTS[0])),
    "ColumnWorded": (
        World.fill,
        lambda w: w.workshop.act(FAY, columns.word, w.workshop.columns[1], "Worded anew?", {"cy": "Yn Gymraeg?"}),
    ),
    "ColumnAdded": (World.fill, lambda w: w.workshop.act(FAY, columns.add, "One more?")),
    "ColumnMoved": (
        World.fill,
        lambda w: w.workshop.act(FAY, columns.move, w.workshop.columns[2], before=w.workshop.columns[0]),
    ),
    "ColumnRemoved": (World.empty_last_column, lambda w: w.workshop.act(FAY, columns.remove, w.workshop.columns[2])),
    "NamingChosen": (lambda w: None, lambda w: w.workshop.act(FAY, closing.choose_naming, "choice")),
    "WorkshopEdited": (World.fill, World.edit_details),
    "FrameworkEdited": (World.fill, World.edit_framework),
    "NoteErased": (World.fill, lambda w: w.workshop.act(FAY, erasure.erase_note, w.mine)),
    "GroupShown": (World.hide_groups, World.join_new_person),
    "WorkshopClosed": (World.fill, World.close),
    "WorkshopReopened": (
        lambda w: (w.fill(), w.close()),
        lambda w: w.workshop.act(FAY, closing.close, on=False),
    ),
    "PhaseEntered": (World.plan, lambda w: w.enter(0)),
    "AgendaEdited": (
        World.plan,
        lambda w: w.workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Vote", may=["vote"])),
    ),
    "TimerSet": (World.start_timer, lambda w: w.workshop.act(FAY, timer.freeze_at_end, on=True)),
    "BoardLocked": (World.plan, lambda w: w.workshop.act(FAY, locks.lock_board, on=True)),
    "BoardUnlocked": (
        lambda w: (w.plan(), w.workshop.act(FAY, locks.lock_board, on=True)),
        lambda w: w.workshop.act(FAY, locks.lock_board, on=False),
    ),
    "ColumnLocked": (World.fill, lambda w: w.workshop.act(FAY, locks.lock_column, w.workshop.columns[1], on=True)),
    "ColumnUnlocked": (
        lambda w: (w.fill(), w.workshop.act(FAY, locks.lock_column, w.workshop.columns[1], on=True)),
        lambda w: w.workshop.act(FAY, locks.lock_column, w.workshop.columns[1], on=False),
    ),
    "ApprovalRequired": (World.fill, lambda w: w.workshop.act(FAY, locks.approve_first, on=True)),
    "ApprovalEnded": (World.hold_back, lambda w: w.workshop.act(FAY, locks.approve_first, on=False)),
    "NoteApproved": (World.hold_back, lambda w: w.workshop.act(FAY, approval.approve, w.waiting)),
    "NoteDeclined": (World.hold_back, lambda w: w.workshop.act(FAY, approval.decline, w.waiting, "unkind")),
    "NoteHeld": (World.hold_back, lambda w: w.workshop.act(FAY, approval.hold, w.declined)),
    "CommentAdded": (World.begin_comments, lambda w: w.comment(ANA, w.coded)),
    "CommentEdited": (
        World.begin_comments,
        lambda w: w.workshop.act(BEN, comments.edit, w.said, text="said anew of benx"),
    ),
    "CommentWithdrawn": (World.begin_comments, lambda w: w.workshop.act(BEN, comments.withdraw, w.said, on=True)),
    "CommentReturned": (
        lambda w: (w.begin_comments(), w.workshop.act(BEN, comments.withdraw, w.said, on=True)),
        lambda w: w.workshop.act(BEN, comments.withdraw, w.said, on=False),
    ),
    "CommentHidden": (World.begin_comments, lambda w: w.workshop.act(FAY, comments.hide, w.said, on=True)),
    "CommentRestored": (World.begin_comments, lambda w: w.workshop.act(FAY, comments.hide, w.unsaid, on=False)),
    "CommentApproved": (
        World.begin_comments,
        lambda w: w.workshop.act(FAY, comments.decide, w.unheard, "approve", ""),
    ),
    "CommentDeclined": (
        World.begin_comments,
        lambda w: w.workshop.act(FAY, comments.decide, w.unheard, "decline", "unkind"),
    ),
    "CommentHeld": (
        lambda w: (w.begin_comments(), w.workshop.act(FAY, comments.decide, w.unheard, "decline", "unkind")),
        lambda w: w.workshop.act(FAY, comments.decide, w.unheard, "hold", ""),
    ),
    "CommentErased": (World.begin_comments, World.erase_comment),
    "StackChanged": (World.stack, lambda w: w.workshop.act(FAY, stacks.take_apart, w.mine)),
    "VoteChanged": (World.begin_vote, lambda w: w.vote(ANA, w.coded, 2)),
    "VotesClosed": (World.begin_vote, lambda w: w.close_vote(on=True)),
    "VotesReopened": (lambda w: (w.begin_vote(), w.close_vote(on=True)), lambda w: w.close_vote(on=False)),
    "AskOpened": (World.begin_rating, lambda w: w.workshop.act(FAY, asks.set_open, w.ask, on=True)),
    "AnswerGiven": (World.rate, lambda w: w.workshop.act(ANA, ballots.answer, w.ask, {"involve_voice": 4})),
    "AskClosed": (World.rate, lambda w: w.workshop.act(FAY, asks.set_open, w.ask, on=False)),
    "AskShown": (World.rate, lambda w: w.workshop.act(FAY, asks.show, w.ask)),
    "JudgementGiven": (
        World.show_rating,
        lambda w: w.workshop.act(FAY, judgements.judge, w.ask, "involve_voice", 2, "We ask and rarely answer"),
    ),
    "AnswersVeiled": (World.fill, lambda w: w.workshop.act(FAY, locks.veil, w.workshop.columns[0], on=True)),
    "AnswersRevealed": (
        lambda w: (w.fill(), w.workshop.act(FAY, locks.veil, w.workshop.columns[0], on=True)),
        lambda w: w.workshop.act(FAY, locks.veil, w.workshop.columns[0], on=False),
    ),
    "SpotlightChanged": (World.spotlight, lambda w: w.workshop.act(FAY, attention.spotlight, w.other, on=True)),
    "EveryoneBrought": (World.fill, lambda w: w.workshop.act(FAY, attention.bring_everyone, w.workshop.columns[1])),
    "AnnouncementChanged": (World.fill, lambda w: w.workshop.act(FAY, attention.announce, "Ten minutes left")),
    "BringingUndone": (
        lambda w: (w.fill(), w.workshop.act(FAY, attention.bring_everyone, w.workshop.columns[1])),
        lambda w: w.workshop.act(FAY, attention.undo_bringing, EveryoneBrought(w.workshop.columns[1])),
    ),
    "ScreenSwitched": (World.fill, lambda w: w.workshop.act(FAY, screen.switch, "wheel")),
    "SignalChanged": (World.raise_hands, lambda w: w.workshop.act(BEN, signals.raise_hand, on=True)),
    "SignalsCleared": (World.raise_hands, lambda w: w.workshop.act(FAY, signals.lower_all)),
    "SignalsRestored": (
        lambda w: (w.raise_hands(), w.workshop.act(FAY, signals.lower_all)),
        lambda w: w.workshop.act(FAY, signals.put_back, w.workshop.workshop().seq),
    ),
    "SeatMuted": (World.fill, lambda w: w.workshop.act(FAY, muting.mute, w.seat_of(ANA), on=True)),
    "SeatUnmuted": (World.mute, lambda w: w.workshop.act(FAY, muting.mute, w.seat_of(ANA), on=False)),
    "ActionUndone": (World.fill, lambda w: w.workshop.act(FAY, undo.undo)),
    "CodeReplaced": (World.fill, lambda w: w.workshop.act(FAY, workshops.replace_code)),
    "JoiningPaused": (World.fill, lambda w: w.workshop.act(FAY, joining_controls.pause_joining, on=True)),
    "JoiningResumed": (
        lambda w: (w.fill(), w.workshop.act(FAY, joining_controls.pause_joining, on=True)),
        lambda w: w.workshop.act(FAY, joining_controls.pause_joining, on=False),
    ),
    "NewcomersAdmitted": (World.fill, lambda w: w.workshop.act(FAY, joining_controls.admit_all)),
    "SeatRemoved": (World.fill, lambda w: w.workshop.act(FAY, seats.remove, w.join_new_person())),
    "LinkRevoked": (World.fill, lambda w: w.workshop.act(FAY, links.revoke, w.make_link())),
    "LinkMade": (World.fill, World.make_link),
}
