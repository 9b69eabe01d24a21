"""Who decides: officers, what each may do, and for which counties and languages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What an officer is in the county's drought office.

    An approver is the county's lead or deputy; a sector officer speaks for water, livestock,
    health or another sector; a reviewer has the language as mother tongue. An admin is a lead who
    may also add officers.
    """

    VIEWER = "viewer"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    SECTOR_OFFICER = "sector-officer"
    APPROVER = "approver"
    ADMIN = "admin"


class Right(StrEnum):
    """Something that only some roles may do."""

    ENTER_EVIDENCE = "enter evidence and decide about it"
    CHANGE_TEXT = "change a text"
    REVIEW_WORDS = "review words as a native speaker"
    REVIEW_FACTS = "review words for their sector"
    SIGN = "sign for air"
    KEEP_STATIONS = "keep the list of stations"
    RUN = "start and move runs"
    COMMENT = "comment on a text"
    RECORD = "upload a recording"
    MATCH = "say that a recording matches its text"
    ADD_OFFICERS = "add officers"


_LEADS = frozenset(Right) - {Right.REVIEW_WORDS, Right.REVIEW_FACTS, Right.ADD_OFFICERS}
_TAKES_PART = frozenset({Right.COMMENT, Right.RECORD})
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset(),
    Role.EDITOR: _TAKES_PART | {Right.ENTER_EVIDENCE, Right.CHANGE_TEXT, Right.KEEP_STATIONS},
    Role.REVIEWER: _TAKES_PART | {Right.REVIEW_WORDS, Right.MATCH},
    Role.SECTOR_OFFICER: _TAKES_PART | {Right.ENTER_EVIDENCE, Right.REVIEW_FACTS},
    Role.APPROVER: _LEADS,
    Role.ADMIN: _LEADS | {Right.ADD_OFFICERS},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A person who decides. The key itself is never kept, only its hash.

    Attributes:
        counties: Slugs of the counties that the officer decides for; empty: all.
        languages: Codes of the languages that the officer decides for; empty: all.
    """

    name: str
    role: Role
    since: datetime
    counties: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def may(self, right: Right) -> bool:
        """Return whether the officer's role has this right."""
        return right in RIGHTS[self.role]

    def covers(self, *, county: str | None = None, language: str | None = None) -> bool:
        """Return whether the officer decides for a county and a language; None asks for neither."""
        here = county is None or not self.counties or county in self.counties
        spoken = language is None or not self.languages or language in self.languages
        return here and spoken

    def reaches(self, counties: Collection[str], languages: Collection[str]) -> bool:
        """Return whether limits lie within the officer's own; empty ones are no limits at all."""
        return _within(counties, self.counties) and _within(languages, self.languages)


def _within(theirs: Collection[str], mine: Collection[str]) -> bool:
    return not mine or (bool(theirs) and set(theirs) <= set(mine))
