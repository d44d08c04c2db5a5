"""*Make Slack fail*: the three bad days that the bar offers."""

from app.sandbox.browser.controls import NotPossibleError
from app.sandbox.faults import CallFault, Faults

LIMITED_CALLS = 20
RETRY_AFTER_S = 2
KINDS = ("rate_limit", "outage", "lost_answer", "none")


class BadDay:
    """The one fault that people have switched on, if any."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._armed: CallFault | None = None
        self._kind = "none"

    @property
    def kind(self) -> str:
        """What is switched on now; a fault that has had its effect is `none` again."""
        if self._armed is None or not self._faults.is_armed(self._armed):
            return "none"
        return self._kind

    def begin(self, kind: str) -> None:
        """Every second call refused for a while; every call lost until told otherwise; or the next
        call done, but its answer lost.
        """
        if kind not in KINDS:
            raise NotPossibleError(f"Slack can fail in these ways: {', '.join(KINDS)}.")
        if self._armed is not None:
            self._faults.disarm(self._armed)
        self._kind, self._armed = kind, self._arm(kind)

    def _arm(self, kind: str) -> CallFault | None:
        match kind:
            case "rate_limit":
                return self._faults.ratelimit(
                    retry_after=RETRY_AFTER_S, times=LIMITED_CALLS, every=2
                )
            case "outage":
                return self._faults.server_error(times=None)
            case "lost_answer":
                return self._faults.lose_answer()
        return None
