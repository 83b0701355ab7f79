"""A programme in which everything that a file can contain is there, beside what must be in no file."""

from datetime import date
from typing import Any

from sqlmodel import Session

from app.domain.board import notes
from app.domain.findings.coding import codebook, facets, rounds, settling
from app.domain.findings.interviews import excerpts, interviews
from app.domain.findings.models import Memo, Programme
from app.domain.findings.steps import step_sources, steps
from app.domain.findings.themes import cells, evidence, themes
from app.domain.findings.themes.evidence import AGAINST
from app.domain.findings.themes.matrix import Address
from app.domain.findings.themes.themes import Wording
from app.domain.findings.units import ANALYSIS, Ref, note_ref
from app.domain.mapping import codings
from app.domain.mapping.codings import NOT_ABOUT
from app.domain.workshops import closing
from app.exports.programmes.bundle import ProgrammeBundle, programme_bundle
from app.storage.database import Database
from tests.programme import LENA, RAVI, SampleProgramme
from tests.workshop import ANA, BEN, FAY, START, SampleWorkshop

VOICE, DECISIONS = "involve_voice", "involve_decisions"
SPOKEN = (
    "Sam: Pam?\n\nAnn: Mae’r berthynas â’r cyngor yn dda 👩\u200d👧. مرحبا pobl.\nCafe\u0301s help.\n\n"
    "Sam: Why?\n\nAnn: Words to take back."
)
PRIVATE = "Sam: And?\n\nAnn: This is for the analysis alone."
GONE = "Words of an interview that was withdrawn."
HIDDEN, OPEN_MEMO = "words that are hidden", "a memo of the open round"
CLOSED_ROUND, OPEN_ROUND = "a" * 24, "b" * 24
BLIND_ONLY = "sustain_learning"
TRUST, MERGED, THEIR_OWN = "own_trust1", "own_merged1", "own_third1"
CLAIM, PART = "c" * 24, "d" * 24


class FullProgramme:
    """Builds everything once; tests read it."""

    def __init__(self, database: Database) -> None:
        self.of = SampleProgramme(SampleWorkshop(database), name="Healthier =neighbourhoods")
        self._notes()
        self._interviews()
        self._codes()
        self._rounds()
        self._themes()
        self._cells()
        self._steps()
        self.of.write(self._memos)

    def bundle(self) -> ProgrammeBundle:
        return self.of.read(lambda session: programme_bundle(session, self.of.programme(session), START))

    def _act(self, fn: Any, *values: Any, by: str = RAVI, **named: Any) -> Any:
        return self.of.act(by, fn, *values, **named)

    def _notes(self) -> None:
        board = self.of.workshop
        words = ["People know her 🙂", "=SUM(A1)", "Nobody asks us\nuntil it is decided", "Hwyl fawr", "About parking"]
        self.notes = [
            Ref("note", note_ref(board.id, board.post(ANA if at % 2 else BEN, text, column=at % 2)))
            for at, text in enumerate(words)
        ]
        hidden = board.post(ANA, HIDDEN)
        board.act(FAY, codings.give, hidden, VOICE)
        board.act(FAY, notes.hide, hidden, on=True)
        board.act(FAY, codings.give, self.notes[2].ref.partition(":")[2], VOICE, suggested=2)
        for at, element in ((0, VOICE), (0, "value_trust"), (0, "facet_works"), (2, DECISIONS)):
            board.act(FAY, codings.give, self.notes[at].ref.partition(":")[2], element)
        board.act(FAY, codings.give, self.notes[4].ref.partition(":")[2], NOT_ABOUT)
        board.act(FAY, closing.close, on=True)

    def _interviews(self) -> None:
        self.talk = self.of.interview(SPOKEN).id
        self.private = self.of.interview(PRIVATE, number=2, title="Interview 2/3: NHS?", consent=ANALYSIS).id
        gone = self.of.interview(f"Sam: So?\n\nAnn: {GONE}", number=3, title="Interview 3").id
        self._excerpt(gone, GONE, VOICE)
        self._act(interviews.withdraw, gone, by=LENA)
        self.welsh = self._excerpt(self.talk, "Mae’r berthynas â’r cyngor yn dda 👩\u200d👧.", VOICE)
        self.arabic = self._excerpt(self.talk, "مرحبا pobl.", DECISIONS)
        self.alone = self._excerpt(self.private, "This is for the analysis alone.", VOICE)
        self._act(interviews.mark_coded, self.talk, on=True)

    def _excerpt(self, interview: str, words: str, element: str) -> Ref:
        text = self.of.stored(interview).text
        start = text.index(words)
        span = excerpts.Selected(start, start + len(words), words)
        return Ref("excerpt", self._act(excerpts.code, interview, span, element).id)

    def _codes(self) -> None:
        wording = codebook.Wording("Trust in people", "Rests on persons.", "Knows her\nAsk Jo", "Not roles.", "agreed")
        self._act(codebook.add, TRUST, wording, by=LENA)
        self._act(codebook.add, MERGED, codebook.Wording("Jo"), by=LENA)
        self._act(codebook.add, THEIR_OWN, codebook.Wording("Paper, =1+1"), by=LENA)
        self._act(excerpts.code_note, self.notes[1].ref, MERGED, on=True)
        self._act(codebook.merge, MERGED, TRUST, by=LENA)
        self._act(excerpts.give, self.welsh, TRUST)
        self._act(facets.set_for, [self.notes[1], self.welsh], "facet_role", on=True)

    def _rounds(self) -> None:
        coders = (self.of.accounts[LENA], self.of.accounts[RAVI])
        for round_id, name in ((CLOSED_ROUND, "Round 1"), (OPEN_ROUND, "Round 2")):
            self._act(rounds.draw, round_id, rounds.Draft(name, coders, percent=100, seed=4127), by=LENA)
        for at, unit in enumerate(self.notes):
            self._act(rounds.give, CLOSED_ROUND, unit, VOICE, on=True, by=LENA)
            self._act(rounds.give, CLOSED_ROUND, unit, VOICE if at % 2 else DECISIONS, on=True)
        self._act(rounds.give, OPEN_ROUND, self.notes[0], BLIND_ONLY, on=True)
        self._act(rounds.close, CLOSED_ROUND, "Agreed to stop.", by=LENA)
        self._act(settling.settle, CLOSED_ROUND, self.notes[2], [DECISIONS], "It is about deciding.", 0)

    def _themes(self) -> None:
        claim = Wording("Goodwill leaves when people leave", "Links rest on persons.", "A summary.", "draft", (VOICE,))
        self._act(themes.add, CLAIM, claim, self.of.place.id)
        self._act(themes.add, PART, Wording("Deciding comes too late"))
        self._act(themes.nest, PART, CLAIM)
        self._act(evidence.give, CLAIM, [self.notes[0], self.welsh, self.alone])
        self._act(evidence.give, CLAIM, [self.notes[4]], AGAINST)
        self._act(evidence.give, PART, [self.notes[2]])
        self._act(evidence.quote, CLAIM, self.welsh, "Mae’r berthynas â’r cyngor … 👩\u200d👧.")
        self._act(evidence.quote, PART, self.notes[2], "[People] asks us … decided")

    def _cells(self) -> None:
        place = str(self.of.place.id)
        at = Address("place", place, "element", VOICE)
        self._act(cells.write, at, "People are asked late.", [(self.notes[0], "People know her …")], 0)
        self._act(cells.write, Address("place", place, "theme", CLAIM), "One officer.", [], 0)
        self._act(cells.write, Address("group", "council", "element", VOICE), "The council says so.", [], 0)

    def _steps(self) -> None:
        self._act(step_sources.promote, [self.notes[3]])
        fields = steps.Fields("=Name one officer", self.of.place.id, "Council", date(2026, 3, 29), VOICE, CLAIM)
        self._act(steps.add, "e" * 24, fields)
        self._act(steps.update, "e" * 24, "f" * 24, "They agreed on Tuesday.", "agreed")
        self._act(steps.add, "d" * 24, steps.Fields(HIDDEN))
        self._act(steps.remove, "d" * 24)

    def _memos(self, session: Session) -> None:
        programme: Programme = self.of.programme(session)
        about = {
            "m1": ("note", self.notes[0].ref, None, "About a note."),
            "m2": ("code", TRUST, CLOSED_ROUND, "About a code, alone."),
            "m3": ("programme", "", None, "About everything."),
            "m4": ("theme", CLAIM, None, "About a theme."),
            "m5": ("note", self.notes[0].ref, OPEN_ROUND, OPEN_MEMO),
        }
        for memo_id, (kind, ref, round_id, text) in about.items():
            made = {"programme_id": programme.id, "by_id": self.of.accounts[RAVI], "at": START}
            session.add(Memo(**made, id=memo_id, about_kind=kind, about_ref=ref, round_id=round_id, text=text))
