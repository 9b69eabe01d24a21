from dataclasses import replace

import pytest

from app.domain.bulletins import Segment
from app.domain.people import Officer, Role
from app.domain.takes import (
    WHOLE,
    Sounding,
    Take,
    length_fault,
    match_objection,
    parts_to_read,
    speech_kind,
    words_sha256,
)
from tests.builders import NOW, script

SOUNDING = Sounding(
    kind="amr", rate_hz=8000, channels=1, duration_s=9.0, signal_db=30.0, integrated_lufs=-16.0
)
TAKE = Take(
    id="0" * 16,
    county="kitui",
    language="kam",
    bulletin="x-2026-W48-kitui-kam-1",
    segment="rain",
    text_sha256="a" * 64,
    sha256="b" * 64,
    upload_sha256="c" * 64,
    speaker="Mwende",
    uploaded_by="Asha",
    at=NOW,
    sounding=SOUNDING,
)


@pytest.mark.parametrize(
    ("found_s", "says"),
    [(14.0, ""), (6.0, ""), (14.1, "Was something else"), (5.9, "Is something missing")],
)
def test_a_length_may_be_off_by_forty_percent(found_s, says):
    fault = length_fault(found_s, expected_s=10.0)
    assert (says in fault) if says else fault == ""


def test_a_few_words_may_be_off_by_two_seconds():
    assert length_fault(3.9, expected_s=2.0) == ""
    assert length_fault(4.1, expected_s=2.0) != ""


@pytest.mark.parametrize(
    ("name", "role", "limits", "says"),
    [
        ("Mutua", Role.REVIEWER, {}, ""),
        ("Mutua", Role.APPROVER, {"counties": ("kitui",), "languages": ("kam",)}, ""),
        ("Mutua", Role.EDITOR, {}, "you may not"),
        ("Mutua", Role.VIEWER, {}, "you may not"),
        ("Mutua", Role.REVIEWER, {"counties": ("makueni",)}, "do not decide for kitui"),
        ("Mutua", Role.REVIEWER, {"languages": ("sw",)}, "in 'kam'"),
        ("Asha", Role.ADMIN, {}, "sent this recording yourself"),
        ("MWENDE", Role.REVIEWER, {}, "spoke this recording yourself"),
    ],
)
def test_only_a_second_person_with_the_right_matches_a_take(name, role, limits, says):
    officer = Officer(name=name, role=role, since=NOW, **limits)
    against = match_objection(TAKE, officer)
    assert (says in against) if says else against == ""


def test_people_do_not_read_that_a_computer_speaks():
    said = "This voice was made by a computer."
    made = replace(
        script(),
        segments=(
            Segment(kind="headline", sentences=("It is dry.",)),
            Segment(kind="close", sentences=("Goodbye.", said)),
            Segment(kind="credit", sentences=(said,)),
        ),
    )
    parts = parts_to_read(made, disclosure=said)
    assert parts == {
        "headline": ("It is dry.",),
        "close": ("Goodbye.",),
        WHOLE: ("It is dry.", "Goodbye."),
    }
    assert words_sha256(parts["close"]) != words_sha256(made.segments[1].sentences)


@pytest.mark.parametrize(
    ("voices", "kind"),
    [
        (("person/Mwende",), "human"),
        (("espeak/sw",), "synthetic"),
        (("person/Mwende", "espeak/sw"), "mixed"),
        ((), "synthetic"),
    ],
)
def test_a_recording_tells_whether_people_speak(voices, kind):
    assert speech_kind(voices) == kind
