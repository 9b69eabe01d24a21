"""How long 100,000 entries of the log take: python tests/bench/bench_audit.py."""

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.store.audit import Deed, add_entry, verify
from app.store.database import migrate, open_store

ENTRIES = 100_000
FIRST = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def main():
    with tempfile.TemporaryDirectory() as home:
        store = open_store(f"sqlite:///{Path(home) / 'tangazo.db'}")
        migrate(store)
        began = time.perf_counter()
        with store.transaction() as tx:
            for number in range(ENTRIES):
                at = FIRST + timedelta(seconds=number)
                facts = {"text_sha256": f"{number:064d}", "phase": "alert"}
                subject = f"2026-W48-kitui-sw-{number}"
                add_entry(tx, Deed.SIGNED, at=at, actor="Asha", subject=subject, facts=facts)
        written = time.perf_counter()
        with store.reading() as tx:
            broken = verify(tx)
        verified = time.perf_counter()
        store.engine.dispose()
    print(f"{ENTRIES:,} entries: added in {written - began:.1f} s, ", end="")
    print(f"verified in {verified - written:.1f} s, first broken: {broken}")


if __name__ == "__main__":
    main()
