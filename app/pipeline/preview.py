"""A bulletin tried out with texts that are not on air: read, and heard, always as an exercise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from app.domain.bulletins import Fact, Script
from app.domain.evidence import Assessment, Phase
from app.domain.periods import Week
from app.domain.places import County
from app.domain.recordings import AudioFormat, TagSheet
from app.errors import NotFound
from app.mastering.render import make_recordings
from app.pipeline.listening import clips_to_hear
from app.pipeline.newsroom import Newsroom
from app.pipeline.render import ISSUER
from app.pipeline.template_texts import draft_of, language_folder
from app.speech.voices import speak_script
from app.store.listing import assessment_of
from app.writing.checks import problems
from app.writing.edited_text import file_named, typed_file
from app.writing.kit_figures import OUTLOOK, PLACES
from app.writing.kit_samples import Evidence, sample
from app.writing.language_pack import LanguagePack
from app.writing.lengths import Length, planned_s
from app.writing.rendering import ComposeOrder, PackSource, kept_pack, render_safely
from app.writing.segments import FOLDER, SPOT

PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to read or hear.

    Attributes:
        file: File of a text that is tried and not kept, or empty.
        text: That text.
    """

    language: str
    phase: Phase
    county: County
    file: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Previewed:
    """A script that was tried.

    Attributes:
        evidence: What it was made from, in plain words.
        seconds: How long it lasts, planned.
        findings: What is wrong with it, or could be better.
    """

    pack: LanguagePack
    script: Script
    evidence: str
    seconds: int
    findings: tuple[str, ...]


def preview(newsroom: Newsroom, asked: Asked) -> Previewed:
    """Return a bulletin in the newest words, from this week's evidence where it has that phase.

    Raises:
        Conflict: Too many previews are being made.
        EvidenceError: A fact is missing that no script can do without.
        LanguageError: The language cannot say it, or the text is refused.
        NotFound: There is no such language.
    """
    source = _source(newsroom, asked)
    pack = kept_pack(source)
    order, told = _order(newsroom, asked, pack)
    order = replace(order, source=source, length=_length(asked))
    script = render_safely(newsroom.child, order, wait_s=PATIENCE_S)
    return Previewed(
        pack=pack,
        script=script,
        evidence=told,
        seconds=round(planned_s(script.words, words_per_minute=pack.about.words_per_minute)),
        findings=tuple(
            f"{each.severity}: {each}" for each in problems(script, pack, length=_length(asked))
        ),
    )


def segment_s(made: Previewed, kind: str) -> int:
    """Return how many seconds one segment of a preview lasts, planned; 0 without it."""
    words = sum(len(each.text.split()) for each in made.script.segments if each.kind == kind)
    return round(planned_s(words, words_per_minute=made.pack.about.words_per_minute))


def _source(newsroom: Newsroom, asked: Asked) -> PackSource:
    kept = draft_of(newsroom, asked.language).pack
    source = PackSource.of(language_folder(newsroom, asked.language), kept.overlay)
    if not asked.file:
        return source
    file = file_named(asked.file)
    text = typed_file(asked.text, language=asked.language, file=file)
    return replace(source, tried=(file, text))


def _length(asked: Asked) -> Length:
    return Length.SPOT if asked.file.removeprefix(FOLDER).startswith(SPOT) else Length.STANDARD


def _order(newsroom: Newsroom, asked: Asked, pack: LanguagePack) -> tuple[ComposeOrder, str]:
    week = Week.at(newsroom.clock.now())
    with newsroom.store.reading() as tx:
        made = assessment_of(tx, asked.county.slug, week)
    if made and made.official and made.official.phase is asked.phase and not made.held:
        order = _order_of(newsroom, asked, pack, assessment=made)
        return order, f"evidence of {asked.county.name}, week {week.number}"
    place = asked.county.slug if asked.county.slug in PLACES else next(iter(PLACES))
    given = sample(asked.phase, place, Evidence.FULL)
    extra = dict(given.extra)
    if pack.code in OUTLOOK:
        extra["outlook"] = Fact(name="outlook", value=OUTLOOK[pack.code])
    order = _order_of(
        newsroom, asked, pack, assessment=given.assessment, extra=extra, before=given.before
    )
    return order, "made-up evidence: this week has no such phase there"


def _order_of(
    newsroom: Newsroom,
    asked: Asked,
    pack: LanguagePack,
    *,
    assessment: Assessment,
    extra: dict[str, Fact] | None = None,
    before: Assessment | None = None,
) -> ComposeOrder:
    return ComposeOrder(
        source=PackSource.of(language_folder(newsroom, asked.language), pack.overlay),
        pack_sha256=pack.sha256,
        assessment=assessment,
        county=asked.county,
        # Nobody approved these words, so they never sound as if they were for air.
        exercise=True,
        next_issue=assessment.week.monday + timedelta(days=7),
        extra=extra or {},
        before=before,
    )


def segment_to_hear(newsroom: Newsroom, made: Previewed, kind: str) -> Path:
    """Return an MP3 of one segment of a preview, by this machine's first voice of the language.

    Raises:
        MasteringError: It cannot be made into a file.
        NotFound: The preview does not say this segment.
        VoiceError: The language has no voice here.
    """
    said = tuple(each for each in made.script.segments if each.kind == kind and each.sentences)
    if not said:
        raise NotFound("With this evidence the segment says nothing, so there is nothing to hear.")
    plan = made.pack.voice_plan(online=False)
    alone = replace(made.script, segments=said)
    speech = speak_script(alone, plan, voices=newsroom.voices, clips=newsroom.cache / "clips")
    return clips_to_hear(newsroom, [clip for each in speech.segments for clip in each.clips])


def preview_audio(newsroom: Newsroom, made: Previewed) -> bytes:
    """Return a preview as it sounds (WAV), spoken by the language's first voice at hand.

    Raises:
        MasteringError: The recording is not fit to be heard.
        VoiceError: The language has no voice here.
    """
    plan = made.pack.voice_plan(online=newsroom.online_voices)
    speech = speak_script(made.script, plan, voices=newsroom.voices, clips=newsroom.cache / "clips")
    sheet = TagSheet(
        title=made.script.title,
        artist=ISSUER,
        album="EXERCISE preview",
        language=made.script.language,
        script=made.script.text,
        comment="not for air",
        year=newsroom.clock.now().year,
        extra=(("MODE", "exercise"),),
    )
    wav = AudioFormat.WAV_48
    ((_, body),) = make_recordings(
        speech,
        sheet,
        formats=(wav,),
        file_names={wav: "preview.wav"},
        cache=newsroom.cache / "mastered",
    )
    return body
