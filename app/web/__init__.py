"""HTTP only; no rules."""
