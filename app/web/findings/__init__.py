"""Pages of programmes."""

import re

from fastapi import APIRouter

from app.web.findings import (
    agreement,
    blind_coding,
    codebook,
    coding,
    framework,
    interviews,
    matrix,
    members,
    moved,
    programme,
    programmes,
    ratings,
    themes,
)

# The addresses of the forms that carry a transcript.
TRANSCRIPTS = re.compile(r"/p/[^/]+/interviews(/preview|/[^/]+/text)?")
router = APIRouter()
for part in (
    *(programmes, programme, members, interviews, coding, codebook, framework),
    *(agreement, blind_coding, themes, matrix, ratings, moved),
):
    router.include_router(part.router)
