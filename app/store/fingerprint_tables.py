"""Tables of how bulletins sound and where they were heard; `tables` holds all others."""

from __future__ import annotations
