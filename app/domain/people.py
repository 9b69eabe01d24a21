"""Who decides: officers, what each may do, and for which counties and languages."""

from __future__ import annotations

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
    ADD_OFFICERS = "add officers"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset(),
    Role.EDITOR: frozenset({Right.ENTER_EVIDENCE, Right.CHANGE_TEXT}),
    Role.REVIEWER: frozenset({Right.REVIEW_WORDS}),
    Role.SECTOR_OFFICER: frozenset({Right.ENTER_EVIDENCE, Right.REVIEW_FACTS}),
    Role.APPROVER: frozenset({Right.ENTER_EVIDENCE, Right.CHANGE_TEXT, Right.SIGN}),
    Role.ADMIN: frozenset(
        {Right.ENTER_EVIDENCE, Right.CHANGE_TEXT, Right.SIGN, Right.ADD_OFFICERS}
    ),
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
