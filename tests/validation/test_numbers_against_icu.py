"""ICU spells out whole numbers too; it is asked in tests only, as it answers in English for kam.

A call of icu-rbnf takes a third of a millisecond, so what ICU says of all 100,000 numbers is kept
here as hashes, one for each ten thousand; the slow test asks ICU for a fifth of them anew.
"""

import random
import re
from hashlib import sha256

import pytest

from app.writing.numbers import LARGEST, cardinal
from tests.unit.writing.evidence import PACKS

VALUES, BLOCK = 100_000, 10_000
# Every number to fifty thousand, then as many of any size; the same ones each time.
_CHANCE = random.Random(20_261_122)  # noqa: S311 - a sample, not a secret
SAMPLE = [*range(VALUES // 2), *(_CHANCE.randrange(LARGEST + 1) for _ in range(VALUES // 2))]
BLOCKS = [SAMPLE[start : start + BLOCK] for start in range(0, VALUES, BLOCK)]
_JOINS = re.compile(r"[,\-]|\b(?:na|and)\b")
# Of ICU 78.3 by icu-rbnf 0.2.0.
SAID_BY_ICU = {
    "en": [
        "3316b09f48aba6d5",
        "cbccf53cd6a54197",
        "aeb0468c53511420",
        "e5a7b27c136d8aca",
        "945118b4502bf1be",
        "12cafb53825212d0",
        "f1277d2bb31805d0",
        "baefa7b91f4a30da",
        "d882117ddd89a129",
        "a73a814c1f7efc4b",
    ],
    "sw": [
        "b680e2d2698d2c1d",
        "ba9fdbab8e2d32dd",
        "af45744717930e4a",
        "802cf138ab3c3232",
        "d17da78c57d8ebd3",
        "8ade5d796a569f0f",
        "da72a79c794c0ffe",
        "d60437c4e6782590",
        "fd1726f3b89387de",
        "71b0f16a61576cd1",
    ],
}


def bare(words):
    """Return the words alone: pauses, hyphens and what joins are a matter of style."""
    return " ".join(_JOINS.sub(" ", words).split())


def digest(said):
    return sha256("\n".join(map(bare, said)).encode()).hexdigest()[:16]


def ours(value, code):
    return cardinal(value, numbers=PACKS[code].numbers)


@pytest.mark.parametrize("code", ["en", "sw"])
def test_a_hundred_thousand_numbers_are_said_as_icu_says_them(code):
    assert len(SAMPLE) == VALUES
    assert [digest(ours(value, code) for value in block) for block in BLOCKS] == SAID_BY_ICU[code]


@pytest.mark.parametrize("code", ["en", "sw"])
def test_numbers_are_said_as_the_icu_here_says_them(code):
    icu = pytest.importorskip("icu_rbnf", reason="icu-rbnf is not installed")
    few = [*range(1_200), *SAMPLE[1_200::25]]
    assert [v for v in few if bare(ours(v, code)) != bare(icu.spellout(v, code))] == []


@pytest.mark.slow
@pytest.mark.parametrize("code", ["en", "sw"])
def test_the_kept_hashes_are_those_of_icu(code):
    icu = pytest.importorskip("icu_rbnf", reason="icu-rbnf is not installed")
    # every fifth block, to keep the time of a whole run; all ten were asked when they were kept
    asked = [digest(icu.spellout(v, code) for v in block) for block in BLOCKS[::5]]
    assert asked == SAID_BY_ICU[code][::5]


def test_icu_answers_in_english_for_kikamba_so_it_is_never_asked_on_air():
    icu = pytest.importorskip("icu_rbnf", reason="icu-rbnf is not installed")
    assert icu.spellout(35, "kam") == "thirty-five"
