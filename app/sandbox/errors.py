"""How a method says no."""

from typing import Any


class SlackError(Exception):
    """Slack's refusal: its error code and whatever else belongs into the answer's body."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code, *fields.values())
        self.code = code
        self.fields = fields

    def __str__(self) -> str:
        return self.code if not self.fields else f"{self.code} {self.fields}"

    def body(self) -> dict[str, Any]:
        """The answer as Slack sends it, with status 200."""
        return {"ok": False, "error": self.code, **self.fields}


def invalid_arguments(*messages: str) -> SlackError:
    """Arguments that no state of the workspace could make right."""
    return SlackError(
        "invalid_arguments",
        response_metadata={"messages": [f"[ERROR] {message}" for message in messages]},
    )
