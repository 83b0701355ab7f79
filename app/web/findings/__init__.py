"""Pages of programmes."""

import re

from fastapi import APIRouter

from app.web.findings import codebook, coding, framework, interviews, members, moved, programme, programmes

# The addresses of the forms that carry a transcript.
TRANSCRIPTS = re.compile(r"/p/[^/]+/interviews(/preview|/[^/]+/text)?")
router = APIRouter()
for part in (programmes, programme, members, interviews, coding, codebook, framework, moved):
    router.include_router(part.router)
