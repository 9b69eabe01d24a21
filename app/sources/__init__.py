"""Providers of evidence: each one gives a harvest with its raw payloads."""
