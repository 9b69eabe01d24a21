"""The advice library: lines as they were offered, their words by language, and what was decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, insert, select, update

from app.domain.advice import AdviceLine, AdviceWords, LineState, Offer, decided
from app.domain.content import ContentState, Origin, Stage
from app.domain.people import Officer, Right
from app.errors import ApprovalError, Conflict, NotFound
from app.store.advice_tables import advice_line, advice_words
from app.store.audit import Deed, add_entry
from app.store.contents import the_content
from app.store.reviews import add_revision, agree

# The kind of content that a line's words are reviewed as.
ADVICE = "advice"
_LINE = TypeAdapter(AdviceLine)


def offer_line(tx: Connection, line: AdviceLine, *, officer: Officer, at: datetime) -> None:
    """Keep a line as an offer.

    Raises:
        ApprovalError: This officer may enter none.
        Conflict: Its name is taken.
    """
    refuse_offerer(officer)
    if tx.execute(select(advice_line.c.key).where(advice_line.c.key == line.key)).first():
        raise Conflict(f"There is advice '{line.key}' already; choose another short name.")
    body = _LINE.dump_python(line, mode="json")
    # A set has no order of its own; the audit log's hash needs one.
    body["seasons"] = sorted(body["seasons"])
    row = {"key": line.key, "offered_by": officer.name, "offered_at": at}
    tx.execute(insert(advice_line).values(**row, body=body, state=LineState.OFFERED))
    _log(tx, Deed.ADVICE_OFFERED, line.key, at=at, officer=officer, facts=body)


def refuse_offerer(officer: Officer) -> None:
    """Let an officer pass who may enter advice, contacts and announcements.

    Raises:
        ApprovalError: This one may not.
    """
    if not officer.may(Right.ENTER_EVIDENCE):
        raise ApprovalError(f"{officer.name} is {officer.role} and may not {Right.ENTER_EVIDENCE}.")


def put_words(
    tx: Connection,
    key: str,
    language: str,
    words: AdviceWords,
    *,
    officer: Officer,
    at: datetime,
    origin: Origin = Origin.HUMAN,
) -> None:
    """Keep a line's words in a language; a yes to the words before does not count for them.

    Raises:
        ApprovalError: This officer may not write them.
        Conflict: Nothing was changed, somebody else wrote exactly these, or the line is closed.
        NotFound: There is no such line.
    """
    refuse_offerer(officer)
    if not officer.covers(language=language):
        raise ApprovalError(f"{officer.name} does not write for '{language}'.")
    offer = the_offer(tx, key)
    if offer.state in (LineState.DECLINED, LineState.RETIRED):
        raise Conflict(f"Advice '{key}' is {offer.state}; offer it anew under another name.")
    before = offer.words.get(language)
    if before and before.sha256 == words.sha256:
        raise Conflict(f"Nothing was changed in the words of advice '{key}'.")
    row = {"key": key, "language": language, "text": words.text, "short": words.short}
    tx.execute(insert(advice_words).values(**row, edited_by=officer.name, at=at))
    drafted = ContentState(
        kind=ADVICE,
        name=f"{key} {language}",
        sha256=words.sha256,
        origin=origin,
        editor=officer.name,
    )
    add_revision(tx, drafted, at=at)
    _log(tx, Deed.ADVICE_WORDED, key, at=at, officer=officer, facts=row)


def decide(
    tx: Connection,
    key: str,
    state: LineState,
    *,
    officer: Officer,
    at: datetime,
    reason: str = "",
) -> Offer:
    """Accept, decline or retire a line.

    Raises:
        ApprovalError: It is not this officer's to decide, or it stands so that it cannot be.
        NotFound: There is no such line.
    """
    before = the_offer(tx, key)
    after = decided(before, state, officer=officer, at=at, reason=reason)
    done = tx.execute(
        update(advice_line)
        .where(advice_line.c.key == key, advice_line.c.state == before.state)
        .values(state=state, decided_by=officer.name, decided_at=at, reason=after.reason)
    )
    if done.rowcount != 1:
        raise Conflict(f"Somebody else has decided about advice '{key}' meanwhile.")
    told = {language: each.sha256 for language, each in sorted(after.words.items())}
    facts = {"state": str(state), "reason": after.reason, "words": told}
    _log(tx, Deed.ADVICE_DECIDED, key, at=at, officer=officer, facts=facts)
    return after


def agree_to_words(
    tx: Connection, key: str, language: str, *, sha256: str, officer: Officer, at: datetime
) -> ContentState:
    """Keep an officer's yes to a line's words, in the officer's role.

    Args:
        sha256: Hash of the words that were read.

    Raises:
        ApprovalError: This officer may not say so, or not of these words, or not yet.
        Conflict: The words have changed since they were read.
        NotFound: There is no such line, or not in this language.
    """
    offer = the_offer(tx, key)
    words = offer.words.get(language)
    if words is None:
        raise NotFound(f"Advice '{key}' has no words in '{language}'.")
    if words.sha256 != sha256:
        raise Conflict(f"The words of advice '{key}' have changed since they were read.")
    if offer.state is not LineState.ACCEPTED:
        raise ApprovalError(f"Advice '{key}' is {offer.state}; it is accepted first.")
    if not officer.covers(language=language):
        raise ApprovalError(f"{officer.name} does not decide about '{language}'.")
    return agree(tx, ADVICE, f"{key} {language}", sha256, officer=officer, at=at)


def words_stage(tx: Connection, key: str, language: str, words: AdviceWords) -> Stage:
    """Return how far a line's words have come; only approved ones go on air."""
    found = the_content(tx, ADVICE, f"{key} {language}", words.sha256)
    return found.stage if found else Stage.DRAFT


def stages_of(tx: Connection, offer: Offer) -> dict[str, Stage]:
    """Return how far a line's words have come, by language."""
    key = offer.line.key
    return {code: words_stage(tx, key, code, words) for code, words in offer.words.items()}


def offers(tx: Connection, *, state: LineState | None = None) -> list[Offer]:
    """Return the lines of the library, the newest offer first."""
    query = select(advice_line).order_by(advice_line.c.offered_at.desc(), advice_line.c.key)
    if state is not None:
        query = query.where(advice_line.c.state == state)
    rows = tx.execute(query).all()
    words = _words(tx) if rows else {}
    return [_offer(row, words.get(row.key, {})) for row in rows]


def the_offer(tx: Connection, key: str) -> Offer:
    """Return a line with its newest words.

    Raises:
        NotFound: There is none.
    """
    row = tx.execute(select(advice_line).where(advice_line.c.key == key)).first()
    if row is None:
        raise NotFound(f"There is no advice '{key}'.")
    return _offer(row, _words(tx, key).get(key, {}))


def _words(tx: Connection, key: str | None = None) -> dict[str, dict[str, AdviceWords]]:
    """Return the newest words of each line by language."""
    query = select(advice_words).order_by(advice_words.c.at)
    if key is not None:
        query = query.where(advice_words.c.key == key)
    found: dict[str, dict[str, AdviceWords]] = {}
    for row in tx.execute(query):
        words = AdviceWords(text=row.text, short=row.short, edited_by=row.edited_by)
        found.setdefault(row.key, {})[row.language] = words
    return found


def _offer(row: Row[Any], words: dict[str, AdviceWords]) -> Offer:
    return Offer(
        line=_LINE.validate_python(row.body),
        words=words,
        offered_by=row.offered_by,
        offered_at=row.offered_at,
        state=LineState(row.state),
        decided_by=row.decided_by or "",
        decided_at=row.decided_at,
        reason=row.reason,
    )


def _log(
    tx: Connection,
    act: Deed,
    key: str,
    *,
    at: datetime,
    officer: Officer,
    facts: dict[str, Any],
) -> None:
    add_entry(tx, act, at=at, actor=officer.name, subject=f"advice {key}", facts=facts)
