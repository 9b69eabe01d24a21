"""Table of signatures; `tables` holds all others."""

from __future__ import annotations
