"""Boundary rules: what says when a code applies and when another one does. A lead mends one while settling."""

from copy import deepcopy

from sqlmodel import Session

from app.domain.errors import Conflict, NotFound, gettext_noop
from app.domain.findings.coding import book, codebook
from app.domain.findings.events import ProgrammeReframed
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.mapping import frameworks
from app.domain.models import Framework
from app.domain.text import optional_lines

LONGEST = 2000
TOO_LONG = gettext_noop("This is too long. Shorten it to 2,000 characters.")


def rules(codes: book.ProgrammeBook) -> dict[str, str]:
    """The boundary rule of each element and own code, "" where there is none."""
    of_elements = {element["key"]: element.get("boundary", "") for element in codes.elements}
    return of_elements | {code.key: code.boundary for code in codes.codes}


def mend(session: Session, person: Colleague, key: str, rule: str, seen: str) -> int:
    """Change the rule of an element or own code that the member has `seen`; returns the seq.

    An element gets it in a new version of the framework, which only this programme uses. Raises NotAllowed, NotFound,
    Invalid, and Conflict if someone has changed the rule since.
    """
    require(person, Right.LEAD)
    now = rules(book.read(session, person.programme))
    if key not in now:
        raise NotFound("This code is no longer in the codebook. Reload the page.")
    if _plain(now[key]) != _plain(seen):
        raise Conflict("Someone else has changed this rule. Compare both versions, then save again.")
    rule = optional_lines(rule, LONGEST, TOO_LONG)
    if key.startswith(book.OWN):
        code = book.find(session, person.programme, key)
        wording = codebook.Wording(code.name, code.description, "\n".join(code.signals), rule, code.status)
        codebook.reword(session, person, key, wording, code.revision)
        return person.programme.seq
    return _reframe(session, person, key, rule)


def _reframe(session: Session, person: Colleague, key: str, rule: str) -> int:
    before = session.get_one(Framework, person.programme.framework_id)
    content = deepcopy(before.content)
    for group in content["groups"]:
        for element in group["elements"]:
            if element["key"] == key:
                element["boundary"] = rule
    after = frameworks.keep(session, before.organisation_id, content)
    if after.id == before.id:
        return person.programme.seq
    person.programme.framework_id = after.id
    person.programme.render_version += 1
    session.add(person.programme)
    session.flush()
    return record(session, person, ProgrammeReframed(before.version, after.version))


def _plain(rule: str) -> str:
    # A form sends two characters for each line break.
    return rule.replace("\r\n", "\n").strip()
