"""What people of a station read: whole in one short message, the most important first."""

from datetime import date
from itertools import product

import pytest

from app.domain.languages import LANGUAGE_NAMES
from app.domain.notices import NoticeKind
from app.domain.places import counties
from app.domain.stations import Medium
from app.publishing.gsm import LONGEST_SMS, fitted, letters_taken, plain_text
from app.publishing.notices import CONFIRM, News, body_of, short_message

PHASES = ("Tahadhari ya Awali", "Emergency", "Pre-Alert")
LONGEST_COUNTIES = sorted(counties().values(), key=lambda each: len(each.name))[-2:]
LINK = "https://tangazo.ndma.go.ke/exercise/d/taita-taveta/dav/2026W48.mp3"


def news(**changes):
    told = {
        "kind": NoticeKind.RELEASED,
        "tongue": "en",
        "county": "Kitui",
        "language": "Kiswahili",
        "week": 48,
        "phase": "Alert",
        "until": date(2026, 11, 29),
        "check": "481203",
        "exercise": False,
        "link": "https://tangazo.example/d/kitui/sw/2026W48.mp3",
        "script": "Kitui is in the alert phase.",
        "files": (("KTU_sw.mp3", "https://tangazo.example/api/v1/recordings/ab.mp3"),),
    }
    return News(**told | changes)


def test_a_released_bulletin_is_told_with_phase_day_number_and_link():
    assert short_message(news()) == (
        "NDMA Kitui (Kiswahili): Alert. Play until Sun 29 Nov. Check number 481203. "
        "https://tangazo.example/d/kitui/sw/2026W48.mp3"
    )
    assert short_message(news(tongue="sw", phase="Tahadhari")) == (
        "NDMA Kitui (Kiswahili): Tahadhari. Cheza hadi Jumapili 29 Nov. Namba ya kuhakiki 481203. "
        "https://tangazo.example/d/kitui/sw/2026W48.mp3"
    )


def test_every_short_message_fits_and_keeps_what_matters_most():
    for kind, tongue, county, language, phase, exercise in product(
        NoticeKind,
        ("en", "sw"),
        LONGEST_COUNTIES,
        LANGUAGE_NAMES.values(),
        PHASES,
        (True, False),
    ):
        told = short_message(
            news(
                kind=kind,
                tongue=tongue,
                county=county.name,
                language=language,
                phase=phase,
                exercise=exercise,
                link=LINK,
                instead=LINK,
                reason="The figure of the rain was wrong – ĩtasyaa ũla wĩ wonthe. " * 5,
            )
        )
        assert letters_taken(told) <= LONGEST_SMS
        assert plain_text(county.name) in told
        assert told.startswith("EXERCISE / ZOEZI: ") == exercise
        if kind is NoticeKind.RECALLED:
            assert "481203" in told
            assert ("Do not play" in told) or ("Usicheze" in told)


def test_a_recall_says_stop_before_its_reason():
    told = short_message(news(kind=NoticeKind.RECALLED, reason="The rain figure was wrong."))
    assert told == (
        "NDMA: STOP. Do not play Kitui (Kiswahili), week 48, number 481203. "
        "The rain figure was wrong."
    )


def test_a_mail_has_the_files_the_words_and_one_link_to_confirm():
    told = body_of(news(), Medium.MAIL)
    assert "KTU_sw.mp3\n  https://tangazo.example/api/v1/recordings/ab.mp3" in told
    assert told.endswith("Kitui is in the alert phase.")
    assert told.count(CONFIRM) == 1
    recalled = body_of(news(kind=NoticeKind.RECALLED, reason="Wrong."), Medium.MAIL)
    assert "Why: Wrong." in recalled
    assert "alert phase" not in recalled


def test_without_our_own_address_there_are_no_links_and_nothing_to_confirm():
    told = body_of(news(link="", files=()), Medium.MAIL)
    assert CONFIRM not in told
    assert "http" not in told


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Kĩtui ũtethyo", "Kitui utethyo"),
        ("– “x” …", '- "x" ...'),
        ("日本 5", " 5"),
        ("ñ à €", "ñ à €"),
    ],
)
def test_letters_that_telephones_lack_become_plain_ones(written, sent):
    assert plain_text(written) == sent


def test_letters_of_the_second_table_take_two_places():
    assert letters_taken("€") == 2
    with pytest.raises(ValueError, match="ĩ"):
        letters_taken("ĩ")


def test_what_fits_no_more_is_left_out_from_the_end():
    assert fitted(["a" * 100, "b" * 59, "c"]) == f"{'a' * 100} {'b' * 59}"
    assert fitted(["a" * 150], last="why it was so") == f"{'a' * 150} why it wa"
    assert len(fitted(["a" * 200])) == LONGEST_SMS
