from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.advice import LineState, Season, Sector, decided, fits
from app.domain.evidence import Phase
from app.domain.people import Role
from app.errors import ApprovalError
from tests.builders import NOW
from tests.library import HAY, SUNDAY, line, offered, person

NDANU = person("Ndanu")


def decide(offer, state, *, officer=NDANU, reason="It is no longer right."):
    return decided(offer, state, officer=officer, at=NOW, reason=reason)


def test_an_offer_is_accepted_by_somebody_else_and_names_who():
    made = decide(offered(), LineState.ACCEPTED)
    assert (made.state, made.decided_by, made.decided_at) == (LineState.ACCEPTED, "Ndanu", NOW)


@pytest.mark.parametrize(
    ("offer", "state", "officer", "why"),
    [
        (offered(), LineState.ACCEPTED, person("Wambua"), "Wambua entered advice"),
        (offered(), LineState.ACCEPTED, person("Kioko", Role.SECTOR_OFFICER), "approver or admin"),
        (offered(), LineState.RETIRED, NDANU, "is offered; it cannot become retired"),
        (offered(), LineState.OFFERED, NDANU, "cannot become offered"),
        (offered(LineState.DECLINED), LineState.ACCEPTED, NDANU, "is declined"),
        (offered(LineState.RETIRED), LineState.ACCEPTED, NDANU, "is retired"),
        (offered(LineState.ACCEPTED), LineState.DECLINED, NDANU, "is accepted"),
        (offered(valid_until=date(2026, 11, 22)), LineState.ACCEPTED, NDANU, "is over"),
    ],
)
def test_what_may_not_be_decided_is_refused_with_the_reason(offer, state, officer, why):
    with pytest.raises(ApprovalError, match=why):
        decide(offer, state, officer=officer)


@pytest.mark.parametrize(
    ("before", "after"),
    [(LineState.OFFERED, LineState.DECLINED), (LineState.ACCEPTED, LineState.RETIRED)],
)
def test_a_no_needs_its_reason(before, after):
    with pytest.raises(ApprovalError, match="Say why"):
        decide(offered(before), after, reason="  ")
    assert decide(offered(before), after, reason=" Wrong. ").reason == "Wrong."


def test_only_an_accepted_line_holds_and_only_within_its_days():
    made = offered(LineState.ACCEPTED, valid_from=date(2026, 11, 23), valid_until=SUNDAY)
    assert made.holds(date(2026, 11, 23), SUNDAY)
    assert not made.holds(date(2026, 11, 22), SUNDAY)
    assert not made.holds(date(2026, 11, 23), SUNDAY + timedelta(days=1))
    for state in set(LineState) - {LineState.ACCEPTED}:
        assert not replace(made, state=state).holds(date(2026, 11, 23), SUNDAY)


def test_a_line_is_over_after_its_last_day():
    made = offered(valid_until=SUNDAY)
    assert not made.is_over(SUNDAY)
    assert made.is_over(SUNDAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("changes", "fit"),
    [
        ({}, True),
        ({"phase": Phase.ALARM}, False),
        ({"seasons": frozenset({Season.MAM})}, False),
        ({"seasons": frozenset({Season.OND})}, True),
        ({"zones": ("Marginal mixed farming",)}, True),
        ({"zones": ("marginal MIXED farming zone",)}, True),
        ({"zones": ("Mixed farming: coffee/dairy/irrigation",)}, False),
    ],
)
def test_a_line_fits_its_phase_its_seasons_and_its_zones(changes, fit):
    made = line(**changes)
    assert fits(made, phase=Phase.ALERT, season=Season.OND, county="kitui") is fit


def test_a_zone_fits_no_county_whose_zones_are_not_known():
    made = line(zones=("Mixed farming",))
    assert fits(made, phase=Phase.ALERT, season=Season.OND, county="kitui")
    assert not fits(made, phase=Phase.ALERT, season=Season.OND, county="turkana")


def test_planting_never_fits_the_dry_season_whatever_the_line_says():
    made = line(sector=Sector.PLANTING, seasons=frozenset(Season))
    assert fits(made, phase=Phase.ALERT, season=Season.OND, county="kitui")
    assert not fits(made, phase=Phase.ALERT, season=Season.DRY, county="kitui")


def test_every_letter_of_the_words_counts_for_their_hash_and_the_writer_does_not():
    assert HAY.sha256 != replace(HAY, text=HAY.text + "s").sha256
    assert HAY.sha256 != replace(HAY, short="store").sha256
    assert HAY.sha256 == replace(HAY, edited_by="Ndanu").sha256
