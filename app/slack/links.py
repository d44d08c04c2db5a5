"""Addresses within a workspace, made without asking Slack."""

from app.slack.ids import ChannelId, MessageTs


def permalink(
    workspace_url: str, channel: ChannelId, ts: MessageTs, thread: MessageTs | None = None
) -> str:
    """The address of a message, the same that chat.getPermalink answers.

    https://docs.slack.dev/reference/methods/chat.getPermalink
    """
    address = f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    is_reply = thread is not None and thread != ts
    return f"{address}?thread_ts={thread}&cid={channel}" if is_reply else address
