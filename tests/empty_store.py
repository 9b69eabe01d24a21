"""A new database, migrated once a process: every test that opens one would else migrate its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from app.store.database import Store, migrate, open_store


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tangazo.db"
        store = open_store(f"sqlite:///{path}")
        migrate(store)
        store.engine.dispose()
        return path.read_bytes()


def empty_store(path: Path) -> Store:
    """Return the open database of a path; a new one has its newest form and no row."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_migrated())
    return open_store(f"sqlite:///{path}")
