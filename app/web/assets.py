"""Files that browsers take beside pages, under names that hold the hash of their bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file that never changes under its name."""

    body: bytes
    media_type: str


@cache
def load_assets() -> Mapping[str, Asset]:
    """Return every asset under a name with the hash of its bytes."""
    found: dict[str, Asset] = {}
    for path in sorted(each for each in (HERE / "static").iterdir() if each.is_file()):
        body = path.read_bytes()
        digest = sha256(body).hexdigest()[:12]
        name = f"{path.stem}.{digest}{path.suffix}"
        found[name] = Asset(body=body, media_type=MEDIA_TYPES[path.suffix])
    return found


def asset_named(assets: Iterable[str], name: str) -> str:
    """Return the asset of a plain name, such as `tangazo.css`, under its hashed one, or empty."""
    stem, ending = name.rsplit(".", 1)
    found = (n for n in assets if n.startswith(f"{stem}.") and n.endswith(f".{ending}"))
    return next(found, "")
