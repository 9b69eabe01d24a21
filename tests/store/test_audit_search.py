"""The last look at every entry of the log: how it ended, and that it holds nobody up."""

from datetime import timedelta

from app.store.audit import Deed, add_entry
from app.store.audit_search import check_log, keep_check, last_check
from tests.builders import NOW


def log(tx, subject):
    return add_entry(tx, Deed.SIGNED, at=NOW, actor="Asha", subject=subject)


def test_others_decide_while_the_log_is_checked(store):
    with store.transaction() as tx:
        log(tx, "before")
    with store.reading() as looking:
        done = check_log(looking, officer="Asha", at=NOW)
        with store.transaction() as tx:
            log(tx, "meanwhile")
    assert (done.number, done.why) == (1, "")


def test_the_newest_check_stands(store):
    with store.transaction() as tx:
        assert last_check(tx) is None
        for day, officer in enumerate(("Asha", "Juma")):
            log(tx, officer)
            keep_check(tx, check_log(tx, officer=officer, at=NOW + timedelta(days=day)))
        kept = last_check(tx)
    assert (kept.number, kept.why, kept.officer) == (2, "", "Juma")
    assert kept.at == NOW + timedelta(days=1)


def test_an_empty_log_is_as_it_was_written(store):
    with store.reading() as tx:
        assert (check_log(tx, officer="Asha", at=NOW).number, last_check(tx)) == (0, None)
