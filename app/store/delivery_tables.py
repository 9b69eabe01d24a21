"""Tables of pushes and notices; `tables` holds all others."""

from __future__ import annotations
