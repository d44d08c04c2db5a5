"""Reviews: when they take place, who facilitates them, and what they ask."""
