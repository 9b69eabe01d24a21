"""The database: how it is opened, brought up to date, and written in one transaction."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from app.errors import StorageFull, StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 10_000


@dataclass(frozen=True)
class Store:
    """The open database; each step of the story takes one transaction from it."""

    engine: Engine

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Give a connection whose writes are all kept, or none of them.

        Raises:
            StorageFull: The disk is full; nothing was written.
            StoreError: The database is locked for too long, read-only or damaged.
        """
        try:
            with self.engine.connect().execution_options(writes=True) as tx, tx.begin():
                yield tx
        except OperationalError as fault:
            raise _named(fault) from fault

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one consistent state and never blocks a writer.

        Raises:
            StoreError: The database cannot be read.
        """
        try:
            with self.engine.connect() as tx, tx.begin():
                yield tx
        except OperationalError as fault:
            raise _named(fault) from fault


def _named(fault: OperationalError) -> StoreError:
    text = str(fault.orig)
    if "full" in text:
        return StorageFull("The disk is full: free some space, then try again. Nothing was lost.")
    if "locked" in text:
        return StoreError("The database is busy with a long task; try again in a minute.")
    return StoreError(f"The database refused: {text}")


def open_store(url: str) -> Store:
    """Return the database at this address; for SQLite its folder is made when missing."""
    address = make_url(url)
    engine = create_engine(address)
    if address.get_backend_name() == "sqlite":
        if address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return Store(engine)


def _prepare_sqlite(raw: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Make SQLite durable, patient and strict; transactions are begun by `_begin_sqlite`."""
    raw.isolation_level = None
    cursor = raw.cursor()
    # The wait comes first: turning WAL on takes a lock that another process may hold.
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    _turn_wal_on(cursor)
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _turn_wal_on(cursor: DBAPICursor) -> None:
    """Turn WAL on; SQLite does not wait for others by itself while it changes the journal."""
    give_up_at = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once when writing, so that no transaction fails half-way."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def migrate(store: Store) -> None:
    """Bring the database to the newest form; a second process waits its turn."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with store.transaction() as tx:
        config.attributes["connection"] = tx
        command.upgrade(config, "head")
