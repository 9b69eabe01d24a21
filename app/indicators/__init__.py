"""Pure functions on observations."""
