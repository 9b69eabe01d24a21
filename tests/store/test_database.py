from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from app.errors import StorageFull
from app.store.database import migrate, open_store
from app.store.tables import install, metadata
from tests.builders import NOW

LIVE = {"id": 1, "mode": "live", "created_at": NOW}


def test_migrations_give_exactly_the_tables_of_the_code(store):
    with store.reading() as tx:
        assert compare_metadata(MigrationContext.configure(tx), metadata) == []


def test_migrating_twice_changes_nothing(store):
    migrate(store)


def test_many_processes_may_migrate_one_new_database_at_once(tmp_path):
    url = f"sqlite:///{tmp_path / 'tangazo.db'}"
    stores = [open_store(url) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(migrate, stores))
    with stores[0].reading() as tx:
        assert tx.execute(select(install)).all() == []
    for each in stores:
        each.engine.dispose()


def test_a_transaction_that_breaks_keeps_nothing(store):
    with pytest.raises(IntegrityError), store.transaction() as tx:
        tx.execute(insert(install), [LIVE, LIVE])
    with store.reading() as tx:
        assert tx.execute(select(install)).all() == []


def test_times_come_back_aware_and_naive_ones_are_refused(store):
    with store.transaction() as tx:
        tx.execute(insert(install).values(id=1, mode="live", created_at=NOW))
    with store.reading() as tx:
        assert tx.execute(select(install.c.created_at)).scalar() == NOW
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - the fault under test
    with pytest.raises(Exception, match="without a zone"), store.transaction() as tx:
        tx.execute(insert(install).values(id=2, mode="live", created_at=naive))


def _fill(store, *, pages):
    with store.transaction() as tx:
        tx.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        tx.exec_driver_sql("CREATE TABLE ballast (body BLOB)")
        tx.exec_driver_sql("INSERT INTO ballast VALUES (zeroblob(1000000))")


def test_a_full_disk_is_named_and_loses_nothing(store):
    with store.reading() as tx:
        pages = tx.exec_driver_sql("PRAGMA page_count").scalar()
    with pytest.raises(StorageFull, match="disk is full"):
        _fill(store, pages=pages)
    with store.reading() as tx:
        assert tx.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
