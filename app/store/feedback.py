"""What listeners told: one voice a person, county and day, and no number that can be read back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Row, Select, case, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.feedback import LONGEST_TEXT, Answer, Channel, Count, Saying
from app.domain.people import Officer
from app.domain.periods import NAIROBI, Week
from app.errors import ApprovalError, NotFound
from app.store.audit import Deed, add_entry
from app.store.heard_tables import day_salt, feedback, inbound_seen

# Thirteen months: a season can be held against the same one of the year before.
KEPT_FOR = timedelta(days=396)
# A gateway that gets no answer sends the same again, for hours and not for weeks.
SEEN_FOR = timedelta(days=14)


def is_replay(tx: Connection, outer_id: str, *, at: datetime) -> bool:
    """Return whether a gateway has sent this before; the first time it is remembered."""
    tx.execute(delete(inbound_seen).where(inbound_seen.c.at < at - SEEN_FOR))
    try:
        with tx.begin_nested():
            tx.execute(insert(inbound_seen).values(id_sha256=_hash(outer_id), at=at))
    except IntegrityError:
        return True
    return False


def keep_saying(tx: Connection, said: Saying, *, sender: str) -> bool:
    """Keep what a listener told; return False if the sender has told something this day.

    Then the newer answer stands, and what was written is put behind what was written before.

    Args:
        sender: Number or address, of which only a salted hash is kept; the salt is thrown away
            with the day.
    """
    day = _day(said.at)
    who = _hash(f"{_salt(tx, day)}\n{sender}")
    row = {
        "county": said.county,
        "language": said.language,
        "week": str(Week.at(said.at)),
        "day": day,
        "code": said.answer,
        "text": said.text,
        "channel": said.channel,
        "sender_sha256": who,
        "at": said.at,
    }
    try:
        with tx.begin_nested():
            tx.execute(insert(feedback).values(row))
    except IntegrityError:
        _add_to(tx, said, day=day, who=who)
        return False
    return True


def _salt(tx: Connection, day: str) -> str:
    """Return the salt of a day; those of the days before are thrown away."""
    known = select(day_salt.c.salt).where(day_salt.c.day == day)
    found = tx.execute(known).scalar()
    if found is not None:
        return str(found)
    tx.execute(delete(day_salt).where(day_salt.c.day < day))
    try:
        with tx.begin_nested():
            tx.execute(insert(day_salt).values(day=day, salt=token_hex(32)))
    except IntegrityError:
        # somebody else was first this day
        return str(tx.execute(known).scalar_one())
    return str(tx.execute(known).scalar_one())


def _add_to(tx: Connection, said: Saying, *, day: str, who: str) -> None:
    same = (
        (feedback.c.day == day)
        & (feedback.c.county == said.county)
        & (feedback.c.sender_sha256 == who)
    )
    before = tx.execute(select(feedback).where(same)).one()
    texts = [each for each in (before.text, said.text) if each]
    again = before.text == said.text or before.text.endswith(f" / {said.text}")
    changed: dict[str, object] = {
        "text": before.text if again else " / ".join(texts)[:LONGEST_TEXT],
        "code": said.answer or before.code,
        "language": said.language or before.language,
        "at": said.at,
    }
    if not again or said.answer not in (None, before.code):
        # what an officer has answered was something else
        changed |= {"answered_by": None, "answered_at": None}
    tx.execute(update(feedback).where(same).values(changed))


def counts(tx: Connection, week: Week, *, counties: Sequence[str] | None = None) -> list[Count]:
    """Return how many told what in a week, by county and language; the unknown county last."""
    query = _counted().where(feedback.c.week == str(week))
    if counties is not None:
        query = query.where(feedback.c.county.in_(counties))
    grouped = query.group_by(feedback.c.county, feedback.c.language)
    ordered = grouped.order_by(feedback.c.county == "", feedback.c.county, feedback.c.language)
    return [Count(**row._mapping) for row in tx.execute(ordered)]


def _counted() -> Select[Any]:
    told = {
        answer: func.sum(case((feedback.c.code == answer.value, 1), else_=0)) for answer in Answer
    }
    return select(
        feedback.c.county,
        feedback.c.language,
        told[Answer.UNDERSTOOD].label("understood"),
        told[Answer.ACTED].label("acted"),
        told[Answer.NEEDS_HELP].label("needs_help"),
        func.sum(case((feedback.c.text != "", 1), else_=0)).label("messages"),
    )


def count_of(tx: Connection, county: str, week: Week) -> Count:
    """Return how many told what in a county and week, in whatever language."""
    found = counts(tx, week, counties=[county])
    return Count(
        county=county,
        language="",
        understood=sum(each.understood for each in found),
        acted=sum(each.acted for each in found),
        needs_help=sum(each.needs_help for each in found),
        messages=sum(each.messages for each in found),
    )


def feedback_weeks(tx: Connection, *, limit: int) -> list[Week]:
    """Return the weeks in which anybody told anything, the newest first."""
    query = select(feedback.c.week).distinct().order_by(feedback.c.week.desc()).limit(limit)
    return [Week.parse(found) for found in tx.execute(query).scalars()]


def sayings(
    tx: Connection,
    week: Week | None = None,
    *,
    counties: Sequence[str] | None = None,
    limit: int = 200,
) -> list[Saying]:
    """Return what listeners wrote: unanswered calls for help first, whenever they came.

    Args:
        week: The week whose other messages are listed; None: none of them.
        counties: Slugs, the empty one for those whose county is not known; None: all.
    """
    unanswered = (feedback.c.code == Answer.NEEDS_HELP) & feedback.c.answered_at.is_(None)
    wanted = unanswered if week is None else unanswered | (feedback.c.week == str(week))
    query = select(feedback).where(wanted, feedback.c.text != "")
    if counties is not None:
        query = query.where(feedback.c.county.in_(counties))
    ordered = query.order_by(case((unanswered, 0), else_=1), feedback.c.at.desc())
    return [_saying(row) for row in tx.execute(ordered.limit(limit))]


def calls_for_help(tx: Connection) -> dict[str, int]:
    """Return how many wrote that they need help and have no answer, by county."""
    query = select(feedback.c.county, func.count()).where(
        feedback.c.code == Answer.NEEDS_HELP,
        feedback.c.answered_at.is_(None),
        feedback.c.text != "",
    )
    return {county: count for county, count in tx.execute(query.group_by(feedback.c.county))}


def answer_saying(tx: Connection, number: int, *, officer: Officer, at: datetime) -> None:
    """Keep that an officer has dealt with what a listener told.

    Raises:
        ApprovalError: It comes from a county that this officer does not look after.
        NotFound: Nothing of this number waits.
    """
    this = (feedback.c.number == number) & feedback.c.answered_at.is_(None)
    row = tx.execute(select(feedback).where(this)).first()
    if row is None:
        raise NotFound("No such message waits for an answer.")
    if row.county and not officer.covers(county=row.county):
        raise ApprovalError(f"{officer.name} does not look after {row.county}.")
    tx.execute(update(feedback).where(this).values(answered_by=officer.name, answered_at=at))
    subject, facts = f"listener {number}", {"county": row.county}
    add_entry(tx, Deed.LISTENER_ANSWERED, at=at, actor=officer.name, subject=subject, facts=facts)


def has_old_sayings(tx: Connection, *, at: datetime) -> bool:
    """Return whether something is kept for longer than it may be: words, or the salt of a day."""
    old = select(feedback.c.number).where(feedback.c.at < at - KEPT_FOR).limit(1)
    salt = select(day_salt.c.day).where(day_salt.c.day < _day(at)).limit(1)
    return tx.execute(old).first() is not None or tx.execute(salt).first() is not None


def forget_old_sayings(tx: Connection, *, at: datetime) -> int:
    """Remove what is older than thirteen months, and the salts of days before; return how many."""
    tx.execute(delete(day_salt).where(day_salt.c.day < _day(at)))
    return tx.execute(delete(feedback).where(feedback.c.at < at - KEPT_FOR)).rowcount


def _day(at: datetime) -> str:
    return at.astimezone(NAIROBI).date().isoformat()


def _saying(row: Row[Any]) -> Saying:
    return Saying(
        number=row.number,
        county=row.county,
        language=row.language,
        answer=Answer(row.code) if row.code else None,
        text=row.text,
        channel=Channel(row.channel),
        at=row.at,
        answered_by=row.answered_by,
    )


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
