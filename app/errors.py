"""The errors that a person may read. Everything else is a fault of ours and is worded by
`error_handler`.
"""

from datetime import datetime


class OnwardError(Exception):
    """Base of the errors that this program raises on purpose."""


class UserError(OnwardError):
    """Carries the one sentence that the person acting reads: what happened, and what to do next."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class FieldError(UserError):
    """A UserError about one field of a form, beside which it is shown."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class ConfigurationError(OnwardError):
    """A setting is missing or wrong. The message is one sentence for the operator; exit status
    2.
    """


class NotYetError(OnwardError):
    """What an effect needs is not there yet; the worker comes back to it after a pause, or at
    `until_at`.
    """

    def __init__(self, reason: str, *, until_at: datetime | None = None) -> None:
        super().__init__(reason)
        self.until_at = until_at
