"""What several pages of findings show about codes and sources."""

from typing import Annotated
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Form, Query
from sqlmodel import Session

from app.domain.findings import sources
from app.domain.findings.coding.book import ProgrammeBook
from app.domain.findings.interviews import interviews
from app.domain.findings.rights import Colleague

# A page shows so many notes and excerpts, and as many more each time that its reader asks for more.
PIECES = 100
# How many notes and excerpts the reader wants.
Most = Annotated[int, Query(ge=1, le=100_000)]
# A position in the text of an interview, in code points.
Position = Annotated[int, Form(ge=0, lt=10_000_000)]


def group_numbers(codes: ProgrammeBook) -> dict[str, int]:
    """The place of each element's group in the framework, from 1, by the element's key; it chooses the colour."""
    return {
        element["key"]: number
        for number, group in enumerate(codes.framework.groups, 1)
        for element in group["elements"]
    }


def code_address(key: str, code: str, shown: str = "") -> str:
    """The address of the page of a code. `shown` is the query that says which place it shows, and how much of it."""
    kept = urlencode([(name, value) for name, value in parse_qsl(shown[:200]) if name in ("place", "most")])
    return f"/p/{key}/codebook/{quote(code, safe='')}" + (f"?{kept}" if kept else "")


def interview_address(key: str, interview_id: str, start: int, end: int, part: str = "selected") -> str:
    """The address of a part of the page of an interview, with these words chosen."""
    return f"/p/{key}/interviews/{quote(interview_id, safe='')}?from={start}&to={end}#{part}"


def titles(session: Session, person: Colleague) -> dict[str, str]:
    """What each source is called, by the source of its units."""
    workshops = {str(workshop.id): workshop.title for workshop, _place in sources.workshops(session, person.programme)}
    return workshops | {row.id: row.title for row in interviews.listed(session, person.programme)}
