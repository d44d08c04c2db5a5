"""An incident and its channel: declaring it, its card, its state, severity and lead."""
