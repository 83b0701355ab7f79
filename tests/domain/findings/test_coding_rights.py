"""Every action on codes, memos, rounds and interviews refuses the people who may not take it, before anything else."""

from types import FunctionType
from typing import Any

from app.domain.errors import NotAllowed
from app.domain.findings.coding import (
    boundary,
    codebook,
    codebook_import,
    facets,
    framework_paste,
    memos,
    rounds,
    settling,
)
from app.domain.findings.coding.codebook import Wording
from app.domain.findings.interviews import excerpts, interview_text, interviews
from app.domain.findings.interviews.excerpts import Selected
from app.domain.findings.units import EXCERPT, Ref
from tests.programme import LENA, RAVI, RHYS, SPOKEN, SampleProgramme
from tests.workshop import ANA

ROUND, MEMO, OWN = "r" * 24, "e" * 24, f"own_{'c' * 24}"
VOICE = "involve_voice"

Action = tuple[FunctionType, tuple[Any, ...], dict[str, Any]]


def refused(programme: SampleProgramme, name: str, actions: list[Action]) -> list[str]:
    """The actions that this person could take, or that failed for another reason than their role."""
    wrong = []
    for fn, values, named in actions:
        try:
            programme.act(name, fn, *values, **named)
        except NotAllowed:
            continue
        except Exception as error:
            wrong.append(f"{fn.__module__}.{fn.__name__}: {error!r}")
        else:
            wrong.append(f"{fn.__module__}.{fn.__name__}")
    return wrong


def test_each_action_on_codes_and_interviews_is_refused_to_those_without_its_right(
    sqlite_programme: SampleProgramme,
) -> None:
    programme = sqlite_programme
    programme.workshop.post(ANA, "Our contact left.")
    interview = programme.interview()
    start = interview.text.index("One named officer.")
    span = Selected(start, start + len("One named officer."), "One named officer.")
    excerpt = programme.act(RAVI, excerpts.code, interview.id, span, VOICE)
    unit = Ref(EXCERPT, excerpt.id)
    (note,) = [one.name for one in programme.units() if one.kind != EXCERPT]
    programme.act(LENA, codebook.add, OWN, Wording("Named officers"))
    programme.act(RAVI, memos.write, MEMO, memos.About(), "Read again.")
    programme.act(LENA, memos.write, "b" * 24, memos.About(), "Of the lead.")
    coders = (programme.accounts[LENA], programme.accounts[RAVI])
    draft = rounds.Draft("Round 1", coders, size=1, seed=1)
    programme.act(LENA, rounds.draw, ROUND, draft)
    typed = interview_text.prepare(SPOKEN + " Always.")
    pasted = framework_paste.read("Voice: who is heard")
    before = programme.events()

    code: list[Action] = [
        (facets.set_for, ([note], "facet_role"), {"on": True}),
        (memos.write, ("f" * 24, memos.About(), "Mine."), {}),
        (memos.reword, (MEMO, "Other words.", 0), {}),
        (memos.remove, (MEMO,), {}),
        (settling.settle, (ROUND, unit, [VOICE], "We agree.", 0), {}),
        (rounds.give, (ROUND, unit, VOICE), {"on": True}),
        (rounds.finish, (ROUND,), {"on": True}),
        (excerpts.code, (interview.id, span, VOICE), {}),
        (excerpts.uncode, (excerpt.id,), {}),
        (excerpts.uncode_span, (interview.id, span), {}),
        (excerpts.code_note, (note.ref, OWN), {"on": True}),
        (interviews.add, ("2" * 24, programme.about(), typed.text, typed.turns), {}),
        (interviews.edit, (interview.id, programme.about()), {}),
        (interviews.retype, (interview.id, typed.text, typed.turns), {}),
        (interviews.mark_coded, (interview.id,), {"on": True}),
        (interviews.replace, (interview.id, "3" * 24, typed.text, typed.turns), {}),
    ]
    lead: list[Action] = [
        (codebook.add, (f"own_{'d' * 24}", Wording("Money")), {}),
        (codebook.reword, (OWN, Wording("Belief"), 0), {}),
        (codebook.merge_preview, (OWN, VOICE), {}),
        (codebook.merge, (OWN, VOICE), {}),
        (codebook.split, (OWN, f"own_{'d' * 24}", Wording("Money"), [unit]), {}),
        (boundary.mend, (VOICE, "Only if they decide.", ""), {}),
        (codebook_import.plan, ([],), {}),
        (memos.remove, ("b" * 24,), {}),
        (rounds.draw, ("s" * 24, draft), {}),
        (rounds.close, (ROUND, "Lena is ill."), {}),
        (interviews.withdraw, (interview.id,), {}),
    ]
    organise: list[Action] = [(framework_paste.paste, (pasted, [VOICE]), {})]
    assert refused(programme, RHYS, [*code, *lead, *organise]) == []
    assert refused(programme, RAVI, [*lead, *organise]) == []
    assert refused(programme, LENA, organise) == []
    assert programme.events() == before
