"""From recordings to what stations take."""
