"""What a language's own words make right or wrong on air: the `radio` part of `language.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from app.domain.bulletins import Fact, Script, Segment
from app.errors import PackError

MOST_NEGATIVES = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RadioRules:
    """Words that a language's checks look for; a list that is empty checks nothing.

    A word that ends in a star stands for every word that begins like it.

    Attributes:
        authority: Names by which a sentence says that NDMA declared the phase.
        forecaster: Names by which a sentence says that the forecast is KMD's.
        signed: Wordings that present the text as NDMA's own; only figures are.
        promises: Wordings that promise aid.
        negatives: Words that turn a sentence round.
        fixed: Wordings that hold a number and are no figure, such as "a kilo" in Kiswahili.
    """

    authority: tuple[str, ...] = ()
    forecaster: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    negatives: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()


def read_rules(said: Mapping[str, object], file: str) -> RadioRules:
    """Return the `radio` part of a language's settings; a language need not have one.

    Args:
        said: The settings.
        file: Name of their file, for messages.

    Raises:
        PackError: It holds an unknown name, or something else than lists of words.
    """
    entry = said.get("radio") or {}
    names = [field.name for field in fields(RadioRules)]
    if not isinstance(entry, dict):
        raise PackError(f"{file}: 'radio' must hold names and lists of words; they are {names}")
    unknown = sorted(str(name) for name in entry if name not in names)
    if unknown:
        raise PackError(f"{file}: 'radio' has no '{unknown[0]}'; use {names}")
    return RadioRules(**{str(name): _words(name, found, file) for name, found in entry.items()})


def _words(name: str, found: object, file: str) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(_is_word(each) for each in found):
        raise PackError(f"{file}: '{name}' in 'radio' must be a list of words; put 'no' in quotes")
    return tuple(each.strip() for each in found)


def _is_word(each: object) -> bool:
    return isinstance(each, str) and bool(each.strip(" *"))


def occurrences(text: str, terms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a text that are on a list, in the order in which they stand.

    >>> occurrences("It is not rain, nor cloud.", ("no*",))
    ('not', 'nor')
    """
    if not terms:
        return ()
    # The longest first, or "No rain" would be found as "no".
    forms = (_form(term) for term in sorted(terms, key=len, reverse=True))
    return tuple(re.findall(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", text, re.IGNORECASE))


def _form(term: str) -> str:
    return re.escape(term.removesuffix("*")) + (r"\w*" if term.endswith("*") else "")


def unsound_claims(sentence: str, rules: RadioRules) -> Iterator[str]:
    """Yield why a sentence claims what nobody has said: aid, or NDMA's signature."""
    for words in occurrences(sentence, rules.promises):
        yield f"'{words}' promises aid, which no bulletin may; say whom to ask."
    for words in occurrences(sentence, rules.signed):
        yield f"'{words}' says that NDMA signed this; write that it was prepared from its figures."


def is_turned_twice(sentence: str, rules: RadioRules) -> bool:
    """Tell whether a sentence holds more negatives than an ear can undo."""
    return len(occurrences(sentence, rules.negatives)) > MOST_NEGATIVES


def unattributed(script: Script, rules: RadioRules) -> Iterator[str]:
    """Yield why a listener would not learn who declared the phase, or who made the forecast."""
    told = [segment for segment in script.segments if _fact("phase", segment)]
    if rules.authority and told and not any(_names_authority(each, rules) for each in told):
        yield "No part of it says the phase together with its month and the Authority."
    for segment in script.segments:
        outlook = _fact("outlook", segment)
        if rules.forecaster and outlook and not _names_forecaster(outlook, segment, rules):
            yield "The forecast does not say that it is the Meteorological Department's."


def _fact(name: str, segment: Segment) -> Fact | None:
    return next((fact for fact in segment.facts if fact.name == name), None)


def _names_authority(segment: Segment, rules: RadioRules) -> bool:
    """Tell whether the phase, its month and the Authority stand in one part, as it is heard."""
    month = _fact("phase_month", segment)
    said = bool(month and month.words and month.words in segment.text)
    return said and bool(occurrences(segment.text, rules.authority))


def _names_forecaster(outlook: Fact, segment: Segment, rules: RadioRules) -> bool:
    own = [each for each in segment.sentences if outlook.words in each]
    return any(occurrences(each, rules.forecaster) for each in own)
