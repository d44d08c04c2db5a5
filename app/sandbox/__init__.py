"""A local Slack: what an app meets over real sockets, and the people who use it.

It imports nothing of the rest of `app`, so it can judge it. `server.Sandbox` is the way in.
"""
