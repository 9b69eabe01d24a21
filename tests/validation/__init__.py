"""Skill of what Tangazo foresees, measured on years it has not seen."""
