import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from app.domain.evidence import Phase
from app.writing.checks import refuse_unspeakable
from app.writing.kit import QUESTIONS, kit_csv, kit_html, reviewers_kit
from app.writing.kit_samples import Evidence, sample, samples, script_of
from app.writing.language_pack import load_packs
from app.writing.lengths import Length
from app.writing.templates import render
from tests.unit.writing.evidence import PACKS, ROOT

KITS = {code: reviewers_kit(PACKS[code], PACKS["en"]) for code in ("sw", "en", "kam")}


class Page(HTMLParser):
    """Reads a page, and what it would fetch."""

    def __init__(self, text):
        super().__init__()
        self.fetched, self.ids, self.links, self.open = [], set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.fetched += [given[name] for name in ("src", "data", "poster") if name in given]
        if tag == "link":
            self.fetched.append(given.get("href"))
        self.ids.add(given.get("id"))
        self.links += [given["href"]] if tag == "a" else []
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_every_phase_of_three_counties_is_told_with_three_kinds_of_evidence():
    found = {(each.phase, each.county, each.evidence) for each in samples()}
    assert len(found) == 6 * 3 * 3
    assert {each.phase for each in samples()} == set(Phase)


@pytest.mark.parametrize("code", ["en", "sw"])
def test_every_sample_can_be_spoken_as_a_bulletin(code):
    for given in samples():
        script = script_of(given, PACKS[code], length=Length.STANDARD)
        refuse_unspeakable(script, PACKS[code])


def test_samples_are_labelled_in_every_source():
    for given in samples():
        made = given.assessment
        sources = {each.source for each in (*made.figures, made.official)}
        sources |= {each.source for figure in made.indicators for each in figure.sources}
        assert sources == {"made-up sample"}


def test_stale_samples_tell_their_age_and_full_ones_do_not():
    for evidence, told in (
        (Evidence.FULL, False),
        (Evidence.STALE, True),
        (Evidence.SPARSE, False),
    ):
        script = script_of(sample(Phase.ALERT, "kitui", evidence), PACKS["en"])
        assert ("weeks old" in script.text) is told


def test_the_samples_say_every_sentence_of_english_but_those_of_an_exercise():
    said = {sentence for each in KITS["en"].bulletins for sentence in lines(each)}
    unsaid = []
    for template in PACKS["en"].segments.values():
        for line in template.lines:
            if not line.checked.slots:
                text = render(replace(template, lines=(replace_guard(line),)), {})[0].text
                unsaid += [text] if text not in said else []
    # In no phase are goats, milk or water as usual everywhere; these are told when they are.
    assert set(unsaid) <= {"That is as usual.", "That is the usual distance."}


def replace_guard(line):
    return replace(line, checked=replace(line.checked, guard=""))


def lines(bulletin):
    return [line.text for line in bulletin.lines]


def test_english_stands_beside_every_sentence():
    for bulletin in KITS["sw"].bulletins:
        assert all(line.text and line.english for line in bulletin.lines), bulletin.title
    titles = [each.title for each in KITS["sw"].bulletins]
    assert "Alarm – Taita Taveta – stale evidence" in titles
    assert titles.count("Alarm – Kitui – spot") == 1
    assert len(titles) == 54 + 6


def test_a_sentence_that_comes_again_names_where_it_was_first():
    rows = [line for bulletin in KITS["sw"].bulletins for line in bulletin.lines]
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        if row.seen:
            first = rows[row.seen - 1]
            assert (first.text, first.english, first.seen) == (row.text, row.english, 0)
    assert len({(row.text, row.english) for row in rows}) == sum(not row.seen for row in rows)


@pytest.mark.parametrize("code", list(KITS))
def test_the_page_is_whole_and_needs_nothing_else(code):
    text = kit_html(KITS[code])
    page = Page(text)
    assert page.open == []
    assert page.fetched == []
    assert {link.removeprefix("#") for link in page.links} <= page.ids
    assert not re.search(r"url\(|@import|https?:|<script", text)
    assert '<meta charset="utf-8">' in text
    for question in QUESTIONS:
        assert question in text


def test_the_page_says_that_its_figures_are_samples():
    assert "Every figure here was made up for this kit." in kit_html(KITS["sw"])


def test_a_language_without_sentences_gets_its_words_and_the_reason():
    kit = KITS["kam"]
    text = kit_html(kit)
    assert kit.bulletins == ()
    assert "There are no samples: Nobody has written and reviewed Kikamba sentences" in text
    assert "kũutĩa kĩw&#39;ũ ũsĩnĩ" in text
    numbers = next(each for each in kit.recordings if each.title == "Numbers")
    assert [(line.text, line.english) for line in numbers.lines][:2] == [
        ("ĩmwe", "1"),
        ("ilĩ", "2"),
    ]


def test_words_that_look_like_markup_are_shown_as_words():
    pack = replace(PACKS["sw"], glossary=(replace(PACKS["sw"].glossary[0], text="<b>mvua</b>"),))
    assert "&lt;b&gt;mvua&lt;/b&gt;" in kit_html(reviewers_kit(pack, PACKS["en"]))


def test_what_is_recorded_covers_phrases_numbers_sentences_and_places():
    lists = {each.title: [line.text for line in each.lines] for each in KITS["sw"].recordings}
    assert set(PACKS["sw"].phrases.values()) == set(lists["Phrases"])
    assert set(PACKS["sw"].numbers.words.values()) == set(lists["Numbers"])
    assert "Mvua hiyo imesaidia." in lists["Whole sentences that never change"]
    assert len(lists["Places"]) == 47
    kamba = next(each for each in KITS["kam"].recordings if each.title == "Places")
    assert {"Kitui", "Makueni"} <= {line.text for line in kamba.lines}


def test_the_table_holds_every_row_and_room_for_the_back_translation():
    rows = list(csv.DictReader(io.StringIO(kit_csv(KITS["sw"]), newline="")))
    assert len(rows) == sum(len(each.lines) for each in KITS["sw"].bulletins)
    assert rows[0]["back_translation"] == ""
    assert rows[0]["sentence"] == "Hujambo msikilizaji."
    assert any(row["back_translation"].startswith("as No. ") for row in rows)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_a_skeleton_has_a_kit_too():
    kit = reviewers_kit(load_packs(ROOT)["mas"], PACKS["en"])
    assert "Oladalʉ́" in kit_html(kit)
