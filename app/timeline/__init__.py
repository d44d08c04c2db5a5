"""The timeline of an incident: its entries, the marks that keep them, decisions and hand-offs."""
