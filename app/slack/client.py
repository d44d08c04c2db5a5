"""The Web API client of the SDK, with each of its calls counted."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from app.slack.retry import Trouble, trouble_of
from app.tracing import UNTOLD, Trace

OK = "ok"
NO_ANSWER = "request_timeout"
_TELLS_NOTHING = frozenset({Trouble.UNREACHABLE, Trouble.RATE_LIMITED})
"""Of whether the token is accepted."""

Told = Callable[[str, str, float], None]
"""Of a call's method, its result and how many seconds it took."""


class CountingClient(AsyncWebClient):
    """`told` hears of every call, whoever makes it: our gateway, Bolt, or the SDK itself."""

    def __init__(
        self,
        token: str | None,
        *,
        told: Told,
        trace: Trace = UNTOLD,
        **options: Any,  # noqa: ANN401 - the SDK's own
    ) -> None:
        super().__init__(token, **options)
        self._told = told
        self._trace = trace
        self.is_refused = False
        """Whether Slack has stopped accepting the token, by the last answer that told."""

    async def api_call(self, api_method: str, **options: Any) -> AsyncSlackResponse:  # noqa: ANN401
        began, result = perf_counter(), NO_ANSWER
        with self._trace.span("slack", method=api_method) as span:
            try:
                answer = await super().api_call(api_method, **options)
                result = OK
            except SlackApiError as refusal:
                result = error_in(refusal.response)
                raise
            finally:
                span.note(result=result)
                self._told(api_method, result, perf_counter() - began)
                if result == OK or trouble_of(result) not in _TELLS_NOTHING:
                    self.is_refused = trouble_of(result) is Trouble.REVOKED
        return answer


def error_in(answer: object) -> str:
    """What Slack calls the failure, or what comes closest where it gave no name."""
    if not isinstance(answer, AsyncSlackResponse):  # a body that was not JSON
        return "internal_error"
    if answer.status_code == 429:
        return "ratelimited"
    if answer.status_code >= 500:
        return "internal_error"
    return str(answer.get("error", "internal_error"))
