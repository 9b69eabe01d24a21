"""A push target as somebody typed it, checked field by field before it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.domain.deliveries import (
    LONGEST_SECRET,
    LONGEST_USER,
    Names,
    PushTarget,
    Scheme,
    clean_folder,
    parsed_address,
)
from app.domain.people import Officer
from app.errors import Conflict
from app.pipeline.newsroom import Newsroom
from app.store.push_targets import keep_target

_KEY = re.compile(r"([a-z0-9@.-]+ )?SHA256:[A-Za-z0-9+/=]{40,64}")
USER = "Give a user name of 80 letters at most, without odd characters."
SECRET = "Give a password on one line, 4000 letters at most."  # noqa: S105 - words for people
FOLDERS = "Folders of this machine are not allowed; the operator sets TANGAZO_PUSH_FOLDERS."
OWN_FOLDER = "Give the station a folder of its own."
HOST_KEY = "Give the key as the station's computer shows it: SHA256: and 43 letters. Or leave it."
WORDS = (USER, SECRET, FOLDERS, OWN_FOLDER, HOST_KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class PushForm:
    """A push target as it was typed.

    Attributes:
        secret: Empty leaves the one that is kept for this address and folder.
        host_key: What the server is to prove itself with; empty: what it shows the first time.
    """

    address: str
    folder: str = ""
    user: str = ""
    secret: str = ""
    host_key: str = ""
    names: Names = Names.READABLE
    exercises: bool = False
    is_on: bool = True


def push_faults(newsroom: Newsroom, form: PushForm) -> dict[str, str]:
    """Return what is wrong with each field, in plain words; nothing when all is well."""
    found = {
        "address": _fault(lambda: _refuse_address(newsroom, form)),
        "folder": _fault(lambda: clean_folder(form.folder)),
        "user": "" if _fits(form.user, LONGEST_USER) else USER,
        "secret": "" if _fits(form.secret, LONGEST_SECRET) else SECRET,
        "host_key": "" if not form.host_key or _KEY.fullmatch(form.host_key) else HOST_KEY,
    }
    return {field: told for field, told in found.items() if told}


def _fault(check: Callable[[], object]) -> str:
    try:
        check()
    except Conflict as fault:
        return str(fault)
    return ""


def _refuse_address(newsroom: Newsroom, form: PushForm) -> None:
    if parsed_address(form.address).scheme is not Scheme.FOLDER:
        return
    if newsroom.outward.folders is None:
        raise Conflict(FOLDERS)
    if not form.folder.strip("/ "):
        raise Conflict(OWN_FOLDER)


def _fits(text: str, longest: int) -> bool:
    return len(text) <= longest and text.isprintable()


def keep_typed_target(
    newsroom: Newsroom, station: str, form: PushForm, *, officer: Officer, at: datetime
) -> int:
    """Keep a target as it was typed; the password is sealed first. Return its number.

    Raises:
        ApprovalError: This officer does not keep stations, or not of these counties.
        Conflict: A field cannot be used; the first one is told.
        NotFound: There is no such station.
        SettingsError: The key that passwords are sealed with cannot be used.
    """
    wrong = push_faults(newsroom, form)
    if wrong:
        raise Conflict(next(iter(wrong.values())))
    made = PushTarget(
        number=0,
        station=station,
        address=str(parsed_address(form.address)),
        user=form.user,
        secret="",
        host_key=form.host_key,
        folder=clean_folder(form.folder),
        names=form.names,
        exercises=form.exercises,
        is_on=form.is_on,
        since=at,
    )
    sealed = newsroom.outward.seal.close(form.secret) if form.secret else None
    with newsroom.store.transaction() as tx:
        return keep_target(tx, made, secret=sealed, officer=officer, at=at)
