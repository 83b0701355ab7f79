"""Databases with the newest tables, copied: migrating one for each test would take most of the time of many."""

import tempfile
from functools import cache
from pathlib import Path

from app.storage import migrations


def migrated_sqlite(file: Path) -> str:
    """Create a SQLite database in this file, unless there is one; return its address."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_template())
    return f"sqlite:///{file}"


@cache
def _template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.sqlite3"
        migrations.upgrade(f"sqlite:///{file}")
        return file.read_bytes()
