"""The page that checks files: built from locked sources, small, with its licences inside."""

import gzip
import json
import re
import subprocess

import pytest

from app.publishing.signing import PinnedKeys, PublicKey
from app.publishing.verify_page import HERE as BUILT
from app.publishing.verify_page import verify_page
from app.web.site_parts import HERE

SOURCE = HERE / "verify"
KEY = PublicKey(text="RWR0i3yZyZJldXvjogtlXeEOX2N+iR+gndtS54vWAiLpmJhVSH1TGGmW")
KEYS = PinnedKeys(exercise=False, current=KEY, next=KEY)
MOST_BYTES = 28_000
ESBUILD = SOURCE / "node_modules/.bin/esbuild"


def locked():
    packages = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {name: told for name, told in packages.items() if name}


def test_the_page_is_light():
    page = verify_page(b"{}", "", [KEYS])
    assert len(gzip.compress(page, 9)) <= MOST_BYTES


def test_the_lock_file_names_no_host_and_versions_are_exact():
    assert not any("resolved" in told for told in locked().values())
    assert all("integrity" in told for told in locked().values())
    asked = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))
    versions = {**asked["dependencies"], **asked["devDependencies"]}
    assert all(each.replace(".", "").isdigit() for each in versions.values())


def test_every_package_in_the_page_is_named_in_it_with_its_licence():
    page = verify_page(b"{}", "", [KEYS]).decode()
    built = {name: told for name, told in locked().items() if not told.get("dev")}
    assert len(built) == 3
    known = {"tweetnacl": "TweetNaCl.js"}
    for name, told in built.items():
        plain = name.removeprefix("node_modules/")
        assert f"{known.get(plain, plain)} {told['version']}" in page
    assert "Copyright (c) 2022 Blakejs contributors" in page


def test_the_built_script_is_that_of_the_sources():
    """Without Node at hand, every sentence that a person reads is looked for in what was built."""
    built = (BUILT / "verify.js").read_text(encoding="utf-8")
    words = (SOURCE / "words.js").read_text(encoding="utf-8")
    sentences = re.findall(r'"([A-Z][^"\\]{12,})"', re.sub(r"//.*", "", words))
    assert len(sentences) > 40
    for each in sentences:
        assert each in built, each


@pytest.mark.skipif(not ESBUILD.exists(), reason="not installed: npm ci in app/web/verify")
def test_building_it_again_gives_the_same_bytes(tmp_path):
    build = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))["scripts"]["build"]
    _, *words = build.split()
    asked = [each for each in words if not each.startswith("--outfile")]
    made = tmp_path / "verify.js"
    subprocess.run(
        [ESBUILD, *asked, f"--outfile={made}"], cwd=SOURCE, check=True, capture_output=True
    )
    assert made.read_bytes() == (BUILT / "verify.js").read_bytes()


def test_old_browsers_are_not_asked_for_what_they_lack():
    built = (BUILT / "verify.js").read_text(encoding="utf-8")
    for modern in ("BigInt", "async ", "await ", "?.", "crypto.subtle", "TextDecoder"):
        assert modern not in built, modern


def test_nothing_that_is_given_ends_the_element_that_it_stands_in():
    hostile = b'{"reason":"</script><script>alert(1)</script><!--"}'
    page = verify_page(hostile, "</script>", [KEYS]).decode()
    assert page.count("</script>") == 2
    given = re.search(r'id="given">(.*?)</script>', page, re.DOTALL)[1]
    assert json.loads(given)["manifest"].encode() == hostile
