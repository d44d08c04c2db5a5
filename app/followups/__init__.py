"""Changes: what a review asks for or decides against, who owns it, and until when."""
