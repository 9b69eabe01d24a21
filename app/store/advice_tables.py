"""Tables of advice, contacts and announcements; `tables` holds all others."""

from __future__ import annotations
