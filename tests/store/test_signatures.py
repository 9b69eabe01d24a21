import pytest

from app.store.audit import Deed, entries
from app.store.signatures import (
    Signed,
    keep_signature,
    knows_key,
    note_key,
    signature_of,
    signed_file,
    signed_files,
    sound_files,
)
from tests.builders import NOW
from tests.web.filled import keep_released, opened_newsroom


@pytest.fixture
def newsroom(tmp_path):
    with opened_newsroom(tmp_path) as opened:
        yield opened


def signed(bulletin, **changes):
    made = {"sha256": "a" * 64, "file_name": "KTU.mp3", "key_id": "A" * 16, "text": "first"}
    return Signed(**{**made, "bulletin": bulletin, **changes})


def test_a_signature_takes_the_place_of_the_one_before(newsroom):
    told = keep_released(newsroom)
    with newsroom.store.transaction() as tx:
        keep_signature(tx, signed(told.id), at=NOW)
        keep_signature(tx, signed(told.id, key_id="B" * 16, text="second"), at=NOW)
        assert signature_of(tx, "a" * 64) == "second"
        assert signed_file(tx, "a" * 64) == signed(told.id, key_id="B" * 16, text="second")
        assert len(signed_files(tx, [told.id])) == 1


def test_what_was_never_signed_has_no_signature(newsroom):
    with newsroom.store.reading() as tx:
        assert signature_of(tx, "0" * 64) is None
        assert signed_file(tx, "0" * 64) is None
        assert signed_files(tx, []) == []


def test_a_bulletin_has_all_its_recordings_as_files(newsroom):
    told = keep_released(newsroom)
    with newsroom.store.reading() as tx:
        found = sound_files(tx, [told.id, "none"])
    assert found["none"] == []
    assert {each.address.rsplit(".")[-1] for each in found[told.id]} == {"mp3", "opus", "wav"}
    assert all(newsroom.blobs.path(each.address) for each in found[told.id])


def test_a_change_of_keys_is_logged_and_the_first_ones_are_not(newsroom):
    with newsroom.store.transaction() as tx:
        assert not note_key(tx, "A" * 16, "RWa", exercise=False, at=NOW)
        assert not note_key(tx, "X" * 16, "RWx", exercise=True, at=NOW)
        assert not note_key(tx, "A" * 16, "RWa", exercise=False, at=NOW)
        assert note_key(tx, "B" * 16, "RWb", exercise=False, at=NOW)
        logged = entries(tx, act=Deed.KEYS_CHANGED)
        assert knows_key(tx, "B" * 16)
        assert not knows_key(tx, "C" * 16)
    assert [(each.subject, each.facts["key"]) for each in logged] == [("live keys", "B" * 16)]
