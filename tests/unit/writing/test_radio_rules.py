from dataclasses import fields

import pytest

from app.errors import PackError
from app.writing.radio_rules import RadioRules, occurrences, read_rules
from tests.unit.writing.evidence import PACKS

NO_LIST = "'fixed' in 'radio' must be a list of words; put 'no' in quotes"
NAMES = [field.name for field in fields(RadioRules)]


def test_the_rules_of_a_language_are_lists_of_words():
    said = {"radio": {"negatives": [" not ", "no*"], "promises": []}}
    assert read_rules(said, "xx/language.yaml") == RadioRules(negatives=("not", "no*"))
    assert read_rules({"radio": {"fixed": ["X"]}}, "xx/language.yaml").fixed == ("X",)


@pytest.mark.parametrize("said", [{}, {"radio": None}, {"radio": {}}])
def test_a_language_need_not_have_rules(said):
    assert read_rules(said, "xx/language.yaml") == RadioRules()


@pytest.mark.parametrize(
    ("radio", "why"),
    [
        (["no"], f"'radio' must hold names and lists of words; they are {NAMES}"),
        ({"zeal": [], "negative": []}, f"'radio' has no 'negative'; use {NAMES}"),
        ({1: []}, f"'radio' has no '1'; use {NAMES}"),
        ({"fixed": "not"}, NO_LIST),
        ({"fixed": ["not", False]}, NO_LIST),
        ({"fixed": [" * "]}, NO_LIST),
        ({"fixed": [""]}, NO_LIST),
    ],
)
def test_what_is_no_list_of_words_is_named(radio, why):
    with pytest.raises(PackError) as refusal:
        read_rules({"radio": radio}, "xx/language.yaml")
    assert str(refusal.value) == f"xx/language.yaml: {why}"


@pytest.mark.parametrize(
    ("text", "terms", "found"),
    [
        ("No rain, and nobody came.", ("no", "nobody"), ("No", "nobody")),
        ("Nobody came.", ("no",), ()),
        ("Casino.", ("no",), ()),
        ("No rain fell.", ("no", "no rain"), ("No rain",)),
        ("Haijanyesha; haija.", ("haija*",), ("Haijanyesha", "haija")),
        ("Abc, a.c.", ("a.c",), ("a.c",)),
        ("Anything.", (), ()),
        ("", ("no",), ()),
    ],
)
def test_words_are_found_whole(text, terms, found):
    assert occurrences(text, terms) == found


@pytest.mark.parametrize("code", ["en", "sw"])
def test_english_and_kiswahili_have_every_rule_but_fixed_wordings(code):
    rules = PACKS[code].about.radio
    assert all(getattr(rules, name) for name in NAMES if name != "fixed")


@pytest.mark.parametrize("code", ["kam", "dav"])
def test_a_language_without_sentences_has_none(code):
    assert PACKS[code].about.radio == RadioRules()
