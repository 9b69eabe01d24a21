"""Addresses of servers: what may be named, and what is refused."""

import pytest

from app.domain.deliveries import Scheme, clean_folder, parsed_address
from app.domain.trouble import TROUBLE_WORDS, Trouble
from app.errors import Conflict


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("sftp://192.168.1.20", "sftp://192.168.1.20"),
        (" SFTP://Studio.example:2222/ ", "sftp://studio.example:2222"),
        ("ftp://10.0.0.7:21/media", "ftp://10.0.0.7/media"),
        ("ftps://ftp.example.org", "ftps://ftp.example.org"),
        ("https://dav.example.org/remote.php/dav/", "https://dav.example.org/remote.php/dav"),
        ("webdav://192.168.1.20:8080/a%20b", "webdav://192.168.1.20:8080/a%20b"),
        ("sftp://[fd00::7]:22", "sftp://[fd00::7]"),
        ("folder", "folder"),
        ("folder://", "folder"),
    ],
)
def test_an_address_is_kept_in_one_form(typed, kept):
    assert str(parsed_address(typed)) == kept
    assert parsed_address(kept) == parsed_address(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "studio",
        "file:///etc/passwd",
        "http://192.168.1.20/",
        "gopher://x",
        "sftp://",
        "sftp:///etc",
        "sftp://a:0",
        "sftp://a:70000",
        "sftp://a:b",
        "sftp://mwatu@192.168.1.20",
        "sftp://mwatu:siri@192.168.1.20",
        "sftp://a/..",
        "sftp://a/%2e%2e/etc",
        "sftp://a/b%0d%0aDELE",
        "sftp://a?x=1",
        "sftp://a#x",
        "sftp://169.254.169.254",
        "sftp://[fe80::1]",
        "sftp://0.0.0.0",
        "sftp://224.0.0.1",
        "sftp://-rf",
        "sftp://a b",
        "sftp://a..b",
        "sftp://[::1",
        f"sftp://{'a' * 300}",
    ],
)
def test_an_address_that_is_none_of_these_is_refused(typed):
    with pytest.raises(Conflict):
        parsed_address(typed)


@pytest.mark.parametrize("folder", ["..", "a/../b", "~root", "a\\b", "a\0b", "a\nb", "x" * 201])
def test_a_folder_that_leads_elsewhere_is_refused(folder):
    with pytest.raises(Conflict):
        clean_folder(folder)


def test_every_trouble_and_every_scheme_has_its_words():
    assert set(TROUBLE_WORDS) == set(Trouble)
    for scheme in Scheme:
        assert scheme == "folder" or f"{scheme}://" in str(parsed_address(f"{scheme}://a"))
