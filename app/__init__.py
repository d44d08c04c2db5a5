"""Onward: a Slack bot for blameless incident reviews."""
