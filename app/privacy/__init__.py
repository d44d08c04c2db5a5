"""A workspace and a person as the owners of what is stored: deleting, forgetting, keeping no longer
than wanted, taking along.
"""
