"""The story of a week: prepare, produce, release."""
