"""Pages of programmes."""

import re

from fastapi import APIRouter

from app.web.findings import (
    agreement,
    blind_coding,
    codebook,
    codebook_imports,
    coding,
    files,
    framework,
    interviews,
    matrix,
    members,
    moved,
    programme,
    programmes,
    themes,
)

# The addresses of the forms that carry a transcript or a codebook.
TRANSCRIPTS = re.compile(r"/p/[^/]+/(interviews(/preview|/[^/]+/text)?|codebook-imports)")
router = APIRouter()
for part in (
    *(programmes, programme, members, interviews, coding, codebook, codebook_imports, framework),
    *(agreement, blind_coding, themes, matrix, files, moved),
):
    router.include_router(part.router)
