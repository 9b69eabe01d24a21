"""What SMS and voice gateways bring from listeners, in the fields of Africa's Talking.

An incoming SMS has `from`, `to`, `text`, `date`, `id` and `linkId`; a call has `sessionId`,
`callerNumber`, `destinationNumber`, `isActive`, and `dtmfDigits` after a key was pressed. What a
call does next is told as XML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.exceptions import HTTPException

from app.domain.bulletins import Bulletin
from app.domain.feedback import Answer, Channel, Saying
from app.domain.listener_words import AGAIN, ASK, HEAR, THANKS, prompt, read_message
from app.domain.recordings import AudioFormat
from app.store.bulletins import released
from app.store.feedback import is_replay, keep_saying
from app.store.recordings import recordings_of
from app.web.access import PUBLIC
from app.web.addresses import API, recording_path
from app.web.problems import posting_errors
from app.web.routing import add_post
from app.web.site_parts import Site, TheSite, base_address, practising
from app.web.station_access import StationForm

NOT_SET_UP = "There is nothing at this address."
MISSING = "The gateway did not send {field}."
LONGEST_FIELD = 2_000
HEAR_KEY = "9"
ANSWER_S = 20
KeyInHeader = Annotated[str | None, Header(description="The key of the gateway.")]
KeyInAddress = Annotated[str | None, Query(description="The key of the gateway.")]
SMS_FIELDS = {
    "from": "Number of the sender; only a salted hash of it is kept.",
    "to": "Number or short code that it was sent to; it may stand for a county.",
    "text": "What was written, such as `1 KTU` or `3 maji`.",
    "id": "Id of the message; the same id again is not counted twice.",
    "date": "When the gateway had it; not read.",
    "linkId": "For messages on demand; not read.",
}
VOICE_FIELDS = {
    "sessionId": "Id of the call; it is counted once.",
    "callerNumber": "Number of the caller; only a salted hash of it is kept.",
    "destinationNumber": "Number that was called; it may stand for a county.",
    "isActive": "`1` while the call goes on.",
    "dtmfDigits": "The key that was pressed.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A number that listeners call or write to: its county and language, where they are known."""

    county: str = ""
    language: str = ""


def routes() -> APIRouter:
    """Return the routes of gateways; there is nothing at them until the install has a key."""
    router = APIRouter(tags=["Listeners"])
    for path, endpoint, summary, fields in (
        ("sms", sms, "A listener's SMS, from a gateway", SMS_FIELDS),
        ("voice", voice, "A listener's call, from a gateway", VOICE_FIELDS),
    ):
        # The key of the gateway is looked at in the route: without one there is nothing here.
        add_post(
            router,
            f"{API}/inbound/{path}",
            endpoint,
            summary,
            access=PUBLIC,
            fields=fields,
            responses=posting_errors(),
        )
    return router


def sms(
    site: TheSite,
    form: StationForm,
    key: KeyInAddress = None,
    x_gateway_key: KeyInHeader = None,
) -> Response:
    """Keep what a listener wrote, once for each id, and answer that it came."""
    _refuse_stranger(site, x_gateway_key or key)
    sender, outer = _field(form, "from"), _field(form, "id")
    told, line = read_message(_field(form, "text")), _line(site, form.get("to", ""))
    said = Saying(
        county=told.county or line.county,
        language=told.language or line.language,
        answer=told.answer,
        text=told.text,
        channel=Channel.SMS,
        at=site.newsroom.clock.now(),
    )
    if said.answer is not None or said.text:
        _keep_once(site, said, sender=sender, outer=f"sms {outer}")
    return PlainTextResponse("OK")


def voice(
    request: Request,
    site: TheSite,
    form: StationForm,
    key: KeyInAddress = None,
    x_gateway_key: KeyInHeader = None,
) -> Response:
    """Ask a caller for one of three keys, keep it once a call, and say thanks."""
    _refuse_stranger(site, x_gateway_key or key)
    call, caller = _field(form, "sessionId"), _field(form, "callerNumber")
    line = _spoken(site, _line(site, form.get("destinationNumber", "")))
    if form.get("isActive", "1") == "0":
        return _xml("")
    pressed = form.get("dtmfDigits", "").strip()[:1]
    on_air = _recording(site, line)
    if pressed == HEAR_KEY and on_air:
        played = f"<Play url={quoteattr(base_address(request, site) + on_air)}/>"
        return _xml(played + _menu(line, hear=False))
    answers = {str(each.value): each for each in Answer}
    if pressed not in answers:
        again = _say(prompt(AGAIN, line.language)) if pressed else ""
        return _xml(again + _menu(line, hear=bool(on_air)))
    said = Saying(
        county=line.county,
        language=line.language,
        answer=answers[pressed],
        text="",
        channel=Channel.VOICE,
        at=site.newsroom.clock.now(),
    )
    _keep_once(site, said, sender=caller, outer=f"voice {call}")
    return _xml(_say(prompt(THANKS, line.language)))


def _refuse_stranger(site: Site, key: str | None) -> None:
    """Refuse whoever does not hold the key of this install's gateway.

    Raises:
        HTTPException: 404, whether the key is wrong or none was set.
    """
    if not site.gateway.is_shown_by(key or ""):
        raise HTTPException(404, NOT_SET_UP)


def _field(form: Mapping[str, str], name: str) -> str:
    found = form.get(name, "").strip()
    if not found:
        raise HTTPException(422, MISSING.format(field=name))
    return found[:LONGEST_FIELD]


def _line(site: Site, number: str) -> Line:
    """Return what is known of the number that was written to or called."""
    county = site.gateway.county_of(number)
    return Line(county=county) if county in {c.slug for c in site.newsroom.counties} else Line()


def _spoken(site: Site, line: Line) -> Line:
    """Return a line with the first of its county's languages that there are words for."""
    known = site.county(line.county).languages if line.county else ("sw",)
    language = next((each for each in known if prompt(ASK, each)), "sw")
    return Line(county=line.county, language=language)


def _keep_once(site: Site, said: Saying, *, sender: str, outer: str) -> None:
    if practising(site):
        return
    with site.newsroom.store.transaction() as tx:
        if not is_replay(tx, outer, at=said.at):
            keep_saying(tx, said, sender=sender)


def _recording(site: Site, line: Line) -> str:
    """Return where a caller's bulletin of this week is heard; empty when there is none."""
    if not line.county or not site.public_read:
        return ""
    now = site.newsroom.clock.now()
    with site.newsroom.store.reading() as tx:
        found: list[Bulletin] = released(
            tx, exercise=False, county=line.county, language=line.language, limit=1
        )
        made = recordings_of(tx, [each.id for each in found])
    playable = [each for each in found if each.valid_from <= now <= each.valid_until]
    files = [one for each in playable for one in made[each.id]]
    small = next((each for each in files if each.format is AudioFormat.MP3_64), None)
    return recording_path(small) if small else ""


def _menu(line: Line, *, hear: bool) -> str:
    words = prompt(ASK, line.language) + (f" {prompt(HEAR, line.language)}" if hear else "")
    return f'<GetDigits timeout="{ANSWER_S}" numDigits="1">{_say(words)}</GetDigits>'


def _say(words: str) -> str:
    return f"<Say>{escape(words)}</Say>"


def _xml(inner: str) -> Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?><Response>{inner}</Response>'
    return Response(body, media_type="application/xml; charset=utf-8")
