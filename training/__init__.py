"""Makes the data that the product reads. Not part of the product."""
