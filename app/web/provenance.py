"""Who says so: every spoken figure, back through its formula to the row and the payload."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.domain.bulletins import Bulletin, Fact, Verdict
from app.domain.evidence import PhaseRecord
from app.domain.places import County
from app.errors import NotFound
from app.store.bulletins import released, the_bulletin
from app.store.evidence import KeptPayload, kept_payloads
from app.web.access import READERS
from app.web.addresses import API, county_path, provenance_path
from app.web.api import BulletinId, public_bulletin, taken_off
from app.web.parameters import CountySlug, LanguageCode
from app.web.problems import errors
from app.web.routing import add_get
from app.web.shapes import FigureShape, PayloadShape, PeriodShape, Provenance, TraceShape
from app.web.site_parts import Site, TheSite, mode_word, show
from app.web.station_access import keyed
from app.web.station_pages import KEYED_HEADERS
from app.web.wording import language_name


def routes() -> APIRouter:
    """Return the route of the API."""
    router = APIRouter(prefix=API, tags=["API"])
    add_get(
        router,
        "/bulletins/{name}/provenance",
        bulletin_provenance,
        "Where every figure of a bulletin comes from",
        access=READERS,
        model=Provenance,
        responses=errors(404, 410),
    )
    return router


def county_routes() -> APIRouter:
    """Return the pages; they begin with a county and come last."""
    router = APIRouter(tags=["Pages"])
    for path, endpoint, summary in (
        ("/exercise/{county}/{language}/sources", exercise_sources, "Sources of the exercise"),
        ("/{county}/{language}/sources", live_sources, "Sources of the bulletin"),
    ):
        add_get(
            router,
            path,
            endpoint,
            summary,
            access=READERS,
            response_class=HTMLResponse,
            responses=errors(404),
        )
    return router


def bulletin_provenance(request: Request, site: TheSite, name: BulletinId) -> Provenance | Response:
    """Each sourced fact: its words, exact value and formula, and every row it rests on.

    A row names its payload by hash, with the address and the time it was fetched.
    """
    with site.newsroom.store.reading() as tx:
        found = public_bulletin(the_bulletin(tx, name))
    if found.verdict is not Verdict.RELEASED:
        return taken_off(request, site, found)
    return provenance_of(site, found)


def exercise_sources(
    request: Request, site: TheSite, county: CountySlug, language: LanguageCode
) -> Response:
    """Where every figure of the exercise comes from."""
    where = site.county_and_language(county, language)
    return _page(request, site, where, language, exercise=True)


def live_sources(
    request: Request, site: TheSite, county: CountySlug, language: LanguageCode
) -> Response:
    """Where every figure of the bulletin comes from."""
    where = site.county_and_language(county, language)
    return _page(request, site, where, language, exercise=False)


def _page(
    request: Request, site: Site, county: County, language: str, *, exercise: bool
) -> Response:
    with site.newsroom.store.reading() as tx:
        found = released(tx, exercise=exercise, county=county.slug, language=language, limit=1)
    if not found:
        raise NotFound(f"{county.name} has no released {language_name(language)} bulletin.")
    carried = keyed(request.query_params.get("key"))
    return show(
        request,
        "sources.html",
        headers=KEYED_HEADERS if carried else None,
        exercise=exercise,
        county=county,
        bulletin=found[0],
        figures={each.name: each for each in provenance_of(site, found[0]).figures}.values(),
        back=county_path(county.slug, exercise=exercise) + carried,
        as_json=provenance_path(found[0].id) + carried,
    )


def provenance_of(site: Site, bulletin: Bulletin) -> Provenance:
    """Return who says so for every fact of a released bulletin that somebody answers for.

    A figure leads to its rows; words that a person wrote, such as KMD's forecast and the advice,
    to where they were taken from.
    """
    script = bulletin.script
    segments = script.segments if script else ()
    told = [
        (segment.kind, fact)
        for segment in segments
        for fact in segment.facts
        if fact.sources or fact.record or fact.formula
    ]
    with site.newsroom.store.reading() as tx:
        kept = kept_payloads(tx, {each for _, fact in told for each in _hashes(fact)})
    return Provenance(
        bulletin=bulletin.id,
        mode=mode_word(exercise=bulletin.exercise),
        script_sha256=script.sha256 if script else "",
        figures=[
            FigureShape(
                name=fact.name,
                segment=kind,
                words=fact.words,
                value=list(fact.value) if isinstance(fact.value, tuple) else fact.value,
                unit=fact.unit,
                formula=fact.formula,
                sources=list(_traces(fact, kept)),
            )
            for kind, fact in told
        ],
    )


def _hashes(fact: Fact) -> Iterator[str]:
    yield from (each.payload_sha256 for each in fact.sources)
    if fact.record:
        yield fact.record.payload_sha256


def _traces(fact: Fact, kept: Mapping[str, KeptPayload]) -> Iterator[TraceShape]:
    if fact.record:
        yield _declared(fact.record, kept)
    for each in fact.sources:
        yield TraceShape(
            variable=each.variable,
            value=each.value,
            unit=each.unit,
            period=PeriodShape(start=each.period.start, end=each.period.end),
            source=each.source,
            url=each.url,
            row=each.row,
            note=each.note,
            payload=_payload(kept.get(each.payload_sha256)),
        )


def _declared(record: PhaseRecord, kept: Mapping[str, KeptPayload]) -> TraceShape:
    month = record.observed_month.period
    return TraceShape(
        variable="phase",
        value=record.phase if record.trend is None else f"{record.phase}, {record.trend}",
        unit="",
        period=PeriodShape(start=month.start, end=month.end),
        source=record.source,
        url=record.url,
        row=record.row,
        note=f"how it reached us: {record.source_kind}",
        payload=_payload(kept.get(record.payload_sha256)),
    )


def _payload(kept: KeptPayload | None) -> PayloadShape | None:
    if kept is None:
        return None
    return PayloadShape(
        sha256=kept.sha256,
        url=kept.url,
        media_type=kept.media_type,
        fetched_at=kept.fetched_at,
        size_bytes=kept.size_bytes,
    )
