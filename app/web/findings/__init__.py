"""Pages of programmes."""

from fastapi import APIRouter

from app.web.findings import (
    agreement,
    blind_coding,
    codebook,
    codebook_imports,
    coding,
    files,
    framework,
    held,
    interviews,
    matrix,
    members,
    memos,
    moved,
    passage,
    programme,
    programmes,
    ratings,
    report_editor,
    report_pages,
    report_publishing,
    report_signing,
    reports,
    step_sharing,
    steps,
    theme_board,
    themes,
)

router = APIRouter()
for part in (
    *(programmes, programme, members, interviews, coding, codebook, codebook_imports, framework),
    *(agreement, blind_coding, theme_board, themes, matrix, ratings, memos, passage, step_sharing),
    *(steps, files, held, moved),
    *(reports, report_editor, report_signing, report_publishing, report_pages),
):
    router.include_router(part.router)
