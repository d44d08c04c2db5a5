"""What did not reach Slack, and what to do about it: `/incident doctor`, for admins."""
