"""An officer who is signed in shows once more who it is, for an act that needs it."""

from __future__ import annotations

import hmac
from datetime import datetime

from app.errors import ApprovalError
from app.store.attempts import Tries
from app.store.credentials import Credential, credential_of, password_fits, use_code
from app.store.officers import officer_with_key, the_officer
from app.web.posts import Posted
from app.web.site_parts import Site
from app.web.tries import tried

WRONG_KEY = "That is not your key or password; type it again."
WRONG_CODE = "That is not the newest code of your telephone, or it was used; wait for the next one."
NO_CODES = "No telephone makes codes for you yet; give your key or password instead."
GIVE_KEY = "Give your key or password once more, or a code of your telephone."
# A stolen session could ask from many addresses, so these are counted together.
SIGNED_IN = "signed in"


def reauthenticate(site: Site, posted: Posted) -> datetime | None:
    """Return the moment an officer has shown anew who it is; None when nothing was filled in.

    Args:
        posted: With a code of the officer's telephone in the field `code`, or the officer's key
            or password in the field `key`.

    Raises:
        ApprovalError: It is wrong, or there were too many wrong ones; in plain words.
    """
    code, key = posted.text("code"), posted.fields.get("key", "")
    if not code and not key.strip():
        return None
    name = posted.officer.name
    if code and not has_codes(site, name):
        raise ApprovalError(NO_CODES)
    if not tried(site, Tries(name, SIGNED_IN), lambda: _fits(site, name, code=code, key=key)):
        raise ApprovalError(WRONG_CODE if code else WRONG_KEY)
    return site.newsroom.clock.now()


def surely(site: Site, posted: Posted) -> datetime:
    """Return the moment an officer has shown anew who it is, for what is not done without.

    Raises:
        ApprovalError: Nothing was filled in, or it is wrong; in plain words.
    """
    moment = reauthenticate(site, posted)
    if moment is None:
        raise ApprovalError(GIVE_KEY)
    return moment


def has_codes(site: Site, name: str) -> bool:
    """Return whether an officer's telephone makes codes."""
    with site.newsroom.store.reading() as tx:
        return credential_of(tx, name).code_since is not None


def key_or_password_fits(site: Site, name: str, typed: str) -> bool:
    """Return whether this is an officer's key or password."""
    with site.newsroom.store.reading() as tx:
        holder = officer_with_key(tx, typed.strip())
        known = the_officer(tx, name) is not None
        # Who is no officer any more is checked like a stranger, for as long.
        held = credential_of(tx, name) if known else Credential()
    if holder is not None:
        return hmac.compare_digest(holder.name.encode(), name.encode())
    return password_fits(held, typed)


def _fits(site: Site, name: str, *, code: str, key: str) -> bool:
    if not code:
        return key_or_password_fits(site, name, key)
    with site.newsroom.store.transaction() as tx:
        return use_code(tx, name, code, at=site.newsroom.clock.now())
