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
    memos,
    moved,
    programme,
    programmes,
    report_editor,
    report_pages,
    report_signing,
    reports,
    step_sharing,
    steps,
    theme_board,
    themes,
)

# The addresses of the forms that carry a transcript.
TRANSCRIPTS = re.compile(r"/p/[^/]+/interviews(/preview|/[^/]+/text)?")
router = APIRouter()
for part in (
    *(programmes, programme, members, interviews, coding, codebook, framework),
    *(agreement, blind_coding, theme_board, themes, matrix, memos, step_sharing, steps, moved),
    *(reports, report_editor, report_signing, report_pages),
):
    router.include_router(part.router)
