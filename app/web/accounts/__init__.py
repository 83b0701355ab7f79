"""Pages and forms for organisers' accounts."""

from fastapi import APIRouter

from app.web.accounts import (
    account,
    create,
    notices,
    organisers,
    password_links,
    returning,
    second_factor,
    sessions,
    sign_in,
)

router = APIRouter()
for part in (sign_in, create, account, sessions, notices, second_factor, organisers, password_links, returning):
    router.include_router(part.router)
