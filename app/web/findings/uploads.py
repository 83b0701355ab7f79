"""Forms that carry a transcript or a codebook: their addresses, how large they may be, and who may send them."""

import re

from anyio import CapacityLimiter
from starlette.requests import HTTPConnection
from starlette.types import Scope

from app.domain.accounts import sessions
from app.domain.errors import Refused
from app.web.context import context_of
from app.web.security import cookies
from app.web.security.middleware import LargeForms

# A file that someone sent is parsed in memory.
ONE_AT_A_TIME = CapacityLimiter(1)
# In bytes: a file and the same words in the form.
LIMIT = 8 * 1024 * 1024


async def _is_signed_in(scope: Scope) -> bool:
    connection = HTTPConnection(scope)
    presented = cookies.organiser_of(connection)
    if presented is None:
        return False
    database = context_of(connection).database
    try:
        await database.read(lambda session: sessions.acting(session, presented, analysts=True))
    except Refused:
        return False
    return True


FORMS = LargeForms(re.compile(r"/p/[^/]+/(interviews(/preview|/[^/]+/text)?|codebook-imports)"), LIMIT, _is_signed_in)
