import shutil
from pathlib import Path

import pytest

from app.domain.bulletins import Fact, Script, Segment
from app.domain.evidence import Phase
from app.errors import PackError
from app.writing.language_pack import load
from app.writing.pack_settings import PackStatus
from app.writing.questions import ANY, Asked, asked, checked_questions
from tests.unit.writing.evidence import PACKS, PHASES, full
from tests.unit.writing.test_compose import write

HEADING = "key,text,note,source,status\n"


def read(folder, rows, status=PackStatus.DRAFT):
    (folder / "questions.csv").write_text(HEADING + rows, encoding="utf-8")
    return checked_questions(folder, status, PACKS["en"].slots)


def pair(place, question, answer):
    return f"{place}/ask,{question},,x,draft\n{place}/answer,{answer},,x,draft\n"


WHOLE = "".join(pair(f"any/{n}/k", "Q?", "{segment_actions}") for n in (1, 2, 3))


def segment(kind, text, **facts):
    found = tuple(Fact(name=name, value=1.0, words=words) for name, words in facts.items())
    return Segment(kind=kind, sentences=(text,), facts=found)


def script(*segments):
    return Script(language="en", title="x", segments=segments, pack_sha256="p" * 64, exercise=False)


TOLD = script(
    segment("ident", "This is only an exercise."),
    segment("headline", "Kitui is in the alert phase.", phase="alert"),
    segment("actions", "Sell early."),
    segment("close", "Call zero eight. This is only an exercise.", contact="zero eight"),
)


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("code", ["en", "sw"])
def test_every_phase_has_three_questions_in_the_words_of_the_bulletin(code, phase):
    made = write(full(phase), code, exercise=True)
    found = asked(PACKS[code].questions, made, phase)
    assert len(found) == 3
    assert not any("{" in each.question + " ".join(each.answer) for each in found)
    for each in found[:2]:
        assert " ".join(each.answer) in made.text.replace("\n", " ")
    assert not any("exercise" in " ".join(each.answer) for each in found)
    assert not any("zoezi" in " ".join(each.answer) for each in found)


def test_a_number_is_given_out_when_the_bulletin_says_it_and_only_then():
    [_, _, whom] = asked(PACKS["en"].questions, TOLD, Phase.ALERT)
    assert whom.answer == ("Call zero eight.", "I repeat: zero eight.")
    without = script(*TOLD.segments[:3], segment("close", "Ask your chief."))
    [_, _, whom] = asked(PACKS["en"].questions, without, Phase.EMERGENCY)
    assert whom.answer == ("Ask your health worker, your ward office or your chief.",)


def test_a_fact_that_an_officer_wrote_out_of_the_text_is_not_answered_with():
    edited = script(*TOLD.segments[:3], segment("close", "Call one.", contact="zero eight"))
    [_, _, whom] = asked(PACKS["en"].questions, edited, Phase.ALERT)
    assert "zero eight" not in " ".join(whom.answer)


def test_what_a_bulletin_does_not_say_is_not_asked():
    short = script(segment("headline", "Alert."), segment("actions", "Sell.", action_1="sell"))
    found = asked(PACKS["en"].questions, short, Phase.ALERT)
    assert [each.question for each in found] == [
        "What should I do now?",
        "Whom may I ask for advice?",
    ]


def test_a_question_of_the_phase_goes_before_one_of_any(tmp_path):
    rows = WHOLE + pair("alert/1/b", "Alert?", "{segment_headline}")
    found = read(tmp_path, rows)
    assert asked(found, TOLD, Phase.ALERT)[0] == Asked(
        question="Alert?", answer=("Kitui is in the alert phase.",)
    )
    assert asked(found, TOLD, Phase.NORMAL)[0].question == "Q?"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (pair("drought/1/x", "Q?", "A."), "no place"),
        (pair("any/4/x", "Q?", "A."), "no place"),
        (pair("any/1/x", "Q?", "{nothing}"), "no slot and no segment"),
        (pair("any/1/x", "Q?", "{phase"), "brace"),
        (pair("any/1/x", "Q?", "Call 0800."), "use words"),
        (pair("any/1/x", "", "A."), "empty"),
        (pair("any/1/k", "Q?", "A."), "already"),
        ("any/1/x/ask,Q?,,x,draft\n", "needs two rows"),
        ("any/1/x/ask,Q?,,x,perhaps\n", "status"),
    ],
)
def test_a_wrong_row_is_named(tmp_path, row, says):
    with pytest.raises(PackError, match=says):
        read(tmp_path, WHOLE + row)


def test_a_place_that_nothing_always_fills_is_named(tmp_path):
    with pytest.raises(PackError, match="order 3"):
        read(tmp_path, WHOLE.replace("any/3", "alert/3"))


def test_a_reviewed_language_has_reviewed_questions(tmp_path):
    with pytest.raises(PackError, match="reviewed"):
        read(tmp_path, WHOLE, status=PackStatus.REVIEWED)


def test_a_language_without_the_file_asks_nothing(tmp_path):
    assert checked_questions(tmp_path, PackStatus.DRAFT, PACKS["en"].slots) == ()
    assert PACKS["kam"].questions == ()


def test_a_changed_question_changes_the_pack_that_is_reviewed(tmp_path):
    root = Path(__file__).parents[3] / "bulletin_templates"
    for name in ("en", "slots.yaml"):
        copy = shutil.copytree if (root / name).is_dir() else shutil.copy
        copy(root / name, tmp_path / name)
    before = load(tmp_path / "en")
    path = tmp_path / "en" / "questions.csv"
    path.write_text(path.read_text("utf-8").replace("How has", "How was"), encoding="utf-8")
    after = load(tmp_path / "en")
    assert after.sha256 != before.sha256
    assert [a.key for a, b in zip(after.questions, before.questions, strict=True) if a != b] == [
        "rain-normal",
        "rain-recovery",
    ]
    assert {each.phase for each in before.questions} == {ANY, "normal", "recovery", "emergency"}
