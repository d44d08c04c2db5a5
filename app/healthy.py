"""`python -m app.healthy`: asks the process on this machine whether it is ready; exits with 0 or 1.

For a container's health check, which has no curl, runs twice a minute, and must cost nothing: so it
imports nothing of the bot, and reads PORT and HOST by itself.
"""

import json
import os
import sys
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection, HTTPException

PATIENCE_S = 5.0
_EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def trouble(environment: Mapping[str, str]) -> str | None:
    """What is wrong with the process of this environment; None when it is ready."""
    given = environment.get("HOST", "")
    host, port = _EVERYWHERE.get(given, given), environment.get("PORT", "3000")
    try:
        with closing(HTTPConnection(host, int(port), timeout=PATIENCE_S)) as connection:
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            said = json.loads(answer.read())
    except (OSError, HTTPException, ValueError) as error:
        return f"Nothing ready at {host}:{port}: {type(error).__name__}. Is HEALTH=true set?"
    if answer.status == 200:
        return None
    return "; ".join(f"{name}: {says}" for name, says in said["checks"].items() if says != "ok")


def main() -> None:
    found = trouble(os.environ)
    sys.stdout.write(f"{found or 'ready'}\n")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
