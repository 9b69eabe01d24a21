"""The page that tells whether a file is ours: one file that works from a USB stick."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from app.domain.places import counties
from app.publishing.signing import PinnedKeys

PAGE = "text/html; charset=utf-8"
HERE = Path(__file__).parent / "verify"


def verify_page(manifest: bytes, signature: str, keys: Sequence[PinnedKeys]) -> bytes:
    """Return the page, with a signed list and the pinned keys in it.

    It checks the list by its signature before it trusts it. Made by `npm run build` in
    `app/web/verify`; no network is needed to make it or to use it.

    Args:
        manifest: The list that files are compared with, exactly as it was signed.
        signature: Its signature file.
        keys: The pinned keys; those of the list's own mode first.
    """
    given = {
        "manifest": manifest.decode(),
        "signature": signature,
        "keys": [
            {"mode": "exercise" if each.exercise else "live", "which": which, "key": key.text}
            for each in keys
            for which, key in (("now", each.current), ("next", each.next))
        ],
        "counties": [
            {"slug": each.slug, "name": each.name, "short": each.short}
            for each in counties().values()
        ],
    }
    # Nothing in it may end the element that it stands in.
    told = json.dumps(given, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
    before, after = _around()
    return f"{before}{told}{after}".encode()


@cache
def policy() -> str:
    """Return what the page may do, as browsers are told it: run its own script, and no more."""
    return (
        f"default-src 'none'; script-src '{_hash('verify.js')}'; style-src '{_hash('page.css')}'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'"
    )


@cache
def _around() -> tuple[str, str]:
    """Return the page before and after what is given to it."""
    whole = _text("page.html").replace("{policy}", policy())
    whole = whole.replace("{style}", _text("page.css")).replace("{script}", _text("verify.js"))
    whole = whole.replace("{licences}", _text("licenses.txt"))
    before, _, after = whole.partition("{given}")
    return before, after


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8").strip()


def _hash(name: str) -> str:
    return "sha256-" + b64encode(sha256(_text(name).encode()).digest()).decode()
