"""Wording that judges people: pure rules and data, no I/O."""
