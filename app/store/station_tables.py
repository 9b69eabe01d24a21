"""Tables of stations, what they took and aired; `tables` holds all others."""

from __future__ import annotations
