"""From an assessment to a script in a language."""
