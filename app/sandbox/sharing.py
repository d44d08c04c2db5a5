"""Taking a file back: it goes from every message that shares it, and its bytes with it."""

from app.sandbox import messages, render
from app.sandbox.slack import Slack
from app.sandbox.world import File


def delete_file(slack: Slack, file: File) -> None:
    """Slack documents only the event. A message that has words, other files or replies stays, and
    shows that something was there; one with nothing else goes.
    """
    sharing = [(slack.world.channels[c], ts) for c, ts in file.shares if c in slack.world.channels]
    before = {
        ts: render.message(slack, place.messages[ts])
        for place, ts in sharing
        if ts in place.messages
    }
    file.deleted, file.content = True, b""
    slack.happened({"type": "file_deleted", "file_id": file.id})
    for place, ts in sharing:
        sent = place.messages.get(ts)
        if sent is None or sent.is_tombstone:
            continue
        others = [one for one in sent.files if not slack.world.files[one].deleted]
        if sent.text or others or place.replies(ts):
            messages.changed(slack, place, sent, before[ts], slack.ts())
        else:
            messages.delete(slack, place, sent)
