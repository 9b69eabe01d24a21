"""Which words go on air: the folder, with the newest approved texts of officers over it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.errors import LanguageError
from app.store.database import Store
from app.store.template_history import history, newest_texts, texts_after
from app.store.words import WordsStamp, approved_packs, words_stamp
from app.writing.language_pack import LanguagePack
from app.writing.pack_files import NO_OVERLAY, pack_sha256
from app.writing.rendering import PackSource, kept_pack

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A pack, and why it is this one.

    Attributes:
        fault: What is wrong with the newest texts, so that the folder's pack stands in; or empty.
    """

    pack: LanguagePack
    approved: bool
    fault: str = ""


class EditedPacks(Mapping[str, LanguagePack]):
    """Language packs as they go on air; an edit or a yes in any process is seen at the next look.

    Args:
        store: Where officers' texts are.
        languages: Folder of the languages.
        installed: The packs of the folder.
    """

    def __init__(
        self, store: Store, languages: Path, *, installed: Mapping[str, LanguagePack]
    ) -> None:
        self._store = store
        self._languages = languages
        self._installed = dict(installed)
        self._known: dict[str, tuple[WordsStamp, Chosen]] = {}

    def __getitem__(self, code: str) -> LanguagePack:
        return self.chosen(code).pack

    def __contains__(self, code: object) -> bool:
        return code in self._installed

    def __iter__(self) -> Iterator[str]:
        return iter(self._installed)

    def __len__(self) -> int:
        return len(self._installed)

    def chosen(self, code: str) -> Chosen:
        """Return the pack of a language that goes on air, and why it is this one.

        Raises:
            KeyError: There is no such language.
        """
        installed = self._installed[code]
        with self._store.reading() as tx:
            stamp = words_stamp(tx, code)
        known = self._known.get(code)
        if known and known[0] == stamp:
            return known[1]
        found = effective_pack(self._store, self._languages / code, installed=installed)
        self._known[code] = (stamp, found)
        return found


def effective_pack(store: Store, folder: Path, *, installed: LanguagePack) -> Chosen:
    """Return the newest approved words of a language, else its newest words, for exercises.

    Words that cannot be loaded any more, as after an upgrade of the folder, stop nothing: the
    folder's pack stands in and the fault is named.

    Args:
        store: Where officers' texts are.
        folder: The language's folder.
        installed: Its pack without any officer's text.
    """
    with store.reading() as tx:
        made, approved = history(tx, installed.code), approved_packs(tx, installed.code)
    if not made:
        return Chosen(pack=installed, approved=installed.sha256 in approved)
    for count in range(len(made), -1, -1) if approved else ():
        overlay = texts_after(made[:count])
        sha256 = pack_sha256(folder, slots=folder.parent / "slots.yaml", overlay=overlay)
        if sha256 in approved:
            found = _loaded(folder, overlay, installed)
            return replace(found, approved=not found.fault)
    return _loaded(folder, texts_after(made), installed)


def draft_pack(store: Store, folder: Path) -> Chosen:
    """Return the newest words of a language, approved or not: what is edited and reviewed.

    Raises:
        LanguageError: The folder itself is damaged.
    """
    installed = kept_pack(PackSource.of(folder, NO_OVERLAY))
    with store.reading() as tx:
        overlay, approved = newest_texts(tx, installed.code), approved_packs(tx, installed.code)
    found = _loaded(folder, overlay, installed)
    return replace(found, approved=found.pack.sha256 in approved)


def _loaded(folder: Path, overlay: Mapping[str, str], installed: LanguagePack) -> Chosen:
    if not overlay:
        return Chosen(pack=installed, approved=False)
    try:
        return Chosen(pack=kept_pack(PackSource.of(folder, overlay)), approved=False)
    except LanguageError as fault:
        LOG.warning("template_broken", extra={"language": installed.code, "reason": str(fault)})
        return Chosen(pack=installed, approved=False, fault=str(fault))
