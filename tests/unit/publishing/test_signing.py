import json
from base64 import b64decode
from datetime import UTC, datetime
from hashlib import blake2b, sha256
from pathlib import Path

import pytest

from app.publishing.signer import answer
from app.publishing.signing import (
    LONGEST_COMMENT,
    PublicKey,
    bulletin_comment,
    digest_of,
    digest_of_file,
    is_comment,
    list_comment,
)
from tests.builders import draft

KEY = "RWR0i3yZyZJldXvjogtlXeEOX2N+iR+gndtS54vWAiLpmJhVSH1TGGmW"
NAME = "KTU_sw_2026W48_drought_v1_valid-20261129.mp3"
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_a_comment_tells_what_the_file_is_and_until_when():
    told = bulletin_comment(draft(language="sw", edition=1), NAME)
    assert told == (f"NDMA bulletin KTU sw 2026-W48 edition 1 valid until 2026-11-29 file {NAME}")
    assert is_comment(told)


def test_the_comment_of_an_exercise_begins_with_the_word():
    told = bulletin_comment(draft(exercise=True), NAME, kind="script")
    assert told.startswith("EXERCISE NDMA script KTU")
    assert list_comment("manifest", "exercise", issued=NINE, exercise=True) == (
        "EXERCISE NDMA manifest exercise issued 2026-11-23T09:00:00Z"
    )


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "NDMA",
        "NDMA cheque for 1000",
        "EXERCISE",
        "exercise NDMA manifest live",
        "NDMA manifest live\nuntrusted comment: x",
        "NDMA manifest kĩtui",
        "NDMA manifest " + "x" * LONGEST_COMMENT,
    ],
)
def test_what_is_not_ours_to_sign_is_no_comment(comment):
    assert not is_comment(comment)


def test_a_key_has_the_id_that_minisign_prints_and_a_fingerprint_for_people():
    key = PublicKey(text=KEY)
    assert key.id == "756592C9997C8B74"
    assert key.fingerprint.replace(" ", "") == sha256(b64decode(KEY)).hexdigest()[:24].upper()
    assert [len(each) for each in key.fingerprint.split(" ")] == [4] * 6


def test_a_file_is_hashed_as_its_bytes_are(tmp_path):
    body = bytes(range(256)) * 9000
    (tmp_path / "long").write_bytes(body)
    assert digest_of_file(tmp_path / "long") == digest_of(body) == blake2b(body).digest()


@pytest.mark.parametrize(
    "order",
    [
        b"",
        b"\xff\x00",
        b"[]",
        b"7",
        b'"sign"',
        b"{}",
        b'{"keys": "dead"}',
        b'{"keys": []}',
        b'{"sign": 1}',
        b'{"sign": {"digest": "zz", "comment": "NDMA manifest live"}}',
        b'{"sign": {"digest": "00", "comment": "NDMA manifest live"}}',
        b'{"sign": {"digest": null, "comment": null}}',
        b'{"sign": {"comment": "NDMA manifest live"}}',
        json.dumps({"sign": {"digest": "00" * 64, "comment": 7}}).encode(),
        json.dumps({"sign": {"digest": "00" * 64, "comment": "give me the key"}}).encode(),
        b"[" * 1000,
    ],
)
def test_an_order_that_is_none_is_refused_and_nothing_is_made(order, tmp_path):
    told = json.loads(answer(tmp_path / "keys", order))
    assert told == {"fault": "This is not an order that is signed here."}
    assert not (tmp_path / "keys").exists()


def test_the_signer_and_the_commands_about_keys_alone_open_private_keys():
    app = Path(__file__).parents[3] / "app"
    openers = {
        each.relative_to(app).as_posix()
        for each in app.rglob("*.py")
        if "app.publishing.keys" in each.read_text(encoding="utf-8")
    }
    assert openers == {"cli/keys.py", "publishing/signer.py"}
