"""A channel as plain text, as it looked: for the replay, for demos, and for a failing test."""

import textwrap
from collections.abc import Iterator

from app.sandbox.clock import moment_of
from app.sandbox.emoji_names import picture
from app.sandbox.messages import is_only_text
from app.sandbox.plain_text import block_lines, readable
from app.sandbox.world import Channel, Message, Whisper, World

WIDTH = 100
INDENT = " " * 7
THREAD = " " * 7 + "│ "
SPOKEN = frozenset({None, "thread_broadcast", "file_share", "bot_message", "me_message"})


def transcript(world: World, place: Channel, viewer: str | None = None) -> str:
    """The channel from top to bottom, threads under their parents, times in UTC.

    With `viewer`, also what only that person sees.
    """
    lines = [*_heading(world, place), ""]
    day = ""
    for said in _top_level(world, place, viewer):
        today = moment_of(said.ts).strftime("%A %d %B %Y")
        if today != day:
            lines += [f"── {today} (UTC) ".ljust(60, "─"), ""]
            day = today
        lines += [*_entry(world, place, said), ""]
    return "\n".join(lines)


def _heading(world: World, place: Channel) -> Iterator[str]:
    name = f"#{place.name}" if not place.is_direct else _people(world, place)
    yield name + (" (archived)" if place.is_archived else "")
    if place.topic.value:
        yield f"Topic: {readable(world, place.topic.value)}"
    for bookmark in place.bookmarks:
        yield f"Bookmark: {bookmark.get('title', '')} {bookmark.get('link', '')}".rstrip()
    if place.canvas_id in world.canvases:
        yield f"Canvas: {world.canvases[place.canvas_id].title}"


def _people(world: World, place: Channel) -> str:
    return " and ".join(world.users[member].real_name for member in place.members)


def _top_level(world: World, place: Channel, viewer: str | None) -> list[Message | Whisper]:
    said: list[Message | Whisper] = [m for m in place.in_order() if m.is_in_history]
    said += [
        w
        for w in world.whispers
        if w.channel == place.id and w.viewer == viewer and w.thread_ts is None
    ]
    return sorted(said, key=lambda item: item.ts)


def _entry(world: World, place: Channel, said: Message | Whisper) -> Iterator[str]:
    if isinstance(said, Whisper):
        yield f"{_time(said.ts)}  Only visible to {_name(world, said.viewer)}"
        yield from _indented(_body(world, said), INDENT)
        return
    if said.subtype not in SPOKEN:
        yield f"{_time(said.ts)}  — {_remark(world, said)}"
    else:
        yield f"{_time(said.ts)}  {_author(world, said)}"
        yield from _indented(_body(world, said), INDENT)
    yield from _indented(_below(world, said), INDENT)
    for reply in place.replies(said.ts):
        yield f"{THREAD}{_time(reply.ts)}  {_author(world, reply)}"
        yield from _indented([*_body(world, reply), *_below(world, reply)], THREAD + INDENT)


def _author(world: World, said: Message) -> str:
    notes = [
        "edited" if said.edited and is_only_text(said) else "",
        "pinned" if said.is_pinned else "",
        "also sent to the channel" if said.subtype == "thread_broadcast" else "",
    ]
    shown = ", ".join(note for note in notes if note)
    return _name(world, said.user) + (f"  ({shown})" if shown else "")


def _body(world: World, said: Message | Whisper) -> list[str]:
    if isinstance(said, Message) and is_only_text(said):
        return readable(world, said.text).split("\n") if said.text else []
    if not said.blocks:
        return readable(world, said.text).split("\n")
    return [line for block in said.blocks for line in block_lines(world, block)]


def _below(world: World, said: Message) -> Iterator[str]:
    for file_id in said.files:
        yield f"[file: {world.files[file_id].title}]"
    if said.reactions:
        yield "  ".join(f"{picture(r.name)} {len(r.users)}" for r in said.reactions)


def _remark(world: World, said: Message) -> str:
    """A system message; those that do not name their author get the name in front."""
    text = readable(world, said.text)
    name = _name(world, said.user)
    return text.removeprefix("@") if text.startswith(f"@{name}") else f"{name} {text}"


def _name(world: World, user: str) -> str:
    known = world.users.get(user)
    return known.real_name if known else user


def _time(ts: str) -> str:
    return moment_of(ts).strftime("%H:%M")


def _indented(lines: list[str] | Iterator[str], indent: str) -> Iterator[str]:
    for line in lines:
        wrapped = textwrap.wrap(
            line,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        yield from wrapped or [indent.rstrip()]
