"""The desk's pages of words: a live install with every language, its officers, and a client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from app.domain.people import Role
from app.pipeline.newsroom import Newsroom
from app.pipeline.packs import EditedPacks
from app.settings import CHECKOUT
from app.store.officers import LIVE
from app.writing.language_pack import LanguagePack, load_packs
from app.writing.render_child import RenderChild
from tests.audio.fakes import FakeVoice
from tests.builders import add_people
from tests.web.conftest import basic, client_of
from tests.web.filled import opened_newsroom

LANGUAGES = CHECKOUT / "bulletin_templates"
PEOPLE = (
    ("Viola", Role.VIEWER),
    ("Esha", Role.EDITOR),
    ("Fatuma", Role.EDITOR),
    ("Mwikali", Role.REVIEWER),
    ("Kioko", Role.SECTOR_OFFICER),
    ("Ndanu", Role.APPROVER),
)


@cache
def installed_packs() -> dict[str, LanguagePack]:
    """Return the languages as installed, loaded once for all tests."""
    return load_packs(LANGUAGES)


@contextmanager
def words_newsroom(home: Path, child: RenderChild) -> Iterator[tuple[Newsroom, dict[str, str]]]:
    """Give a live newsroom with every language, and its officers' keys."""
    with opened_newsroom(home, mode=LIVE) as newsroom:
        with newsroom.store.transaction() as tx:
            keys = add_people(tx, *PEOPLE)
        packs = EditedPacks(newsroom.store, LANGUAGES, installed=installed_packs())
        voices = (FakeVoice("espeak"),)
        yield (
            replace(newsroom, packs=packs, languages=LANGUAGES, child=child, voices=voices),
            keys,
        )


@contextmanager
def patient_child() -> Iterator[RenderChild]:
    """Give a child whose clock is so slow that a busy machine decides nothing."""
    with closing(RenderChild(longest_s=30)) as child:
        yield child


@dataclass
class Desk:
    """Officers at their browsers."""

    newsroom: Newsroom
    keys: dict[str, str]
    client: TestClient

    def get(self, path: str, *, name: str = "Esha") -> Any:
        """Open a page as an officer."""
        headers = {**basic(name, self.keys[name]), "Accept": "text/html"}
        return self.client.get(path, headers=headers)

    def post(self, path: str, *, name: str = "Esha", live: bool = False, **sent: Any) -> Any:
        """Send a form as an officer; `live` as htmx sends it."""
        headers = {
            **basic(name, self.keys[name]),
            "Sec-Fetch-Site": "same-origin",
            "Accept": "text/html",
            **({"HX-Request": "true"} if live else {}),
        }
        files = sent.pop("files", None)
        return self.client.post(
            path, headers=headers, data=sent, files=files, follow_redirects=False
        )


@contextmanager
def words_desk(home: Path, child: RenderChild) -> Iterator[Desk]:
    """Give a desk over a fresh store."""
    with words_newsroom(home, child) as (newsroom, keys):
        yield Desk(newsroom=newsroom, keys=keys, client=client_of(newsroom))
