"""From a script to clips."""
