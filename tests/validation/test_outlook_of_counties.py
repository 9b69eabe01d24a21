"""The run-time path of the outlook, county NDVI and Kitui included, on years before the fit."""

import pytest

from tests.validation.outlook_counties import NDVI_FILE, SPOKEN_COUNTIES, skill

pytestmark = pytest.mark.skipif(
    not NDVI_FILE.exists(), reason=f"{NDVI_FILE.name} is not beside the checkout"
)
LEADS = range(2, 13)


@pytest.mark.parametrize("lead", LEADS)
def test_it_beats_persistence_and_its_band_holds_four_in_five(lead):
    r2, persistence, rmse, within, tries = skill(SPOKEN_COUNTIES, lead)
    print(
        f"{lead:2d} weeks: R2 {r2:.3f}, persistence {persistence:.3f}, RMSE {rmse:.1f}, "
        f"in the band {within:.2f}, {tries} tries"
    )
    assert r2 > persistence
    assert 0.795 <= within <= 0.90


def test_kitui_is_foreseen_as_well_as_the_others():
    for lead, least in ((4, 0.96), (6, 0.90), (8, 0.80), (12, 0.50)):
        assert skill(("Kitui",), lead)[0] >= least
