"""All SQL and all files."""
