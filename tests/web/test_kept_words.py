import pytest

from app.domain.approval import demand
from app.domain.evidence import Phase
from app.web.interface import load_interfaces
from tests.web.judged import DIFFERS, JUMPED, STALE_PHASE, assessment

KISWAHILI = load_interfaces()["sw"]


def kept_reason(phase, *, signed):
    said = demand(phase).waiting(signed)
    return f"{said[:1].upper()}{said[1:]}."


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (
            STALE_PHASE.text,
            "Awamu ya NDMA ni ya 31 Julai 2026, siku 115 kabla ya 23 Novemba 2026: ni ya zamani "
            "mno; tafuta mpya zaidi.",
        ),
        (
            DIFFERS.text,
            "Awamu ya NDMA ya Oktoba 2026 ni tahadhari, ilhali takwimu zinaonyesha hatari.",
        ),
        (kept_reason(Phase.ALARM, signed=0), "Inasubiri watu wawili: awamu ni hatari."),
        (kept_reason(Phase.ALERT, signed=0), "Inasubiri mtu mmoja: awamu ni tahadhari."),
        (
            f"{kept_reason(Phase.EMERGENCY, signed=1)} Failed this week, see the sources: ASIS.",
            "Inasubiri mtu mmoja zaidi: awamu ni dharura. Vilivyoshindikana wiki hii, tazama "
            "vyanzo: ASIS.",
        ),
        (
            "Week 48, 2026: 6 released, 2 waiting for approval.",
            "Wiki ya 48, 2026: 6 zimetolewa, 2 zinasubiri idhini.",
        ),
        ("What is said of rain", "Kinachosemwa juu ya mvua"),
    ],
)
def test_a_kept_sentence_is_said_in_kiswahili_with_its_figures(kept, told):
    assert KISWAHILI.told(kept) == told


def test_the_reasons_of_an_estimate_keep_every_figure():
    told = KISWAHILI.told(assessment().estimate.reasons[1])
    assert 'lang="en"' not in told
    for figure in ("43", "62", "80"):
        assert figure in told


def test_a_name_inside_a_kept_sentence_stays_as_it_is():
    assert "terms-of-trade of 0.57 kg/goat (NDMA Kitui bulletin" in KISWAHILI.told(JUMPED.text)


@pytest.mark.parametrize(
    "kept",
    [
        "Nobody wrote this sentence down before.",
        "Waits for two people: the phase is alarm. Nobody wrote this one down.",
        "Approved by Asha; one more thing is needed.",
        "x" * 5000 + " is long enough.",
    ],
    ids=lambda each: each[:20],
)
def test_a_sentence_that_is_not_known_stays_whole_and_is_marked_as_english(kept):
    assert KISWAHILI.told(kept) == f'<span lang="en">{kept}</span>'


def test_what_stands_in_a_place_is_escaped():
    told = KISWAHILI.told("Approved by <script>x</script>.")
    assert told == "Imeidhinishwa na &lt;script&gt;x&lt;/script&gt;."
