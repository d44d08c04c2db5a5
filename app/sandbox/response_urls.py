"""response_url: five answers in thirty minutes to whoever did something, without token or scope."""

from aiohttp import web

from app.sandbox import drafts, messages
from app.sandbox.arguments import read_arguments
from app.sandbox.errors import SlackError
from app.sandbox.messages import Draft
from app.sandbox.slack import Slack
from app.sandbox.tokens import RESPONSE_URL_LIVES_FOR, ResponseTicket
from app.sandbox.world import Json, Whisper


def issue(slack: Slack, kind: str, channel: str, user: str, message_ts: str | None = None) -> str:
    """A fresh response_url; `kind` is `commands`, `actions` or `app`."""
    ticket = slack.ids.next("r")
    slack.responses[ticket] = ResponseTicket(
        channel=channel,
        user=user,
        expires_at=slack.clock.now() + RESPONSE_URL_LIVES_FOR,
        message_ts=message_ts,
    )
    return f"{slack.host}/{kind}/{slack.world.team_id}/{ticket}"


async def serve(slack: Slack, request: web.Request) -> web.Response:
    """Take one answer."""
    ticket = slack.responses.get(request.match_info["ticket"])
    if ticket is None:
        return web.Response(status=404, text="no_team")
    if ticket.expires_at < slack.clock.now() or ticket.uses_left == 0:
        return web.Response(status=404, text="expired_url" if ticket.uses_left else "used_url")
    ticket.uses_left -= 1
    try:
        answer(slack, ticket, await read_arguments(request))
    except SlackError as refusal:
        return web.json_response(refusal.body(), status=200)
    return web.Response(text="ok")


def answer(slack: Slack, ticket: ResponseTicket, said: Json) -> None:
    """Do what the answer says: change or delete the message it is about, whisper, or post."""
    if said.get("delete_original"):
        _delete_original(slack, ticket)
    elif said.get("replace_original") and ticket.message_ts:
        _replace_original(slack, ticket, _draft(slack, said))
    elif said.get("response_type") == "in_channel":
        messages.post(slack, slack.channel(ticket.channel), _draft(slack, said))
    else:
        place = slack.channel(ticket.channel)
        messages.whisper(slack, place, ticket.user, _draft(slack, said))


def _draft(slack: Slack, said: Json) -> Draft:
    blocks = drafts.check_answer_blocks(said.get("blocks"))
    text = str(said.get("text") or "")
    if not text and not blocks and not said.get("attachments"):
        raise SlackError("no_text")
    return Draft(
        user=slack.app.bot_user,
        text=text,
        blocks=blocks,
        attachments=drafts.check_attachments(said.get("attachments") or []),
        thread_ts=said.get("thread_ts"),
    )


def _delete_original(slack: Slack, ticket: ResponseTicket) -> None:
    heard = _whisper(slack, ticket)
    if heard is not None:
        slack.world.whispers.remove(heard)
        slack.notice()
        return
    place = slack.channel(ticket.channel)
    messages.delete(slack, place, slack.message(place, ticket.message_ts or ""))


def _replace_original(slack: Slack, ticket: ResponseTicket, draft: Draft) -> None:
    heard = _whisper(slack, ticket)
    if heard is not None:
        heard.text, heard.blocks = draft.text, messages.with_ids(slack, draft.blocks)
        slack.notice()
        return
    place = slack.channel(ticket.channel)
    sent = slack.message(place, ticket.message_ts or "")
    changes: Json = {"text": draft.text, "blocks": list(draft.blocks)}
    messages.edit(slack, place, sent, slack.app.bot_user, changes)


def _whisper(slack: Slack, ticket: ResponseTicket) -> Whisper | None:
    return next((w for w in slack.world.whispers if w.ts == ticket.message_ts), None)
