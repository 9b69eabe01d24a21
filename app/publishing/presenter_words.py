"""What is printed around the words on a presenter's page, in English and Kiswahili."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH, KISWAHILI = "en", "sw"
MARK = "EXERCISE · ZOEZI"
# By label: in English, in Kiswahili.
_WORDS: Mapping[str, tuple[str, str]] = {
    "exercise": (
        f"{MARK}   This is only an exercise. Do not air it.",
        f"{MARK}   Hili ni zoezi tu. Usilirushe hewani.",
    ),
    "week": ("Week {number}", "Wiki ya {number}"),
    "until": ("Read until", "Soma hadi"),
    "length": ("Length", "Muda"),
    "about": ("about {seconds} s", "takriban sekunde {seconds}"),
    "minutes": ("{minutes} min {seconds} s", "dakika {minutes} sekunde {seconds}"),
    "count": ("Words", "Maneno"),
    "edition": ("Edition", "Toleo"),
    "check": ("Check number", "Namba ya uhakiki"),
    "listen": ("Listen first", "Sikiliza kwanza"),
    "how": (
        "A line is a breath. Small grey words are for you and are not read.",
        "Mstari mmoja ni pumzi moja. Maneno madogo ya kijivu ni yako, hayasomwi.",
    ),
    "pause": ("‖ pause, one breath", "‖ pumzika, pumzi moja"),
    "not_read": ("for you, not to be read", "kwa ajili yako, si ya kusomwa"),
    "changed": ("What changed since last week", "Kilichobadilika tangu wiki iliyopita"),
    "unchanged": (
        "Nothing that last week's bulletin said has changed.",
        "Hakuna kilichobadilika kati ya yaliyosemwa wiki iliyopita.",
    ),
    "no_before": (
        "There was no bulletin last week to compare with.",
        "Wiki iliyopita hapakuwa na taarifa ya kulinganisha.",
    ),
    "before": ("Last week", "Wiki iliyopita"),
    "now": ("Now", "Sasa"),
    "asked": ("If listeners call", "Wasikilizaji wakipiga simu"),
    "ident": ("Who speaks", "Nani anasema"),
    "headline": ("The phase", "Awamu"),
    "rain": ("Rain", "Mvua"),
    "pasture": ("Pasture", "Malisho"),
    "water": ("Water", "Maji"),
    "market": ("Market", "Soko"),
    "outlook": ("Weather to come", "Hali ya hewa ijayo"),
    "actions": ("What to do", "La kufanya"),
    "announcements": ("Announcements", "Matangazo"),
    "close": ("Close", "Kumalizia"),
    "phase_fact": ("Phase", "Awamu"),
    "trend_fact": ("Trend", "Mwelekeo"),
    "rain_3_month_fact": ("Rain of three months", "Mvua ya miezi mitatu"),
    "rain_1_month_fact": ("Rain of one month", "Mvua ya mwezi mmoja"),
    "pasture_fact": ("Pasture", "Malisho"),
    "greenness_fact": ("Greenness of plants", "Ukijani wa mimea"),
    "water_distance_fact": ("Distance to water", "Umbali wa maji"),
    "goat_maize_fact": ("Maize for one goat", "Mahindi kwa mbuzi mmoja"),
    "milk_fact": ("Milk of a household", "Maziwa ya kaya"),
    "children_at_risk_fact": ("Children at risk", "Watoto walio hatarini"),
    "maize_price_fact": ("Price of maize", "Bei ya mahindi"),
    "goat_price_fact": ("Price of a goat", "Bei ya mbuzi"),
}
_FACT = "_fact"
# Facts that are compared with those of the week before, in the order of the page.
COMPARED = tuple(each.removesuffix(_FACT) for each in _WORDS if each.endswith(_FACT))


def page_language(language: str) -> str:
    """Return in which language a page is labelled: English for English, else Kiswahili.

    >>> page_language("en"), page_language("kam")
    ('en', 'sw')
    """
    return ENGLISH if language == ENGLISH else KISWAHILI


def labels(language: str) -> Mapping[str, str]:
    """Return the labels of a page for a bulletin in a language."""
    place = (ENGLISH, KISWAHILI).index(page_language(language))
    return {name: words[place] for name, words in _WORDS.items()}


def fact_label(name: str, language: str) -> str:
    """Return what a fact is called.

    >>> fact_label("rain_3_month", "en")
    'Rain of three months'
    """
    return labels(language)[f"{name}{_FACT}"]
