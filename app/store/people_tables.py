"""Tables of what lets an officer in; `tables` holds all others."""

from __future__ import annotations
