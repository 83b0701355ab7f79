"""Packages (ZIP files) whose bytes depend on their contents only."""

import io
import zipfile

# The first moment that a ZIP file can name.
_NEVER = (1980, 1, 1, 0, 0, 0)


def without_times(package: bytes) -> bytes:
    """The same members in the same order, without the times at which they were written.

    A member that was not compressed stays so, because OpenDocument needs that of its first one.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as before, zipfile.ZipFile(file, "w") as after:
        for member in before.infolist():
            named = zipfile.ZipInfo(member.filename, _NEVER)
            named.compress_type = member.compress_type
            named.external_attr = 0o644 << 16
            after.writestr(named, before.read(member))
    return file.getvalue()
