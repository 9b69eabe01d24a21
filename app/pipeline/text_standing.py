"""Where the words of each language stand: what was changed, who said yes, what is on air."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.content import ContentState, Review, Stage, agreed
from app.domain.people import Officer
from app.errors import ApprovalError, NotFound
from app.pipeline.newsroom import Newsroom
from app.pipeline.template_texts import draft_of
from app.store.contents import LANGUAGE, the_content
from app.store.template_history import TemplateRevision, refuse_own_words, unsettled
from app.writing.language_pack import LanguagePack


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedText:
    """A file that no approved pack has held as it stands now.

    Attributes:
        newest: Its newest revision.
        since: Number of the revision that was approved last; 0 for the folder's text.
    """

    newest: TemplateRevision
    since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsStanding:
    """The newest words of a language.

    Attributes:
        pack: The newest words, approved or not.
        state: Who said yes to exactly these words.
        changed: Files whose newest revision no approved pack has held yet.
        on_air: Whether drafts are made from these very words.
        fault: What is wrong with the newest words, so that the folder's stand in; or empty.
    """

    pack: LanguagePack
    state: ContentState
    changed: tuple[ChangedText, ...]
    on_air: bool
    fault: str

    @property
    def stage(self) -> Stage:
        """How far they have come."""
        return self.state.stage

    def waits(self, file: str) -> bool:
        """Return whether a revision of a file waits for a yes."""
        return any(each.newest.file == file for each in self.changed)


def words_standing(newsroom: Newsroom, language: str) -> WordsStanding:
    """Return where the newest words of a language stand.

    Raises:
        NotFound: There is no such language.
    """
    found = draft_of(newsroom, language)
    with newsroom.store.reading() as tx:
        state = the_content(tx, LANGUAGE, language, found.pack.sha256)
        made = unsettled(tx, language)
    return WordsStanding(
        pack=found.pack,
        state=state or ContentState(kind=LANGUAGE, name=language, sha256=found.pack.sha256),
        changed=_changed(made),
        on_air=_on_air(newsroom, language) == found.pack.sha256,
        fault=found.fault,
    )


def objection_to_yes(newsroom: Newsroom, standing: WordsStanding, officer: Officer) -> str:
    """Return why an officer may not say yes to the newest words, or an empty text."""
    language = standing.pack.code
    if not officer.covers(language=language):
        return f"{officer.name} does not decide about '{language}'."
    given = Review(
        officer=officer.name,
        role=officer.role,
        sha256=standing.state.sha256,
        at=newsroom.clock.now(),
    )
    try:
        with newsroom.store.reading() as tx:
            refuse_own_words(tx, language, officer)
        agreed(standing.state, given)
    except ApprovalError as fault:
        return str(fault)
    return ""


def _changed(made: Sequence[TemplateRevision]) -> tuple[ChangedText, ...]:
    first: dict[str, int] = {}
    for each in made:
        first.setdefault(each.file, each.number)
    newest = {each.file: each for each in made}
    return tuple(ChangedText(newest=newest[file], since=first[file] - 1) for file in sorted(newest))


def _on_air(newsroom: Newsroom, language: str) -> str:
    if language not in newsroom.packs:
        raise NotFound(f"There is no language pack '{language[:20]}'.")
    return newsroom.packs[language].sha256
