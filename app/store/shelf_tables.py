"""Table of what is kept ready as bytes; `tables` holds all others."""

from __future__ import annotations
