"""Notes about wording that judges people: when one is due, and what it offers instead."""
