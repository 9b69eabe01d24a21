"""What people of a station read when its bulletin is released, corrected, taken back or stuck."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from app.domain.notices import NoticeKind
from app.domain.stations import Medium
from app.publishing.gsm import fitted

EXERCISE = "EXERCISE / ZOEZI:"
# Where the link by which a station confirms is put when the mail is sent; only its hash is kept.
CONFIRM = "<confirm>"
ENGLISH, KISWAHILI = "en", "sw"
WORDS = {
    ENGLISH: {
        "recalled": "NDMA: STOP. Do not play {county} ({language}), week {week}, number {check}.",
        "corrected": "NDMA CORRECTION {county} ({language}): {phase}. Replace the one you have.",
        "released": "NDMA {county} ({language}): {phase}.",
        "push-failed": "NDMA: files for {county} ({language}) could not be laid on your computer.",
        "until": "Play until {until}.",
        "check": "Check number {check}.",
        "instead": "Play instead: {link}",
        "reason": "Why: {reason}",
        "confirm": "Was it on air? Tell us here, with one tap:",
        "stopped": "Have you stopped it? Tell us here, with one tap:",
        "files": "The files:",
        "script": "To be read aloud:",
        "fetch": "Take them here: {link}",
    },
    KISWAHILI: {
        "recalled": "NDMA: ACHA. Usicheze {county} ({language}), wiki {week}, namba {check}.",
        "corrected": "NDMA SAHIHISHO {county} ({language}): {phase}. Badilisha uliyo nayo.",
        "released": "NDMA {county} ({language}): {phase}.",
        "push-failed": "NDMA: faili za {county} ({language}) hazikuwekwa kwenye kompyuta yenu.",
        "until": "Cheza hadi {until}.",
        "check": "Namba ya kuhakiki {check}.",
        "instead": "Cheza hili badala yake: {link}",
        "reason": "Sababu: {reason}",
        "confirm": "Ilipigwa hewani? Tuambie hapa, kwa kubofya mara moja:",
        "stopped": "Mmeiacha? Tuambie hapa, kwa kubofya mara moja:",
        "files": "Faili:",
        "script": "Ya kusomwa kwa sauti:",
        "fetch": "Zichukue hapa: {link}",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What there is to tell about a bulletin.

    Attributes:
        tongue: Language that the notice is written in: `en` or `sw`.
        language: Language of the bulletin, by its own name.
        phase: The phase in the words of the notice's language.
        check: The six-digit check number.
        link: Where the sound lies; empty when our own address is not known.
        reason: Why it was taken back, or what stood in the way; empty otherwise.
        instead: Where the bulletin lies that is to be played instead; empty when there is none.
        files: Name and address of every file.
        script: What is said in it.
    """

    kind: NoticeKind
    tongue: str
    county: str
    language: str
    week: int
    phase: str
    until: date
    check: str
    exercise: bool
    link: str = ""
    reason: str = ""
    instead: str = ""
    files: tuple[tuple[str, str], ...] = ()
    script: str = ""

    def say(self, key: str, *, link: str = "") -> str:
        """Return a sentence of the notice's language, filled in."""
        return WORDS[self.tongue][key].format(
            county=self.county,
            language=self.language,
            week=self.week,
            phase=self.phase,
            until=format_date(self.until, "EEE d MMM", locale=self.tongue),
            check=self.check,
            reason=self.reason,
            link=link or self.link,
        )


def title_of(news: News) -> str:
    """Return the subject of a mail."""
    return f"{EXERCISE} {news.say(news.kind)}" if news.exercise else news.say(news.kind)


def body_of(news: News, medium: Medium) -> str:
    """Return what is sent through a medium."""
    if medium is Medium.SMS:
        return short_message(news)
    return "\n\n".join(_lines(news) if medium is not Medium.MAIL else _mail(news))


def short_message(news: News) -> str:
    """Return a short message of 160 letters at most; what matters most stands first."""
    first = title_of(news)
    match news.kind:
        case NoticeKind.RECALLED:
            instead = news.say("instead", link=news.instead) if news.instead else ""
            return fitted([first, instead], last=news.reason)
        case NoticeKind.PUSH_FAILED:
            return fitted([first, news.say("fetch") if news.link else ""], last=news.reason)
        case _:
            return fitted([first, news.say("until"), news.say("check"), news.link])


def _lines(news: News) -> list[str]:
    """Return what every longer notice says, a paragraph each."""
    told = [title_of(news)]
    if news.kind in (NoticeKind.RECALLED, NoticeKind.PUSH_FAILED):
        told += [news.say("reason")] if news.reason else []
    else:
        told += [f"{news.say('until')} {news.say('check')}"]
    if news.instead:
        told.append(news.say("instead", link=news.instead))
    if news.link and news.kind is NoticeKind.PUSH_FAILED:
        told.append(news.say("fetch"))
    elif news.link and news.kind is not NoticeKind.RECALLED:
        told.append(news.link)
    return told


def _mail(news: News) -> list[str]:
    told = _lines(news)
    if news.link and news.kind is not NoticeKind.PUSH_FAILED and not news.exercise:
        asked = "stopped" if news.kind is NoticeKind.RECALLED else "confirm"
        told.append(f"{news.say(asked)}\n{CONFIRM}")
    if news.kind is NoticeKind.RECALLED:
        return told
    if news.files:
        told.append(
            "\n".join([news.say("files"), *(f"{name}\n  {link}" for name, link in news.files)])
        )
    if news.script:
        told.append(f"{news.say('script')}\n\n{news.script}")
    return told
