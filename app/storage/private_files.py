"""Only the server's own user may open the files of a SQLite database, and the folder that belongs to them."""

import logging
import os
import stat
from pathlib import Path

from sqlalchemy import make_url

log = logging.getLogger("commonboard.storage")

OTHERS = stat.S_IRWXG | stat.S_IRWXO
# Other files that the product keeps beside its database.
OURS = {"secret_key"}


def keep_private(url: str) -> None:
    """Create the file of a SQLite database with mode 0600, in a folder with mode 0700; tighten those that exist.

    An existing folder with anything else in it is left as it is, with a warning. Other databases have no file here.
    """
    name = make_url(url).database if url.startswith("sqlite") else None
    if not name or name == ":memory:":
        return
    file = Path(name)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        if not file.exists():
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        # SQLite gives its two files beside the database the mode of the database when it creates them.
        for one in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
            if one.exists() and one.stat().st_mode & OTHERS:
                one.chmod(0o600)
        _keep_folder_private(file)
    except OSError:
        # Such as another owner. Opening the database tells whether that is a problem.
        log.warning("cannot set the mode of %s: only the server's user should be able to open it", file)


def _keep_folder_private(file: Path) -> None:
    folder = file.parent
    if not folder.stat().st_mode & OTHERS:
        return
    if all(one.name in OURS or one.name.startswith(file.name) for one in folder.iterdir()):
        folder.chmod(0o700)
    else:
        log.warning("others can open %s, which holds the database: chmod 700, or move the database", folder)
