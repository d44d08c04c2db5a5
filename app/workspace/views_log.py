"""Who changed which setting, as admins read it."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.slack.blocks import context, modal, section
from app.slack.mrkdwn import Mrkdwn, clip
from app.workspace.rules_log import SettingChange, by_whom, told

_LINE_MAX = 600
_LINES_IN_SECTION = 4
SETTINGS_LOG = "Changes of settings"


def settings_log(changes: Sequence[SettingChange]) -> View:
    """The latest first."""
    lines = [clip(told(each), _LINE_MAX) for each in changes]
    blocks: list[Block] = [
        section("\n".join(lines[start : start + _LINES_IN_SECTION]))
        for start in range(0, len(lines), _LINES_IN_SECTION)
    ]
    if not blocks:
        blocks = [section("Nobody has changed a setting yet.")]
    return modal("page", SETTINGS_LOG, blocks)


def last_changed(change: SettingChange | None) -> Sequence[Block]:
    """A line for a form; none where nothing was changed."""
    if change is None:
        return ()
    return (context(Mrkdwn(f"Last changed by {by_whom(change)}.")),)
