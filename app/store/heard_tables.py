"""Tables of confirmations and of what listeners told; `tables` holds all others."""

from __future__ import annotations
