"""An officer's sentence from the keyboard to the next drafts, and what stands in until then."""

import shutil
from contextlib import closing
from dataclasses import replace

import pytest

from app.domain.content import Origin, Stage
from app.domain.evidence import Phase
from app.domain.people import Role
from app.domain.places import counties
from app.errors import ApprovalError, Conflict, LanguageError, NotFound, TemplateError
from app.pipeline.compose_script import compose_script
from app.pipeline.packs import EditedPacks
from app.pipeline.prepare import prepare_week
from app.pipeline.preview import Asked, preview, preview_audio
from app.pipeline.template_texts import draft_of, template_file, template_files, text_of
from app.pipeline.text_saving import Typed, agree_to_words, roll_back, save_text
from app.store.listing import assessment_of
from app.store.officers import the_officer
from app.writing.kit_samples import Evidence, sample
from app.writing.language_pack import load_packs
from app.writing.render_child import RenderChild
from tests.builders import WEEK_48, add_people

FILE = "segments/alert/headline.txt.j2"
PEOPLE = (
    ("Esha", Role.EDITOR),
    ("Fatuma", Role.EDITOR),
    ("Mwikali", Role.REVIEWER),
    ("Kioko", Role.SECTOR_OFFICER),
    ("Ndanu", Role.APPROVER),
)
SENTENCE = "Watch your animals with care."


@pytest.fixture
def newsroom(live_newsroom, tmp_path):
    """A live install over a folder of our own, so that the folder can be upgraded."""
    languages = tmp_path / "languages"
    for name in ("en", "sw", "kam"):
        shutil.copytree(live_newsroom.languages / name, languages / name)
    shutil.copy(live_newsroom.languages / "slots.yaml", languages)
    with live_newsroom.store.transaction() as tx:
        add_people(tx, *PEOPLE)
    packs = EditedPacks(live_newsroom.store, languages, installed=load_packs(languages))
    # the clock of the child is tried elsewhere; here a busy machine must not decide
    with closing(RenderChild(longest_s=30)) as child:
        yield replace(live_newsroom, languages=languages, packs=packs, child=child)


def person(newsroom, name):
    with newsroom.store.reading() as tx:
        return the_officer(tx, name)


def save(newsroom, sentence=SENTENCE, *, name="Esha", based_on=None, **changes):
    now = template_file(newsroom, "en", FILE)
    typed = Typed(
        language="en",
        file="alert/headline",
        text=f"{text_of(newsroom, 'en', FILE, 0)}{sentence}\n",
        based_on=now.number if based_on is None else based_on,
        **changes,
    )
    return save_text(newsroom, typed, officer=person(newsroom, name))


def approve(newsroom):
    for name in ("Mwikali", "Kioko", "Ndanu"):
        stands = agree_to_words(newsroom, "en", officer=person(newsroom, name))
    assert stands.stage is Stage.APPROVED


def test_the_folder_speaks_until_somebody_edits_it(newsroom):
    installed = load_packs(newsroom.languages)
    assert {code: newsroom.packs[code].sha256 for code in newsroom.packs} == {
        code: pack.sha256 for code, pack in installed.items()
    }
    assert "unknown" not in newsroom.packs


def test_an_edit_on_sunday_does_not_lose_monday(newsroom):
    approve(newsroom)
    approved = newsroom.packs["en"].sha256
    saved = save(newsroom)
    assert newsroom.packs["en"].sha256 == approved
    assert draft_of(newsroom, "en").pack.sha256 == saved.revision.pack_sha256 != approved
    approve(newsroom)
    assert newsroom.packs["en"].sha256 == saved.revision.pack_sha256


def test_without_any_approved_words_an_exercise_uses_the_newest(newsroom):
    saved = save(newsroom)
    assert newsroom.packs["en"].sha256 == saved.revision.pack_sha256


def test_going_back_to_approved_words_puts_them_on_air_at_once(newsroom):
    approve(newsroom)
    before = newsroom.packs["en"].sha256
    save(newsroom)
    approve(newsroom)
    back = roll_back(newsroom, "en", FILE, number=0, officer=person(newsroom, "Esha"))
    assert (back.revision.number, back.revision.pack_sha256) == (2, before)
    assert newsroom.packs["en"].sha256 == before
    assert draft_of(newsroom, "en").approved


SUN = """
sun:
  type: text
  required: false
  meaning: What the sun does.
  example: it burns
  filled_by: nobody
"""


def upgraded(newsroom, slots):
    """The newsroom after it was started again on another catalogue of slots."""
    (newsroom.languages / "slots.yaml").write_text(slots)
    packs = EditedPacks(
        newsroom.store, newsroom.languages, installed=load_packs(newsroom.languages)
    )
    return replace(newsroom, packs=packs)


def test_words_that_an_upgrade_broke_stop_nothing_and_are_named(newsroom):
    slots = (newsroom.languages / "slots.yaml").read_text()
    saved = save(upgraded(newsroom, slots + SUN), "{{ sun }}.")
    after = upgraded(newsroom, slots)
    assert "slot 'sun' is not in slots.yaml" in after.packs.chosen("en").fault
    assert after.packs["en"].sha256 == load_packs(newsroom.languages)["en"].sha256
    assert draft_of(after, "en").fault
    assert after.packs["en"].sha256 != saved.revision.pack_sha256
    with pytest.raises(LanguageError, match="sun"):
        agree_to_words(after, "en", officer=person(newsroom, "Mwikali"))


def test_a_second_editor_is_told_and_the_first_text_stays(newsroom):
    save(newsroom)
    with pytest.raises(Conflict, match="revision 1, by Esha; you edited revision 0"):
        save(newsroom, "Sell some goats early.", name="Fatuma", based_on=0)
    assert SENTENCE in template_file(newsroom, "en", FILE).text


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("{{ rain_3_mouth | usual }} fell.", r"line \d+: .*rain_3_mouth.*did you mean"),
        ("Rain was 54 percent.", r"line \d+: '5' cannot be spoken"),
        ("The VCI is low.", "alert, .* evidence: headline: .*VCI"),
        ("{{ county.wording }}.", r"line \d+: 'Getattr' is not allowed"),
    ],
    ids=["unknown slot", "digits", "jargon", "attribute"],
)
def test_a_text_that_would_not_do_on_air_is_refused_with_the_reason(newsroom, sentence, told):
    with pytest.raises(TemplateError, match=told):
        save(newsroom, sentence)
    assert template_file(newsroom, "en", FILE).number == 0


def test_a_text_without_what_every_bulletin_says_is_refused(newsroom):
    typed = Typed(language="en", file="alert/headline", text="Good day.\n", based_on=0)
    with pytest.raises(TemplateError, match="no sentence says 'county'"):
        save_text(newsroom, typed, officer=person(newsroom, "Esha"))


def test_a_reviewer_writes_nothing_and_a_writer_reviews_nothing(newsroom):
    with pytest.raises(ApprovalError):
        save(newsroom, name="Mwikali")
    save(newsroom)
    with pytest.raises(ApprovalError):
        agree_to_words(newsroom, "en", officer=person(newsroom, "Esha"))


def test_a_yes_to_words_that_changed_meanwhile_does_not_count(newsroom):
    read = draft_of(newsroom, "en").pack.sha256
    save(newsroom)
    with pytest.raises(Conflict, match="changed since"):
        agree_to_words(newsroom, "en", officer=person(newsroom, "Mwikali"), sha256=read)


def test_a_machines_text_is_kept_and_cannot_be_agreed_to(newsroom):
    save(newsroom, origin=Origin.MACHINE)
    with pytest.raises(ApprovalError, match="machine"):
        agree_to_words(newsroom, "en", officer=person(newsroom, "Mwikali"))


def test_every_text_is_listed_with_its_revision(newsroom):
    save(newsroom)
    found = {each.file: each.number for each in template_files(newsroom, "en")}
    assert found[FILE] == 1
    assert sum(found.values()) == 1
    assert len(found) > 20
    with pytest.raises(NotFound):
        template_files(newsroom, "xx")


def test_a_preview_uses_the_newest_words_and_never_sounds_as_if_for_air(newsroom):
    save(newsroom)
    asked = Asked(language="en", phase=Phase.ALERT, county=counties()["kitui"])
    made = preview(newsroom, asked)
    assert SENTENCE in made.script.text
    assert made.script.exercise
    assert "made-up" in made.evidence
    assert preview_audio(newsroom, made)[:4] == b"RIFF"


def test_a_preview_uses_this_weeks_evidence_where_it_has_that_phase(newsroom):
    prepare_week(newsroom, WEEK_48)
    with newsroom.store.reading() as tx:
        official = assessment_of(tx, "kitui", WEEK_48).official
    asked = Asked(language="en", phase=official.phase, county=counties()["kitui"])
    assert "evidence of Kitui, week 48" in preview(newsroom, asked).evidence


def test_a_text_can_be_tried_without_being_kept(newsroom):
    text = text_of(newsroom, "en", FILE, 0) + "Keep seed dry.\n"
    asked = Asked(
        language="en",
        phase=Phase.ALERT,
        county=counties()["kitui"],
        file="alert/headline",
        text=text,
    )
    assert "Keep seed dry." in preview(newsroom, asked).script.text
    assert template_file(newsroom, "en", FILE).number == 0


def composed(newsroom):
    given = sample(Phase.ALERT, "kitui", Evidence.FULL)
    return compose_script(
        newsroom,
        given.assessment,
        newsroom.packs["en"],
        county=counties()["kitui"],
        exercise=True,
        next_issue=WEEK_48.sunday,
        extra=given.extra,
        before=given.before,
    )


class NoChild:
    """Stands where the children are, and must not be asked."""

    def run(self, work, *, wait_s=0):
        raise Conflict("a child was asked")


def test_only_officers_texts_are_rendered_in_a_child(newsroom):
    here = replace(newsroom, child=NoChild())
    assert composed(here).pack_sha256 == newsroom.packs["en"].sha256
    save(newsroom)
    with pytest.raises(Conflict, match="a child was asked"):
        composed(here)
    assert SENTENCE in composed(newsroom).text


def test_a_table_is_tried_in_every_phase_kept_over_the_folder_and_heard(newsroom):
    file = "phrases.csv"
    before = text_of(newsroom, "en", file, 0)
    now = before.replace("phase-alert,Alert,", "phase-alert,Watchful,")
    assert now != before
    typed = Typed(language="en", file="tables/phrases", text=now, based_on=0)
    saved = save_text(newsroom, typed, officer=person(newsroom, "Esha"))
    assert saved.revision.file == file
    assert saved.ran.tried
    assert text_of(newsroom, "en", file, 0) == before
    made = preview(newsroom, Asked(language="en", phase=Phase.ALERT, county=counties()["kitui"]))
    assert "Watchful" in made.script.text
    assert draft_of(newsroom, "en").pack.sha256 == saved.revision.pack_sha256


def test_a_table_with_which_a_phase_cannot_be_said_is_refused(newsroom):
    rows = text_of(newsroom, "en", "numbers.csv", 0).splitlines(keepends=True)
    broken = "".join(row for row in rows if not row.startswith("6,"))
    typed = Typed(language="en", file="numbers.csv", text=broken, based_on=0)
    with pytest.raises(LanguageError, match="English has no words for 6 yet"):
        save_text(newsroom, typed, officer=person(newsroom, "Esha"))
    assert template_file(newsroom, "en", "numbers.csv").number == 0
