"""How the agent of a station knows NDMA's hand, and reads its settings."""

from __future__ import annotations

import ast
import random
import sys
from base64 import b64decode, b64encode
from hashlib import blake2b
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.publishing.keys import KeyFolder
from app.publishing.signing import list_comment
from tests.builders import NOW
from tests.sync_server import SCRIPT, Pen, agent, settings

# RFC 8032, 7.1: public key, message and signature of tests 1 to 3.
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
        "b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
        "1d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984d"
        "c6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
BODY = b'{"tangazo": 1}'


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_the_signatures_of_the_standard_are_right(public, message, signature):
    told = [bytes.fromhex(each) for each in (public, message, signature)]
    assert agent.verify(*told)
    assert not agent.verify(told[0], told[1] + b"x", told[2])


def other_library_says(public, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def test_it_agrees_with_another_library_on_changed_bits():
    dice = random.Random(8032)  # noqa: S311
    private = Ed25519PrivateKey.generate()
    public, message = private.public_key().public_bytes_raw(), b"a list"
    for _ in range(25):
        signature = bytearray(private.sign(message))
        assert agent.verify(public, message, bytes(signature))
        spot = dice.randrange(512)
        signature[spot // 8] ^= 1 << spot % 8
        told = public, message, bytes(signature)
        assert agent.verify(*told) is other_library_says(*told) is False


def test_the_same_signature_written_in_another_way_is_refused():
    private = Ed25519PrivateKey.generate()
    public, signature = private.public_key().public_bytes_raw(), private.sign(BODY)
    s = int.from_bytes(signature[32:], "little") + agent.L
    assert not agent.verify(public, BODY, signature[:32] + s.to_bytes(32, "little"))
    assert not agent.verify(public, BODY, signature + b"\0")
    assert not agent.verify(public, BODY, signature[:63])


@pytest.mark.parametrize(
    "public", [b"\xff" * 32, b"\x02" + b"\0" * 31, b"\x01" + b"\0" * 30 + b"\x80"], ids=len
)
def test_a_public_key_that_is_none_is_refused(public):
    with pytest.raises(ValueError, match="no point"):
        agent.verify(public, BODY, b"\0" * 64)


def keys_of(*pens):
    found = [b64decode(each.public) for each in pens]
    return {each[2:10]: each[10:] for each in found}


def test_every_changed_letter_of_a_signature_file_is_noticed():
    pen = Pen()
    good = pen.minisig(BODY)
    agent.check_signature(BODY, good, keys_of(pen))
    lines = good.splitlines(keepends=True)
    # the first line is not signed
    start, dice = len(lines[0]), random.Random(5)  # noqa: S311
    for spot in dice.sample(range(start, len(good)), 60):
        changed = bytearray(good)
        changed[spot] ^= 1 << dice.randrange(7)
        if bytes(changed).splitlines() == good.splitlines():
            continue
        with pytest.raises(agent.Fault):
            agent.check_signature(BODY, bytes(changed), keys_of(pen))


def test_a_changed_body_a_strange_key_and_an_older_kind_are_refused():
    pen, stranger = Pen(), Pen(id=b"stranger")
    refused = [
        (BODY + b" ", pen.minisig(BODY)),
        (BODY, stranger.minisig(BODY)),
        (BODY, pen.minisig(BODY, kind=b"Ed")),
        (BODY, pen.minisig(BODY).replace(b"trusted comment: NDMA", b"trusted comment: ANMD")),
        (BODY, b""),
        (BODY, b"\n".join([b"untrusted comment: x"] * 4)),
    ]
    for body, minisig in refused:
        with pytest.raises(agent.Fault):
            agent.check_signature(body, minisig, keys_of(pen))


def test_what_our_signer_signs_is_right_with_the_keys_that_it_gives_out(tmp_path):
    folder = KeyFolder(tmp_path / "keys")
    pinned = folder.keys(exercise=False)
    comment = list_comment("manifest", "mwatu-fm", issued=NOW, exercise=False)
    minisig = folder.sign(blake2b(BODY).digest(), comment).encode()
    public = [b64decode(each.text) for each in (pinned.current, pinned.next)]
    keys = {each[2:10]: each[10:] for each in public}
    agent.check_signature(BODY, minisig, keys)
    folder.rotate(exercise=False)
    agent.check_signature(BODY, folder.sign(blake2b(BODY).digest(), comment).encode(), keys)
    exercise = list_comment("manifest", "mwatu-fm", issued=NOW, exercise=True)
    with pytest.raises(agent.Fault, match="key"):
        agent.check_signature(BODY, folder.sign(blake2b(BODY).digest(), exercise).encode(), keys)


@pytest.mark.parametrize(
    "change",
    [
        {"address": "ftp://tangazo.example"},
        {"public_key": "RWQ"},
        {"public_key": ""},
        {"public_key": b64encode(b"x" * 42 + b"y").decode()},
        {"next_key": "R" * 56 + "AAA"},
        {"exercise": "perhaps"},
    ],
    ids=str,
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path, change):
    path = settings(tmp_path / "on air", "https://tangazo.example", Pen(), **change)
    with pytest.raises(agent.Fault, match=r"station_sync\.ini"):
        agent.Station(path)


def test_settings_written_by_a_windows_editor_are_read(tmp_path):
    path = settings(tmp_path / "on air", "https://tangazo.example/", Pen(), key="100%")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    told = agent.Station(path)
    assert (told.key, told.home) == ("100%", "https://tangazo.example/now/mwatu-fm/")


def test_the_script_is_short_and_is_python_3_8_with_nothing_else():
    text = Path(SCRIPT).read_text(encoding="utf-8")
    assert len(text.splitlines()) < 300
    tree = ast.parse(text, feature_version=(3, 8))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in (
            [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module]
        )
    }
    assert imported <= sys.stdlib_module_names
