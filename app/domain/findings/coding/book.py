"""A programme's codebook: the elements, values and facets of its framework, and the codes that it added itself."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.domain.errors import NotFound
from app.domain.findings.coding.coding_models import Code
from app.domain.findings.models import Programme
from app.domain.mapping.codings import LETTERS, NOT_ABOUT, CodeBook
from app.domain.models import Framework

# The key of an own code begins with this, so that it never meets a key of a framework.
OWN = "own_"


@dataclass(frozen=True)
class ProgrammeBook:
    """A framework's code book, and the programme's own codes that were not merged, in their order."""

    framework: CodeBook
    codes: list[Code]
    aliases: dict[str, str]

    @property
    def elements(self) -> list[dict[str, Any]]:
        return self.framework.elements

    @property
    def names(self) -> dict[str, str]:
        """The names of elements, values, facets and own codes by key."""
        return self.framework.names | {code.key: code.name for code in self.codes}

    @property
    def keys(self) -> set[str]:
        """Every key that a unit can be given, NOT_ABOUT included."""
        return {*self.names, NOT_ABOUT}

    @property
    def letters(self) -> dict[str, str]:
        """The letter key of each element and own code, as far as there are letters; elements have them first."""
        keys = [*(element["key"] for element in self.elements), *(code.key for code in self.codes)]
        return dict(zip(keys, LETTERS, strict=False))

    def resolved(self, key: str) -> str:
        """The key that replaced this one when codes were merged; the key itself otherwise."""
        seen = set()
        while key in self.aliases and key not in seen:
            seen.add(key)
            key = self.aliases[key]
        return key


def read(session: Session, programme: Programme, language: str = "") -> ProgrammeBook:
    """The codebook as it is now, with the framework's texts in this language, where it has them."""
    framework = session.get_one(Framework, programme.framework_id)
    query = select(Code).where(Code.programme_id == programme.id).order_by(col(Code.order_key), col(Code.key))
    found = list(session.exec(query))
    aliases = {code.key: code.merged_into for code in found if code.merged_into is not None}
    code_book = CodeBook(framework.content)
    shown = code_book.in_language(language) if language else code_book
    return ProgrammeBook(shown, [code for code in found if code.merged_into is None], aliases)


def find(session: Session, programme: Programme, key: str) -> Code:
    """One own code. Raises NotFound for an unknown or merged one."""
    code = session.get(Code, (programme.id, key))
    if code is None or code.merged_into is not None:
        raise NotFound("This code is no longer in the codebook. Reload the page.")
    return code
