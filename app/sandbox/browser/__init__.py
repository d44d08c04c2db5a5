"""The workspace in a browser: page, socket, and what goes over it. `site.Site` assembles it."""
