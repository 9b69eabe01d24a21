"""Tables of drafts and comments on the desk; `tables` holds all others."""

from __future__ import annotations
