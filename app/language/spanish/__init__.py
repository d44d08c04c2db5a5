"""Spanish, small: phrases that judge whatever stands around them, and questions."""
