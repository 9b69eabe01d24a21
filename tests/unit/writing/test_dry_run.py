from datetime import date

import pytest

from app.domain.evidence import Phase
from app.domain.places import counties
from app.errors import TemplateError
from app.settings import CHECKOUT
from app.writing.compose import compose
from app.writing.dry_run import dry_run, refuse_faulty
from app.writing.kit_samples import Evidence, sample, samples
from app.writing.language_pack import load
from app.writing.render_child import RenderChild
from app.writing.rendering import ComposeOrder, PackSource, render_safely

LANGUAGES = CHECKOUT / "bulletin_templates"
HEADLINE = "segments/alert/headline.txt.j2"


@pytest.fixture(scope="module")
def child():
    made = RenderChild(longest_s=30)
    yield made
    made.close()


def tried(child, language="en", *, text=None):
    folder, texts = LANGUAGES / language, {HEADLINE: text} if text else {}
    return dry_run(load(folder, overlay=texts), PackSource.of(folder, texts), child)


def headline(more=""):
    return (LANGUAGES / "en" / HEADLINE).read_text(encoding="utf-8") + more


@pytest.mark.parametrize("language", ["en", "sw"])
def test_the_languages_as_installed_do_well_in_every_phase(child, language):
    ran = tried(child, language)
    assert ran.faults == ()
    refuse_faulty(ran)
    assert len(ran.tried) == len(list(samples()))
    assert set(ran.seconds) == set(Phase)
    assert all(20 < shortest <= longest < 200 for shortest, longest in ran.seconds.values())


def test_a_sentence_that_must_not_be_spoken_is_told_once_with_its_sample(child):
    ran = tried(child, text=headline("Do it A S A P, says KMD VCI.\n"))
    told = [each.partition(": ")[2] for each in ran.faults]
    assert any("VCI" in each for each in told)
    assert len(told) == len(set(told))
    assert all(each.startswith("alert, ") for each in ran.faults)
    with pytest.raises(TemplateError, match=r"alert, .* evidence: headline: .*In: .Do it"):
        refuse_faulty(ran)


def test_a_figure_in_words_that_no_fact_holds_is_pointed_at(child):
    ran = tried(child, text=headline("Twenty goats died.\n"))
    assert any("headline" in each and each.startswith("alert") for each in ran.doubts)


def test_a_language_without_sentences_is_not_tried(child):
    ran = tried(child, "kam")
    assert ran.tried == ()
    assert ran.untried


def order_of(overlay, *, sha256=None):
    folder = LANGUAGES / "en"
    given = sample(Phase.ALERT, "kitui", Evidence.FULL)
    return given, ComposeOrder(
        source=PackSource.of(folder, overlay),
        pack_sha256=sha256 or load(folder, overlay=overlay).sha256,
        assessment=given.assessment,
        county=counties()["kitui"],
        exercise=True,
        next_issue=date(2026, 11, 30),
        extra=dict(given.extra),
        before=given.before,
    )


def test_the_child_gives_the_script_that_this_process_would(child):
    overlay = {HEADLINE: headline("Watch your animals.\n")}
    given, order = order_of(overlay)
    script = render_safely(child, order)
    assert "Watch your animals." in script.text
    assert script == compose(
        given.assessment,
        load(LANGUAGES / "en", overlay=overlay),
        county=order.county,
        exercise=True,
        next_issue=order.next_issue,
        extra=given.extra,
        before=given.before,
    )


def test_a_folder_that_changed_meanwhile_is_not_rendered(child):
    _, order = order_of({}, sha256="0" * 64)
    with pytest.raises(TemplateError, match="changed meanwhile"):
        render_safely(child, order)
