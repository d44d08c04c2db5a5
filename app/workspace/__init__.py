"""A Slack workspace with the bot in it: what it chose, its people and their time zones."""
