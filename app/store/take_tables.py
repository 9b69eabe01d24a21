"""Tables of what people recorded; `tables` holds all others."""

from __future__ import annotations
