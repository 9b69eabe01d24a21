"""Which alerts a county's week gives, from what was put on air and taken back: one chain of them.

An alert is sent when NDMA's phase is Alarm or Emergency, or is worse than the week before. It
holds every language. What changes on air afterwards gives another one that refers to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.aired import Aired
from app.domain.bulletins import Bulletin, Verdict
from app.domain.evidence import Phase
from app.domain.periods import Week
from app.domain.phases import severity
from app.domain.places import County

ALWAYS = frozenset({Phase.ALARM, Phase.EMERGENCY})
# The languages of a week are released one after the other; an alert waits so long for the rest.
GATHERING = timedelta(minutes=2)
# A release is on record a moment after it happened; before an alert is sent, that has passed too.
SETTLED = GATHERING + timedelta(minutes=1)


class AlertKind(StrEnum):
    """What an alert does to the ones before it, as CAP names it."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert of a county and week.

    Attributes:
        number: Counts up from 1 within mode, county and week.
        sent: When what it tells became so; it never changes.
        told: The bulletins in force after it, in the order of the county's languages; none for a
            cancellation.
        before: Identifier and time of those that it replaces.
        note: Why something was taken back, in plain words, or empty.
        ends: When it is over.
    """

    county: County
    week: Week
    exercise: bool
    number: int
    kind: AlertKind
    sent: datetime
    told: tuple[Bulletin, ...]
    before: tuple[tuple[str, datetime], ...]
    note: str
    ends: datetime

    @property
    def identifier(self) -> str:
        """Its name, which no other alert of this install has."""
        return alert_identifier(self.county.slug, self.week, self.number, exercise=self.exercise)


def alert_identifier(county: str, week: Week, number: int, *, exercise: bool) -> str:
    """Return the identifier of an alert; it stands in addresses too.

    >>> alert_identifier("kitui", Week(2026, 48), 2, exercise=True)
    'x-2026-W48-kitui-alert-2'
    """
    return f"{'x-' if exercise else ''}{week}-{county}-alert-{number}"


def calls_for_alert(phase: Phase | None, before: Phase | None) -> bool:
    """Return whether a phase is told by an alert, with the phase of the week before if known.

    >>> calls_for_alert(Phase.ALARM, Phase.EMERGENCY), calls_for_alert(Phase.ALERT, Phase.NORMAL)
    (True, True)
    >>> calls_for_alert(Phase.ALERT, Phase.ALERT), calls_for_alert(Phase.ALERT, None)
    (False, False)
    """
    if phase is None:
        return False
    if phase in ALWAYS:
        return True
    return before is not None and severity(phase) > severity(before)


def alerts(
    county: County, week: Sequence[Aired], *, before: Phase | None, at: datetime
) -> list[Alert]:
    """Return the alerts of one county, mode and week, the oldest first.

    The same bulletins always give the same alerts. One whose languages are still coming is left
    out until they are there, or have had their time.

    Args:
        week: What was put on air for the week, the oldest first.
        before: The phase that was last told for an earlier week, if any.
        at: The present moment.
    """
    sent: list[Alert] = []
    for number, step in enumerate(_steps(county, week, before=before, at=at), start=1):
        sent.append(_alert(county, week, step, number=number, earlier=sent))
    return sent


@dataclass(frozen=True, slots=True)
class _Change:
    """That a bulletin came on air or left it."""

    at: datetime
    comes: bool
    aired: Aired


@dataclass(frozen=True, slots=True)
class _Step:
    """What is in force after changes that are told together, by language."""

    at: datetime
    told: dict[str, Bulletin]
    note: str


def _changes(week: Iterable[Aired]) -> list[_Change]:
    changes: list[_Change] = []
    for each in week:
        if each.bulletin.verdict is Verdict.WITHDRAWN and each.gone_at is None:
            # An exercise that was taken back without anybody signing: as if it had never been.
            continue
        changes.append(_Change(each.released_at, comes=True, aired=each))
        if each.gone_at is not None:
            changes.append(_Change(each.gone_at, comes=False, aired=each))
    return sorted(changes, key=lambda each: (each.at, each.aired.bulletin.id, not each.comes))


def _steps(
    county: County, week: Iterable[Aired], *, before: Phase | None, at: datetime
) -> Iterator[_Step]:
    """Yield what was in force, after each change or each run of languages that came together."""
    told: dict[str, Bulletin] = {}
    gathered: _Step | None = None
    for change in _changes(week):
        step = _after(change, told, before)
        if step is None:
            continue
        joins = len(step.told) > len(told)
        if gathered and not (joins and change.at - gathered.at <= GATHERING):
            yield gathered
        told, gathered = step.told, step if joins else None
        if not joins:
            yield step
    if gathered and (set(county.languages) <= set(told) or at - gathered.at > SETTLED):
        yield gathered


def _after(change: _Change, told: Mapping[str, Bulletin], before: Phase | None) -> _Step | None:
    """Return what is in force after a change; None when it changes nothing that an alert tells."""
    of = change.aired.bulletin
    others = {code: each for code, each in told.items() if code != of.language}
    if change.comes and calls_for_alert(of.phase, before):
        return _Step(change.at, others | {of.language: of}, "")
    if of.language not in told or (not change.comes and told[of.language] != of):
        # Nothing was told, or a newer edition had taken its place.
        return None
    note = f"Edition {of.edition} no longer tells of it." if change.comes else change.aired.notice
    return _Step(change.at, others, note)


def _alert(
    county: County, week: Sequence[Aired], step: _Step, *, number: int, earlier: Sequence[Alert]
) -> Alert:
    open_chain = bool(earlier) and earlier[-1].kind is not AlertKind.CANCEL
    kind = AlertKind.UPDATE if open_chain else AlertKind.ALERT
    if not step.told:
        kind = AlertKind.CANCEL
    any_of = week[0].bulletin
    in_force = [step.told[code] for code in county.languages if code in step.told]
    ends = max(each.bulletin.valid_until for each in week)
    return Alert(
        county=county,
        week=any_of.week,
        exercise=any_of.exercise,
        number=number,
        kind=kind,
        sent=step.at.replace(microsecond=0),
        told=tuple(in_force),
        before=_replaced(earlier) if open_chain else (),
        note=step.note,
        ends=ends,
    )


def _replaced(earlier: Sequence[Alert]) -> tuple[tuple[str, datetime], ...]:
    """Return the alerts since the last one that began a chain."""
    begun = max(n for n, each in enumerate(earlier) if each.kind is AlertKind.ALERT)
    return tuple((each.identifier, each.sent) for each in earlier[begun:])
