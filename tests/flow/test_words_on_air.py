"""No voice is ever given a digit, whatever the phase, the language and the evidence."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.evidence import Phase, Trend
from app.domain.places import counties
from app.indicators.assess import assess
from app.settings import CHECKOUT
from app.sources.replay import ReplaySource, packs
from app.writing.checks import refuse_unspeakable
from app.writing.compose import compose
from app.writing.language_pack import load_packs
from tests.builders import WEEK_48
from tests.fakes import SetClock

LANGUAGES = load_packs(CHECKOUT / "bulletin_templates")
FORBIDDEN = re.compile(r"[\d%/&{}]")
JARGON = re.compile(r"\b(VCI|SPI|NDVI|dekad)\b")


def assessments(pack):
    harvest = ReplaySource(pack).fetch(SetClock())
    for county in {each.county for each in harvest.observations}:
        made = assess(counties()[county], WEEK_48, as_of=harvest.as_of, harvests=[harvest])
        yield made
        # The sparse case: NDMA's phase is all that is known.
        yield replace(made, indicators=(), figures=())


@pytest.mark.parametrize("exercise", [True, False], ids=["exercise", "live"])
@pytest.mark.parametrize("trend", [None, *Trend])
@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("language", ["en", "sw"])
@pytest.mark.parametrize("pack", packs())
def test_scripts_hold_words_only(pack, language, phase, trend, *, exercise):
    for made in assessments(pack):
        told = replace(made, official=replace(made.official, phase=phase, trend=trend))
        script = compose(
            told,
            LANGUAGES[language],
            county=counties()[told.county],
            exercise=exercise,
            next_issue=WEEK_48.monday + timedelta(days=7),
        )
        refuse_unspeakable(script, LANGUAGES[language])
        assert not FORBIDDEN.search(script.text)
        assert not JARGON.search(script.text)
        assert counties()[told.county].name in script.text
        assert all(each.strip() for segment in script.segments for each in segment.sentences)
