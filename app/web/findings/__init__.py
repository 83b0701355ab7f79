"""Pages of programmes."""

from fastapi import APIRouter

from app.web.findings import codebook, coding, interviews, members, moved, programme, programmes

router = APIRouter()
for part in (programmes, programme, members, interviews, coding, codebook, moved):
    router.include_router(part.router)
