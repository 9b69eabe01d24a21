"""Tangazo: evidence becomes a script, a script becomes speech, speech becomes a release."""

__version__ = "0.1.0"
