"""Random actions of random people in a workshop, the same for the same seed."""

from collections.abc import Callable

from app.domain.board import comments, notes, stacks
from app.domain.errors import Refused
from app.domain.findings.asks import asks, ballots, judgements
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.mapping import codings
from app.domain.steering import agenda, agenda_editing, approval, attention, locks, screen, signals, timer, undo
from app.domain.workshops import columns, muting, seats, workshops
from tests.live.replay_world import ELEMENTS, World
from tests.workshop import ANA, BEN, FAY


class RandomWorld(World):
    """A workshop in which people act at random."""

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

    def enter_random_phase(self) -> None:
        listed = self.workshop.read(lambda session: agenda.phases(session, self.workshop.id))
        if listed:
            to = self.chance.choice(listed).id
            self.workshop.act(FAY, agenda.enter, to, seen=self.workshop.workshop().phase_id)

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
