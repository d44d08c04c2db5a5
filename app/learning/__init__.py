"""What reviews learn from each other: search, and what was seen before."""
