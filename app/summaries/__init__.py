"""The summary of a review: how it is generated, stored and shown."""
