"""`files.*`: upload in three steps, look at a file, download it, delete it.

The bytes themselves travel outside the Web API: to the `upload_url` and from `url_private`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from mimetypes import guess_type

from aiohttp import web

from app.sandbox import limits, messages, render, sharing
from app.sandbox.calls import Call, Handler
from app.sandbox.errors import SlackError, invalid_arguments
from app.sandbox.messages import Draft
from app.sandbox.slack import Slack
from app.sandbox.world import Channel, File, Json

UPLOADS = "/upload/v1"
DOWNLOADS = "/files-pri"


@dataclass(slots=True, kw_only=True)
class PendingFile(File):
    """A file between its first and its third step: nobody can see it yet."""

    length: int
    is_uploaded: bool = False


def upload_url(call: Call) -> Json:
    """Step one: the name and size of what is to come."""
    name = call.required("filename")
    length = call.number("length", default=0)
    if length < 1:
        raise invalid_arguments("length must be more than 0 [json-pointer:/length]")
    pending = PendingFile(
        id=call.slack.ids.next("F"),
        name=name,
        title=name,
        mimetype=guess_type(name)[0] or "application/octet-stream",
        filetype=name.rpartition(".")[2].lower() if "." in name else "",
        user=call.bot,
        created=call.slack.seconds(),
        content=b"",
        alt_txt=_alt_text(call),
        length=length,
    )
    call.slack.world.files[pending.id] = pending
    return {"upload_url": f"{call.slack.host}{UPLOADS}/{pending.id}", "file_id": pending.id}


def _alt_text(call: Call) -> str:
    text = call.text("alt_txt") or ""
    if len(text) > limits.FILE_ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    return text


async def receive(slack: Slack, request: web.Request) -> web.StreamResponse:
    """Step two: the bytes, raw or as the `filename` field of a form. Needs no token."""
    pending = slack.world.files.get(request.match_info["file_id"])
    if not isinstance(pending, PendingFile):
        return web.Response(status=404, text="Not Found")
    content = await _uploaded(request)
    if len(content) != pending.length:
        return web.Response(status=400, text=f"Expected {pending.length} bytes")
    pending.content = content
    pending.is_uploaded = True
    return web.Response(text=f"OK - {len(content)}")


def complete(call: Call) -> Json:
    """Step three: the files exist from now on, and are shared where they are wanted."""
    places = _places(call)
    files = [_completed(call, wanted) for wanted in _wanted(call)]
    for file in files:
        call.slack.world.files[file.id] = file
        event = {"type": "file_created", "file_id": file.id, "user_id": file.user}
        call.slack.happened({**event, "file": {"id": file.id}})
    for place in places:
        _share(call, place, files)
    return {"files": [_shown(call.slack, file) for file in files]}


def info(call: Call) -> Json:
    """One file, with the messages that share it."""
    file = call.slack.world.files.get(call.required("file"))
    if file is None or not _may_see(call.slack, file):
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    return {
        "file": _shown(call.slack, file),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


def delete(call: Call) -> Json:
    """Take back a file of the bot's own."""
    file = call.slack.world.files.get(call.required("file"))
    if file is None or isinstance(file, PendingFile) or not _may_see(call.slack, file):
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    if file.user != call.bot:
        raise SlackError("cant_delete_file")
    sharing.delete_file(call.slack, file)
    return {}


async def download(slack: Slack, request: web.Request) -> web.StreamResponse:
    """The bytes for a token that may read them; for all others, as in life, a login page."""
    value = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    token = slack.app.tokens.get(value)
    if token is None or token.revoked or "files:read" not in token.scopes:
        return web.Response(text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html")
    file = slack.world.files.get(request.match_info["file_id"])
    if file is None or file.deleted or not _may_see(slack, file):
        return web.Response(status=404, text="Not Found")
    return web.Response(body=file.content, content_type=file.mimetype)


async def _uploaded(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    part = (await request.post()).get("filename")
    return part.file.read() if isinstance(part, web.FileField) else b""


def _places(call: Call) -> list[Channel]:
    """The conversations to share into; none keeps the files to the bot."""
    named = call.names("channels") or call.names("channel_id")
    if len(named) > limits.CHANNELS_OF_AN_UPLOAD:
        raise invalid_arguments("no more than 100 items allowed [json-pointer:/channels]")
    places = []
    for channel_id in named:
        place = call.slack.channel(channel_id)
        if call.bot not in place.members:
            raise SlackError("channel_not_found" if place.is_private else "not_in_channel")
        if place.is_archived:
            raise SlackError("is_archived")
        places.append(place)
    return places


def _wanted(call: Call) -> list[Json]:
    files = call.args.get("files")
    if not isinstance(files, list) or not files:
        raise invalid_arguments("missing required field: files")
    if not all(isinstance(file, dict) and file.get("id") for file in files):
        raise invalid_arguments("missing required field: id [json-pointer:/files]")
    return files


def _completed(call: Call, wanted: Json) -> File:
    pending = call.slack.world.files.get(str(wanted["id"]))
    if not isinstance(pending, PendingFile) or not pending.is_uploaded:
        raise SlackError("file_not_found")
    return File(
        id=pending.id,
        name=pending.name,
        title=str(wanted.get("title") or pending.name),
        mimetype=pending.mimetype,
        filetype=pending.filetype,
        user=pending.user,
        created=call.slack.seconds(),
        content=pending.content,
        alt_txt=pending.alt_txt,
    )


def _share(call: Call, place: Channel, files: Sequence[File]) -> None:
    """One message carries all the files, with the comment as its text."""
    draft = Draft(
        user=call.bot,
        text=call.text("initial_comment") or "",
        files=[file.id for file in files],
        thread_ts=call.text("thread_ts") or None,
    )
    messages.post(call.slack, place, draft)


def _shown(slack: Slack, file: File) -> Json:
    shares: dict[str, dict[str, list[Json]]] = {}
    for channel_id, ts in file.shares:
        place = slack.world.channels[channel_id]
        kind = shares.setdefault("private" if place.is_private else "public", {})
        kind.setdefault(channel_id, []).append({"ts": ts, "channel_name": place.name})
    return render.file(slack, file) | {"shares": shares}


def _may_see(slack: Slack, file: File) -> bool:
    """Its own files, and those shared where the bot is."""
    if isinstance(file, PendingFile):
        return False
    places = (slack.world.channels[channel_id] for channel_id in file.channels)
    bot = slack.app.bot_user
    return file.user == bot or any(bot in place.members for place in places)


METHODS: Mapping[str, Handler] = {
    "files.getUploadURLExternal": upload_url,
    "files.completeUploadExternal": complete,
    "files.delete": delete,
    "files.info": info,
}
ROUTES = {
    ("POST", f"{UPLOADS}/{{file_id}}"): receive,
    ("GET", f"{DOWNLOADS}/{{file_id}}/{{name}}"): download,
}
