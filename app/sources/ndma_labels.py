"""The labels of NDMA's page 1: which printed words stand for which indicator or class."""

from __future__ import annotations

import re

from app.domain.variables import (
    COPING_CRISIS,
    COPING_EMERGENCY,
    COPING_INDEX,
    COPING_STRESS,
    FCS_ACCEPTABLE,
    FCS_BORDERLINE,
    FCS_POOR,
    GOAT_PRICE,
    LIVESTOCK_WATER_DISTANCE,
    MAIZE_PRICE_NDMA,
    MILK_CONSUMPTION,
    MILK_PRODUCTION,
    MUAC_AT_RISK,
    RCSI,
    TERMS_OF_TRADE,
    VCI_3M,
    WATER_COST,
    WATER_DISTANCE,
    WATER_SOURCES,
)
from app.sources.ndma_indicators import INDICATORS, Indicator

_LITRES = r"( in)?( litres| liters| l| ltrs)?( per| hh| day| household)*"
_KM = r"( in)?( km| kms| kilometres| kilometers)?"
_VCI = r"vci ?3? ?(m|month|months|mth|mths)?"
_MONEY = r"( in)?( kshs?| kes| shillings)?"
_WATER = r"( the)?( main)?( domestic)? water( sources?| points?)?"
_SHARE = r"((%|percent|percentage|proportion) (of )?)?((households?|hhs?) )?"
_FCS = r"(food consumption score( fcs)?|fcs)"
_USING = r"((employing|using|applying|adopting|engaging in|in) )?"
_GRAZING = r"from( the)? grazing( areas?| fields?| lands?)? to"


def _fcs(consumption: str) -> str:
    """Return the pattern of a class of the Food Consumption Score."""
    return (
        rf"{_SHARE}(with |having )?({_FCS} {consumption}|{consumption} {_FCS})"
        r"( category)?( %)?( (of )?(households?|hhs?))?"
    )


def _coping(kind: str) -> str:
    """Return the pattern of a kind of coping; a cell that says `Emergency` alone is a phase."""
    return (
        rf"(?=.*\bcoping\b){_SHARE}{_USING}(livelihoods? )?(coping( strateg(y|ies))? )?{kind}"
        r"( livelihoods?)?( coping)?( strateg(y|ies))?( %)?( (of )?(households?|hhs?))?"
    )


# Patterns of whole labels, letters and figures only, as `plain` gives them.
LABELS = {
    VCI_3M: (
        rf"(vegetation condition index )?(vci ?3 ?(m|month|months|mth|mths)?"
        rf"|3 ?(m|month|months|mth|mths) {_VCI})"
    ),
    WATER_SOURCES: r"(state|status|condition) of( main)? water (sources|points)( scale)?",
    MILK_PRODUCTION: rf"(average |household )?milk production{_LITRES}",
    TERMS_OF_TRADE: (
        r"(terms of trade( tot)?|tot)( in)?( kgs?( of)?( maize)?( per| for one)?( goat)?)?"
    ),
    MILK_CONSUMPTION: rf"(average |household )?milk consumption{_LITRES}",
    WATER_DISTANCE: (
        r"(households? |hh )?(return )?distances? to( domestic)? water( sources?| points?)?"
        rf"{_KM}"
    ),
    MUAC_AT_RISK: (
        r"(nutrition status )?muac( %| percent)?( of children)?( at risk( of malnutrition)?)?"
        r"( %)?"
        r"|(nutrition status )?(%|percent) of children at risk( of malnutrition)?( muac)?"
    ),
    COPING_INDEX: r"(coping strateg(y|ies) index( csi)?|csi)( index)?",
    RCSI: (
        r"(mean |average )?(reduced (consumption )?coping strateg(y|ies) index( r?csi)?"
        r"|coping strateg(y|ies) index rcsi|rcsi)( index| score)?"
    ),
    LIVESTOCK_WATER_DISTANCE: (
        rf"livestock (return |trekking |average )*distances? (to|{_GRAZING}){_WATER}{_KM}"
        rf"|livestock trekking distances?{_KM}"
        rf"|(return )?(trekking )?distances? (of|for|by) livestock to{_WATER}{_KM}"
        rf"|(return )?(trekking )?distances? to{_WATER}( for| by)? livestock{_KM}"
        rf"|(return )?(trekking )?distances? {_GRAZING}{_WATER}{_KM}"
    ),
    WATER_COST: (
        # Of a label without a volume nobody can tell what the price is for.
        rf"(average )?(cost|price) of( domestic)? water( at( the)? source)?{_MONEY}"
        r"( per| for)?( a)? 20 ?(l|ltrs?|litres?|liters?)( jerr[iy] ?cans?| containers?)?"
        rf"{_MONEY}"
    ),
    GOAT_PRICE: (
        r"(average |mean )?(market )?(goats? prices?|prices? (of|for|per)( a| one)?"
        rf"( medium sized?)?( mature)? goats?)( per (head|goat))?{_MONEY}( per)?( head| goat)?"
    ),
    MAIZE_PRICE_NDMA: (
        r"(?=.*\bkg\b)(average |mean )?(retail |market )?"
        r"(maize prices?|prices? of( a| one| 1)?( kg of)?"
        rf" maize)( per kg| kg)?{_MONEY}( per kg| kg)?"
    ),
    FCS_ACCEPTABLE: _fcs("acceptable"),
    FCS_BORDERLINE: _fcs("borderline"),
    FCS_POOR: _fcs("poor"),
    COPING_STRESS: _coping("stress"),
    COPING_CRISIS: _coping("crisis"),
    COPING_EMERGENCY: _coping("emergency"),
}

WORDS = (
    ("vegetation-condition", r"vegetation condition"),
    ("livestock-migration", r"livestock migration( patterns?)?"),
    ("livestock-body-condition", r"livestock body conditions?"),
    ("livestock-deaths", r"livestock deaths?( (due to |from )?drought)?|drought livestock deaths?"),
    ("crops-condition", r"crops? conditions?|condition of crops?"),
)


def plain(text: str) -> str:
    """Return a label with letters, figures and % only, one space between words.

    >>> plain("Milk production (litres/HH/day)")
    'milk production litres hh day'
    """
    return " ".join(re.findall(r"[a-z0-9]+|%", text.casefold()))


def indicator_labelled(text: str) -> Indicator | None:
    """Return the indicator whose whole label this is, or None.

    >>> indicator_labelled("Terms of Trade (ToT)").variable
    'terms-of-trade'
    >>> indicator_labelled("Terms of Trade were unfavourable") is None
    True
    """
    label = plain(text)
    return next((each for each in INDICATORS if re.fullmatch(LABELS[each.variable], label)), None)


def words_labelled(text: str) -> str | None:
    """Return the name of the class whose whole label this is, or None."""
    label = plain(text)
    return next((name for name, pattern in WORDS if re.fullmatch(pattern, label)), None)
