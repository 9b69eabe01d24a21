"""The presenter's page as its readers get it: the text of the printed pages."""

from __future__ import annotations

import io
import time
from contextlib import closing
from dataclasses import replace

import pdfplumber
import pypdfium2
import pytest

from app.domain.bulletins import Fact, Script, Segment
from app.domain.evidence import Phase
from app.domain.places import counties
from app.errors import PrintError
from app.publishing.breaths import breaths
from app.publishing.presenter import Answer, Sheet, print_sheet, sheet_key
from tests.builders import NOW, draft

MARKUP = (
    '#read("/etc/passwd") #import "@preview/x:1.0.0" $x^2$ *bold* _it_ `raw` = Head \\ @ref <l> '
    "https://evil.example // gone /* too */ ~ -- --- \\u{1F600} #{1+1} [a](b) ' \""
)


def told(name, words):
    return Fact(name=name, value=1.0, words=words)


def script(*sentences, language="en", kind="headline", facts=()):
    segment = Segment(kind=kind, sentences=sentences, facts=facts)
    return Script(
        language=language,
        title="Drought bulletin",
        segments=(segment,),
        pack_sha256="p" * 64,
        exercise=False,
    )


def sheet(made, *, exercise=False, **changes):
    bulletin = draft(
        id="2026-W48-kitui-en-1",
        language=made.language,
        edition=1,
        exercise=exercise,
        script=made,
        phase=Phase.ALERT,
        released_at=NOW,
    )
    given = Sheet(
        bulletin=bulletin,
        script=made,
        county=counties()["kitui"],
        check_number="481203",
        duration_s=112.4,
        words_per_minute=120,
    )
    return replace(given, **changes)


def pages(pdf):
    with closing(pypdfium2.PdfDocument(pdf)) as opened:
        found = [page.get_textpage().get_text_range() for page in opened]
    return [each.replace("\r\n", "\n") for each in found]


def text(pdf):
    return "\n".join(pages(pdf))


def words(pdf):
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [each for page in opened.pages for each in page.extract_words(extra_attrs=["size"])]


LONG = tuple(f"Sentence {word} is read aloud today." for word in "abcdefghijklmnopqrstuvwxyz")


def test_the_page_says_county_language_week_phase_length_and_check_number():
    made = script("Kitui is in the alert phase.", facts=(told("phase", "alert"),))
    told_text = text(print_sheet(sheet(made)))
    for each in (
        "Kitui · English",
        "Week 48 · 23 Nov – 29 Nov 2026",
        "ALERT",
        "Read until Sun 29 Nov",
        "Length 1 min 52 s",
        "Check number 481 203",
        "THE PHASE",
        "about 3 s",
    ):
        assert each in told_text


def test_what_is_read_is_printed_in_18_points_and_asides_are_not():
    found = {each["text"]: each["size"] for each in words(print_sheet(sheet(script("Aloud."))))}
    assert found["Aloud."] == pytest.approx(18)
    assert found["PHASE"] < 12


def test_a_breath_is_a_line():
    sentence = "In the three months to the end of October, rain was about half of the usual amount."
    lines = text(print_sheet(sheet(script(sentence)))).splitlines()
    assert [each for each in lines if each in breaths(sentence)] == list(breaths(sentence))
    assert " ".join(breaths(sentence)) == sentence


def test_the_letters_of_kikamba_come_out_right():
    sentence = "Kĩtui yĩ vala ve ũasyo mũnene, ĨŨ ĩũ."
    made = script(sentence, language="kam")
    assert sentence in text(print_sheet(sheet(made)))
    assert "Soma hadi" in text(print_sheet(sheet(made)))


def test_an_exercise_says_so_on_every_page():
    found = pages(print_sheet(sheet(script(*LONG), exercise=True)))
    assert len(found) > 1
    assert all("EXERCISE · ZOEZI" in each for each in found)
    assert "ZOEZI" not in text(print_sheet(sheet(script(*LONG))))


def test_what_changed_is_what_both_weeks_say_otherwise():
    rain = told("rain_3_month", "about half"), told("phase", "alert"), told("milk", "two litres")
    now = script("Alert, about half, two litres.", facts=rain)
    before = script(
        "Normal, about half.", facts=(told("phase", "normal"), told("rain_3_month", "about half"))
    )
    found = text(print_sheet(sheet(now, before=before)))
    assert "Phase normal alert" in found
    assert "Rain of three months" not in found
    assert "Milk" not in found
    assert "no bulletin last week" in text(print_sheet(sheet(now)))
    assert "Nothing that last week" in text(print_sheet(sheet(now, before=now)))


def test_a_fact_that_was_edited_out_of_the_text_is_not_compared():
    now = script("It is dry.", facts=(told("phase", "alert"),))
    before = script("Normal.", facts=(told("phase", "normal"),))
    assert "Nothing that last week" in text(print_sheet(sheet(now, before=before)))


def test_three_questions_at_most_are_answered():
    asked = tuple(Answer(question=f"Question {n}?", sentences=(f"Answer {n}.",)) for n in range(5))
    found = text(print_sheet(sheet(script("Aloud."), answers=asked)))
    assert "Question 2?" in found
    assert "Question 3?" not in found


def test_words_are_never_read_as_markup():
    made = replace(script(MARKUP, kind=MARKUP), title=MARKUP)
    answers = (Answer(question=MARKUP, sentences=(MARKUP,)),)
    where = replace(counties()["kitui"], name=MARKUP)
    pdf = print_sheet(sheet(made, answers=answers, county=where, audio_url=f"https://x/{MARKUP}"))
    squeezed = "".join(text(pdf).split())
    for each in ('#read("/etc/passwd")', "*bold*", "_it_", "$x^2$", "`raw`", "//gone/*too*/"):
        assert each in squeezed
    assert "root:" not in squeezed


ODD = {
    "right to left": "\u202eabc \u0627\u0644\u0639\u0631\u0628\u064a\u0629.",
    "no letters": "\u0000\u0001\ufffe\uffff.",
    "marks without end": "a" + "\u0301" * 500,
    "one long word": "w" * 6000,
    "many lines": "\n" * 3000 + "end.",
    "faces": "\U0001f600" * 300,
    "nothing": "",
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("one_page", [False, True], ids=["whole", "one page"])
def test_an_odd_text_is_set_in_bounded_time(odd, one_page):
    started = time.monotonic()
    pdf = print_sheet(sheet(script(ODD[odd], "And this.")), one_page=one_page)
    assert time.monotonic() - started < 5
    assert "And this." in text(pdf)


def test_a_text_without_end_is_refused():
    with pytest.raises(PrintError, match="far too long"):
        print_sheet(sheet(script("word " * 5000)))


def test_the_one_page_has_all_words_on_one_page():
    for count in (3, 26, 60):
        sentences = tuple(f"{number}, {each}" for number in range(count) for each in LONG[:1])
        found = pages(print_sheet(sheet(script(*sentences)), one_page=True))
        assert len(found) == 1
        assert all(each in found[0] for each in sentences)


def test_short_words_are_large_on_the_one_page():
    found = words(print_sheet(sheet(script("Aloud.")), one_page=True))
    assert max(each["size"] for each in found if each["text"] == "Aloud.") == pytest.approx(18)


def test_equal_sheets_make_equal_bytes_and_other_ones_do_not():
    first, again = (sheet(script("Aloud."), audio_url="https://x.example/a.mp3") for _ in range(2))
    assert print_sheet(first) == print_sheet(again)
    assert sheet_key(first) == sheet_key(again)
    others = (
        replace(first, check_number="000000"),
        replace(first, audio_url=""),
        replace(first, duration_s=60.0),
        replace(first, before=script("Before.")),
    )
    for other in others:
        changed = sheet_key(other) != sheet_key(first)
        assert changed or text(print_sheet(other)) == text(print_sheet(first))
    assert sheet_key(first, one_page=True) != sheet_key(first)


def test_the_code_leads_to_the_sound():
    address = "https://tangazo.example/api/v1/recordings/" + "a" * 64 + ".mp3"
    pdf = print_sheet(sheet(script("Aloud."), audio_url=address))
    assert "Listen first" in text(pdf)
    assert "Listen first" not in text(print_sheet(sheet(script("Aloud."))))


def test_a_breath_breaks_at_a_semicolon_and_not_after_one_word():
    assert breaths("Call zero, eight; seven, two.") == ("Call zero, eight;", "seven, two.")
    assert breaths("Two: " + "go " * 25 + "home.")[0].startswith("Two: go")
    assert breaths("") == ("",)
