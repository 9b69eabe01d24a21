import shutil

import pytest

from app.domain.evidence import Phase
from app.domain.recordings import Pronunciation, VoiceChoice
from app.errors import LanguageError, PackError, TemplateError
from app.writing.language_pack import load, load_packs
from app.writing.pack_settings import PackStatus
from app.writing.segments import SegmentKind
from tests.unit.writing.evidence import PACKS, ROOT


@pytest.fixture
def root(tmp_path):
    """A copy of the language packs that a test may spoil."""
    return shutil.copytree(ROOT, tmp_path / "packs")


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def append(path, row):
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")


def test_only_english_and_kiswahili_have_sentences():
    drafts = [code for code, pack in PACKS.items() if pack.status is PackStatus.DRAFT]
    assert drafts == ["en", "sw"]
    rest = {code: pack for code, pack in PACKS.items() if code not in drafts}
    assert {"kam", "dav"} < set(rest)
    assert all(pack.status is PackStatus.EMPTY for pack in rest.values())
    assert not any(pack.segments or pack.phrases for pack in rest.values())
    assert PACKS["sw"].name == "Kiswahili"


def test_english_and_kiswahili_say_all_phases():
    for code in ("en", "sw"):
        for phase in Phase:
            kinds = {kind for kind in SegmentKind if PACKS[code].template(phase, kind)}
            assert kinds == set(SegmentKind)


def test_the_voice_plan_names_the_ladder_and_the_lexicon():
    plan = PACKS["sw"].voice_plan()
    assert plan.language == "sw"
    assert plan.ladder[0].engine == "espeak"
    assert Pronunciation(written="ng'ombe", engine="espeak", spoken="[[N'ombe]]") in plan.lexicon
    assert PACKS["en"].voice_plan().ladder == (
        VoiceChoice(engine="espeak", voice="en-gb", rate_wpm=150),
    )


@pytest.mark.parametrize("code", ["kam", "dav"])
def test_no_machine_speaks_kikamba_or_kidawida(code):
    pack = PACKS[code]
    assert pack.voice_plan().ladder == ()
    assert "presenter" in pack.voices.why_none
    assert pack.glossary
    assert all(term.source and term.status == "unreviewed" for term in pack.glossary)


def test_the_glossary_names_the_source_of_every_word():
    terms = PACKS["sw"].glossary
    assert len(terms) == 120
    assert all(term.text and term.english and term.source for term in terms)


def test_the_online_voice_is_opt_in_and_then_comes_first():
    pack = PACKS["sw"]
    assert [rung.engine for rung in pack.voice_plan().ladder] == ["espeak"]
    assert [rung.engine for rung in pack.voice_plan(online=True).ladder] == ["gtts", "espeak"]


def test_the_hash_is_of_every_byte_and_name(root):
    first = load(root / "sw").sha256
    assert first == PACKS["sw"].sha256
    (root / "sw" / ".hidden").write_text("not part of it")
    assert load(root / "sw").sha256 == first
    append(root / "sw" / "README.md", "A word more.")
    second = load(root / "sw").sha256
    (root / "sw" / "README.md").rename(root / "sw" / "NOTES.md")
    assert len({first, second, load(root / "sw").sha256}) == 3


def test_a_change_of_the_slots_changes_the_hash_of_every_language(root):
    first = load(root / "sw").sha256
    change(root / "slots.yaml", "rounding: kilos", "rounding: none")
    assert load(root / "sw").sha256 != first


def test_a_folder_without_a_language_is_an_error(tmp_path):
    with pytest.raises(PackError, match="holds no language"):
        load_packs(tmp_path)


def test_apostrophes_and_letters_are_read_in_one_form(root):
    path = root / "sw" / "phrases.csv"
    append(path, "extra,ng’ombe ku\u0303,,,draft")
    assert load(root / "sw").phrases["extra"] == "ng'ombe kũ"


def test_blank_rows_are_passed_over(root):
    append(root / "sw" / "phrases.csv", ",,,,\n\nextra,maneno,,,draft")
    assert load(root / "sw").phrases["extra"] == "maneno"


def spoil_encoding(folder):
    path = folder / "phrases.csv"
    path.write_bytes(path.read_bytes() + "extra,caf\u00e9,,,draft\n".encode("latin-1"))


def spoil_size(folder):
    (folder / "phrases.csv").write_bytes(b"x" * 400_001)


BROKEN = [
    (lambda f: (f / "numbers.csv").unlink(), "sw/numbers.csv cannot be read"),
    (spoil_size, "sw/phrases.csv is larger than"),
    (spoil_encoding, r"sw/phrases.csv, row \d+: the letters are not stored as UTF-8"),
    (
        lambda f: change(f / "phrases.csv", "key,text", "key,words"),
        "sw/phrases.csv, row 1: the column 'text' is missing",
    ),
    (
        lambda f: append(f / "phrases.csv", "list-last,x,,,draft"),
        r"sw/phrases.csv, row \d+: 'list-last' stands in row \d+ already",
    ),
    (
        lambda f: append(f / "phrases.csv", "more,=1+1,,,draft"),
        r"sw/phrases.csv, row \d+: 'text' begins like a spreadsheet formula",
    ),
    (
        lambda f: append(f / "phrases.csv", "more,@x,,,draft"),
        r"sw/phrases.csv, row \d+: 'text' begins like a spreadsheet formula",
    ),
    (
        lambda f: append(f / "phrases.csv", "more,,,,draft"),
        r"sw/phrases.csv, row \d+: 'text' is empty",
    ),
    (
        lambda f: append(f / "phrases.csv", ",words,,,draft"),
        r"sw/phrases.csv, row \d+: 'key' is empty",
    ),
    (
        lambda f: append(f / "phrases.csv", "more,asilimia 5,,,draft"),
        r"sw/phrases.csv, row \d+: 'text' holds '5'",
    ),
    (
        lambda f: append(f / "phrases.csv", "more,a,b,,,draft"),
        r"sw/phrases.csv, row \d+: it has 6 cells, the heading has 5",
    ),
    (
        lambda f: append(f / "phrases.csv", "more,words,,,final"),
        r"sw/phrases.csv, row \d+: the status 'final' is unknown",
    ),
    (
        lambda f: append(f / "phrases.csv", 'more,"words,,,draft'),
        r"sw/phrases.csv, row \d+: .*check the quotes",
    ),
    (
        lambda f: append(f / "phrases.csv", "more,{x},,,draft"),
        r"sw/phrases.csv, row \d+: 'text' must hold no braces",
    ),
    (
        lambda f: change(f / "numbers.csv", "asilimia {count},", "asilimia,"),
        r"sw/numbers.csv, row \d+: 'words' must hold \{count\}",
    ),
    (
        lambda f: change(f / "numbers.csv", "asilimia {count},", "asilimia {count.x},"),
        r"sw/numbers.csv, row \d+: 'words' must hold \{count\}",
    ),
    (
        lambda f: change(f / "numbers.csv", "asilimia {count},", "asilimia {count!r},"),
        r"sw/numbers.csv, row \d+: 'words' must hold \{count\}",
    ),
    (
        lambda f: change(f / "numbers.csv", "asilimia {count},", "asilimia {count,"),
        r"sw/numbers.csv, row \d+: 'words' has a brace too many or too few",
    ),
    (
        lambda f: append(f / "numbers.csv", "tens-and-onse,x,,draft"),
        r"sw/numbers.csv, row \d+: nothing asks for 'tens-and-onse'",
    ),
    (
        lambda f: append(f / "dates.csv", "month-13,x,,draft"),
        r"sw/dates.csv, row \d+: nothing asks for 'month-13'",
    ),
    (
        lambda f: change(f / "phrases.csv", "trend-stable", "trend-stabel"),
        "sw/phrases.csv: the row 'trend-stable' is missing",
    ),
    (
        lambda f: change(f / "advice.csv", "alert-fodder,alert,2,dry", "alert-fodder,alart,2,dry"),
        r"sw/advice.csv, row \d+: the phase 'alart' is unknown",
    ),
    (
        lambda f: change(f / "advice.csv", "alert-fodder,alert,2,dry", "alert-fodder,alert,4,dry"),
        r"sw/advice.csv, row \d+: the order '4' must be 1, 2 or 3",
    ),
    (
        lambda f: change(f / "advice.csv", "alert-fodder,alert,2,dry", "alert-fodder,alert,2,JJA"),
        r"sw/advice.csv, row \d+: the seasons 'JJA' must be",
    ),
    (
        lambda f: change(f / "advice.csv", "alert-fast-crops,alert,2,MAM OND", "a,alert,2,any"),
        r"sw/advice.csv, row \d+: planting is never advised in the dry season",
    ),
    (
        lambda f: append(f / "advice.csv", "x,alert,1,any,water,a,b,c,draft,31/12/2026"),
        r"sw/advice.csv, row \d+: the day '31/12/2026' must be written as",
    ),
    (
        lambda f: append(f / "pronunciation.csv", "Kitui,espeak,,x"),
        r"sw/pronunciation.csv, row \d+: 'spoken' is empty",
    ),
    (
        lambda f: append(f / "pronunciation.csv", "ng'ombe,espeak,x,x"),
        r"sw/pronunciation.csv, row \d+: 'ng'ombe espeak' stands in row 2",
    ),
    (
        lambda f: change(f / "language.yaml", "code: sw", "code: en"),
        "sw/language.yaml: 'code' must be 'sw'",
    ),
    (
        lambda f: change(f / "language.yaml", "status: draft", "status: final"),
        "sw/language.yaml: 'status' must be one of",
    ),
    (
        lambda f: change(f / "language.yaml", "status: draft", "status: empty"),
        "sw/language.yaml: 'why_empty' is missing",
    ),
    (
        lambda f: change(f / "language.yaml", "status: draft", "status: reviewed"),
        r"sw/numbers.csv, row 2: the language is marked as reviewed, but this row is draft",
    ),
    (
        lambda f: change(f / "language.yaml", "name: Kiswahili", "names: Kiswahili"),
        "sw/language.yaml: 'name' is missing",
    ),
    (
        lambda f: change(f / "language.yaml", "words_per_minute: 115", "words_per_minute: fast"),
        "sw/language.yaml: 'words_per_minute' must be a number",
    ),
    (
        lambda f: change(f / "language.yaml", "jargon: [", "jargon: much\nx: ["),
        "sw/language.yaml: 'jargon' must be a list",
    ),
    (
        lambda f: (f / "language.yaml").write_text("code: [sw"),
        r"sw/language.yaml, row \d+: this is not YAML",
    ),
    (
        lambda f: (f / "language.yaml").write_text("just words"),
        "sw/language.yaml, row 1: write 'name: value'",
    ),
    (
        lambda f: (f / "voice.yaml").write_text("ladder: []"),
        "sw/voice.yaml: the ladder has no voice",
    ),
    (
        lambda f: (f / "voice.yaml").write_text("ladder: [espeak]"),
        "sw/voice.yaml: 'engine' is missing",
    ),
    (
        lambda f: change(f / "voice.yaml", "rate_wpm: 160", "rate_wpm: 5000"),
        "sw/voice.yaml: 'rate_wpm' must be a number",
    ),
    (
        lambda f: change(f / "voice.yaml", "disclosure", "disclosed"),
        "sw/voice.yaml: 'disclosure' is missing",
    ),
    (
        lambda f: (f / "segments/shared/raim.txt.j2").write_text("Mvua."),
        "sw/segments/shared/raim.txt.j2: no bulletin uses this file",
    ),
    (
        lambda f: (f / "segments/alert").rename(f / "segments/alart"),
        "sw/segments/alart/actions.txt.j2: no bulletin uses this file",
    ),
    (
        lambda f: (f / "segments/alert/headline.txt.j2").unlink(),
        "sw/segments/alert/headline.txt.j2 is missing",
    ),
    (
        lambda f: (f / "segments/alert/headline.txt.j2").write_text("{# nothing #}"),
        "sw/segments/alert/headline.txt.j2, line 1: no sentence says 'county'",
    ),
    (
        lambda f: change(
            f / "segments/alert/actions.txt.j2",
            "Pili: {{ action_2 }}.",
            "{% if contact %}Pili: {{ action_2 }}.{% endif %}",
        ),
        "sw/segments/alert/actions.txt.j2, line 5: no sentence says 'action_2', or it stands in",
    ),
    (
        lambda f: (f / "segments/shared/rain.txt.j2").write_text("Mvua {{ mvua }}."),
        "sw/segments/shared/rain.txt.j2, line 1: slot 'mvua' is not in slots.yaml",
    ),
    (
        lambda f: change(f.parent / "slots.yaml", "  filled_by: the list of counties\n", ""),
        "slots.yaml, slot 'county': no field 'filled_by'",
    ),
    (
        lambda f: change(f.parent / "slots.yaml", "  filled_by: the list", "  by: the list"),
        "slots.yaml, slot 'county': unknown field 'by'",
    ),
    (
        lambda f: change(f.parent / "slots.yaml", "type: text", "type: song"),
        "slots.yaml, slot 'county': the type is one of",
    ),
    (
        lambda f: change(f.parent / "slots.yaml", "rounding: share", "rounding: up"),
        "slots.yaml, slot 'rain_3_month': the rounding is one of",
    ),
    (
        lambda f: append(f.parent / "slots.yaml", "a-b: {}"),
        "slots.yaml, slot 'a-b': write 'name:'",
    ),
]


@pytest.mark.parametrize(("spoil", "why"), BROKEN, ids=[why[:60] for _, why in BROKEN])
def test_a_broken_pack_names_file_row_and_remedy(root, spoil, why):
    spoil(root / "sw")
    with pytest.raises((PackError, TemplateError), match=why):
        load(root / "sw")


def test_a_reviewed_language_needs_every_row_reviewed(root):
    for path in (root / "sw").glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(",draft", ",reviewed"), encoding="utf-8")
    change(root / "sw" / "language.yaml", "status: draft", "status: reviewed")
    assert load(root / "sw").status is PackStatus.REVIEWED
    append(root / "sw" / "advice.csv", "x,alert,1,any,water,a,b,c,draft,")
    with pytest.raises(PackError, match=r"advice.csv, row \d+: .*reviewed"):
        load(root / "sw")


def test_every_fault_of_a_pack_is_a_language_error():
    assert issubclass(PackError, LanguageError)
    assert issubclass(TemplateError, LanguageError)
