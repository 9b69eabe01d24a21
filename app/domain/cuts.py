"""Cuts: files of a bulletin that are made for one station, as its desk wants them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from app.domain.recordings import AudioFormat
from app.domain.stations import USUAL_LUFS, Station

# Counts up when equal wishes are to give other files than before.
MADE_AS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is asked of a cut.

    Attributes:
        loudness_lufs: Integrated loudness in LUFS.
        tune_sha256: The tune that it begins with, or None.
        cart: Number of the cart that a WAV goes into, or None.
    """

    loudness_lufs: float
    tune_sha256: str | None
    cart: int | None

    @property
    def key(self) -> str:
        """Hash of the wishes; equal ones have equal keys, whosever they are."""
        told = f"{MADE_AS} {self.loudness_lufs:g} {self.tune_sha256 or '-'} {self.cart or '-'}"
        return sha256(told.encode()).hexdigest()


def profile_for(
    station: Station, audio_format: AudioFormat, *, county: str, language: str
) -> Profile | None:
    """Return what a station asks of a file of its own, or None where the common one is as good."""
    is_wav = audio_format is AudioFormat.WAV_48
    cart = cart_for(station, county=county, language=language) if is_wav else None
    if station.loudness_lufs == USUAL_LUFS and station.tune_sha256 is None and cart is None:
        return None
    return Profile(loudness_lufs=station.loudness_lufs, tune_sha256=station.tune_sha256, cart=cart)


def cart_for(station: Station, *, county: str, language: str) -> int | None:
    """Return the number of the cart that a county's bulletin in a language goes into, or None.

    It stays the same from week to week, so that a new edition replaces the one before.
    """
    if station.first_cart is None or not station.expects(county=county, language=language):
        return None
    row, column = station.counties.index(county), station.languages.index(language)
    number = station.first_cart + row * len(station.languages) + column
    return number if station.last_cart is None or number <= station.last_cart else None
