"""The timeline: what people kept, as they said it, when they said it."""
