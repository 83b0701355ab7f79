"""Where to report a vulnerability of this installation, as RFC 9116 describes it."""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from starlette.responses import Response

from app.domain.errors import NotFound
from app.presentation import translations
from app.web.context import Context

router = APIRouter()

# The RFC advises less than a year. The date moves on with every day on which the server runs.
VALID = timedelta(days=180)


@router.get("/.well-known/security.txt")
async def security_txt(context: Context) -> Response:
    """The address in SECURITY_CONTACT, valid for another 180 days. Raises NotFound if the host has set none."""
    settings = context.settings
    if not settings.security_contact:
        raise NotFound
    until = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + VALID
    fields = {
        "Contact": settings.security_contact,
        "Expires": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": ", ".join(translations.languages()),
    }
    # The RFC allows only addresses with https here.
    if settings.public_url.startswith("https://"):
        fields["Canonical"] = f"{settings.public_url}/.well-known/security.txt"
    return PlainTextResponse("".join(f"{name}: {value}\n" for name, value in fields.items()))
