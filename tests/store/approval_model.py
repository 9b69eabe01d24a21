"""The rules of approval written a second time, from the issue and not from the code: an oracle."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

LADDER = {"normal": 0, "pre-alert": 0, "alert": 1, "recovery": 1, "alarm": 2, "emergency": 3}


@dataclass
class Person:
    role: str
    counties: tuple
    languages: tuple
    gone: bool = False

    def signs(self, county, language):
        return (
            not self.gone
            and self.role in ("approver", "admin")
            and (not self.counties or county in self.counties)
            and (not self.languages or language in self.languages)
        )


@dataclass
class Paper:
    """A bulletin as the oracle sees it."""

    county: str
    language: str
    week: str
    phase: str
    text: str
    pack: str
    order: int
    editors: set = field(default_factory=set)
    signed: dict = field(default_factory=dict)
    heard_at: int | None = None


@dataclass
class Model:
    people: dict = field(default_factory=dict)
    papers: dict = field(default_factory=dict)
    standing: list = field(default_factory=list)
    open_findings: dict = field(default_factory=dict)
    packs: dict = field(default_factory=dict)
    heard: int = 0

    def two_people(self, name):
        paper = self.papers[name]
        told = [
            each
            for key, each in self.papers.items()
            if key != name
            and each.heard_at is not None
            and (each.county, each.language) == (paper.county, paper.language)
        ]
        if any(each.week == paper.week for each in told):
            return True
        if paper.phase in ("alarm", "emergency"):
            return True
        if not told:
            return False
        last = max(told, key=lambda each: each.heard_at).phase
        return last == "emergency" or abs(LADDER[last] - LADDER[paper.phase]) > 1

    def signers(self, name):
        """Who signed this very text and counts, whatever rows there are."""
        paper = self.papers[name]
        return {
            who
            for (who, text), (at, key_given_at) in paper.signed.items()
            if text == paper.text
            and who not in paper.editors
            and who in self.people
            and self.people[who].signs(paper.county, paper.language)
            and (not self.two_people(name) or fresh(at, key_given_at))
        }

    def covered(self, name, now):
        paper = self.papers[name]
        if paper.editors or self.two_people(name) or paper.phase not in ("normal", "alert"):
            return False
        if self.open_findings.get((paper.county, paper.week), True):
            return False
        return any(
            (county, language, phase) == (paper.county, paper.language, paper.phase)
            and since <= now < until
            and self.people[who].signs(county, language)
            for county, language, phase, who, since, until in self.standing
        )

    def words_approved(self, name):
        paper = self.papers[name]
        said = self.packs.get((paper.language, paper.pack), {})
        roles = set(said.values())
        return {"reviewer", "sector-officer"} < roles and bool(roles & {"approver", "admin"})

    def may_air(self, name, now):
        enough = len(self.signers(name)) >= (2 if self.two_people(name) else 1)
        return self.words_approved(name) and (enough or self.covered(name, now))


def fresh(at: datetime, key_given_at: datetime | None) -> bool:
    return key_given_at is not None and timedelta(0) <= at - key_given_at <= timedelta(minutes=10)
