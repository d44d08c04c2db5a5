"""The verbs of the protocol: each is one deed of the person whom the window acts as.

A verb returns what the answer's `result` holds, and raises one of `sentences.REFUSALS` when it
cannot be done.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from app.sandbox.browser import composing, forms, sight
from app.sandbox.browser.asked import Asked
from app.sandbox.browser.controls import NotPossibleError
from app.sandbox.browser.desk import Desk
from app.sandbox.browser.window import Window
from app.sandbox.world import Json

Verb = Callable[[Desk, Window, Asked], Awaitable[object]]


async def act_as(desk: Desk, window: Window, asked: Asked) -> Json:
    wanted = asked.text("user")
    user = desk.somebody(wanted)
    if user.id != wanted:
        raise NotPossibleError("Nobody can act as this user: only people who work here.")
    window.user = user
    return desk.snapshot(window)


async def open_channel(desk: Desk, window: Window, asked: Asked) -> Json:
    place = desk.place(window, asked)
    _read(desk, window, asked)
    return {
        "channel": desk.channel(window, place),
        "messages": sight.messages(desk.slack, place, window.user.id),
    }


async def read(desk: Desk, window: Window, asked: Asked) -> None:
    _read(desk, window, asked)


async def say(desk: Desk, window: Window, asked: Asked) -> Json:
    person, place = desk.person(window), desk.place(window, asked)
    text, files = composing.markup(desk.slack, person.id, asked.text("text")), asked.uploads()
    if not text.strip() and not files:
        raise NotPossibleError("There is nothing to send yet.")
    thread_ts = asked.text_or_none("thread_ts")
    if thread_ts is None:
        ts = await person.say(place.id, text, files=files)
    else:
        broadcast = asked.flag("broadcast")
        ts = await person.reply(place.id, thread_ts, text, broadcast=broadcast, files=files)
    _read(desk, window, asked)
    return {"ts": ts}


async def edit(desk: Desk, window: Window, asked: Asked) -> None:
    person = desk.person(window)
    text = composing.markup(desk.slack, person.id, asked.text("text"))
    if not text.strip():
        raise NotPossibleError("A message cannot become empty: delete it instead.")
    await person.edit(asked.text("channel"), asked.text("ts"), text)


async def delete(desk: Desk, window: Window, asked: Asked) -> None:
    await desk.person(window).delete(asked.text("channel"), asked.text("ts"))


async def react(desk: Desk, window: Window, asked: Asked) -> None:
    person = desk.person(window)
    await person.react(asked.text("channel"), asked.text("ts"), asked.text("name"))


async def unreact(desk: Desk, window: Window, asked: Asked) -> None:
    person = desk.person(window)
    await person.unreact(asked.text("channel"), asked.text("ts"), asked.text("name"))


async def pin(desk: Desk, window: Window, asked: Asked) -> None:
    await desk.person(window).pin(asked.text("channel"), asked.text("ts"))


async def unpin(desk: Desk, window: Window, asked: Asked) -> None:
    await desk.person(window).unpin(asked.text("channel"), asked.text("ts"))


async def command(desk: Desk, window: Window, asked: Asked) -> Json:
    line = asked.text("line").strip()
    answer = await desk.person(window).command(line, channel=asked.text("channel"))
    if not answer.is_acked:
        name = line.partition(" ")[0]
        raise NotPossibleError(f"{name} failed with the error “{answer.problem}”.")
    return {"text": answer.text, "blocks": list(answer.blocks)}


async def shortcut(desk: Desk, window: Window, asked: Asked) -> None:
    await desk.person(window).shortcut(asked.text("callback_id"))


async def message_shortcut(desk: Desk, window: Window, asked: Asked) -> None:
    person, callback_id = desk.person(window), asked.text("callback_id")
    await person.message_shortcut(callback_id, asked.text("channel"), asked.text("ts"))


async def open_home(desk: Desk, window: Window, _asked: Asked) -> None:
    await desk.person(window).open_home()


async def create_channel(desk: Desk, window: Window, asked: Asked) -> Json:
    name, is_private = asked.text("name"), asked.flag("is_private")
    made = await desk.person(window).create_channel(name, private=is_private)
    return {"channel": desk.channel(window, desk.slack.channel(made))}


async def join(desk: Desk, window: Window, asked: Asked) -> None:
    await desk.person(window).join(asked.text("channel"))


async def leave(desk: Desk, window: Window, asked: Asked) -> None:
    await desk.person(window).leave(asked.text("channel"))


async def archive(desk: Desk, window: Window, asked: Asked) -> None:
    await desk.person(window).archive(asked.text("channel"))


async def unarchive(desk: Desk, window: Window, asked: Asked) -> None:
    await desk.person(window).unarchive(asked.text("channel"))


async def delete_channel(desk: Desk, window: Window, asked: Asked) -> None:
    await desk.person(window).delete_channel(asked.text("channel"))


async def invite(desk: Desk, window: Window, asked: Asked) -> None:
    await desk.person(window).invite(asked.text("channel"), asked.text("user"))


async def remove(desk: Desk, window: Window, asked: Asked) -> None:
    await desk.person(window).remove(asked.text("channel"), asked.text("user"))


async def rename(desk: Desk, window: Window, asked: Asked) -> None:
    await desk.person(window).rename(asked.text("channel"), asked.text("text"))


async def set_topic(desk: Desk, window: Window, asked: Asked) -> None:
    await desk.person(window).set_topic(asked.text("channel"), asked.text("text"))


async def open_direct(desk: Desk, window: Window, asked: Asked) -> Json:
    made = await desk.person(window).open_direct(asked.text("user"))
    return {"channel": desk.channel(window, desk.slack.channel(made))}


async def clock(desk: Desk, _window: Window, asked: Asked) -> Json:
    match asked.value("move"):
        case "next":
            await desk.controls.skip_to_next_due()
        case "review":
            await desk.controls.to_the_review()
        case "hour":
            await desk.controls.advance(timedelta(hours=1))
        case "day":
            await desk.controls.advance(timedelta(days=1))
        case _:
            await desk.controls.advance(_duration(asked))
    return {"now": desk.slack.clock.now().isoformat()}


async def fault(desk: Desk, _window: Window, asked: Asked) -> None:
    desk.bad_day.begin(asked.text("kind"))
    desk.slack.notice()


async def recordings(desk: Desk, _window: Window, _asked: Asked) -> list[Json]:
    return [{"name": one.name, "title": one.title} for one in desk.controls.recordings()]


async def replay(desk: Desk, _window: Window, asked: Asked) -> None:
    match asked.text("name"):
        case "pause":
            desk.controls.pause()
        case "resume":
            desk.controls.resume()
        case "stop":
            await desk.controls.stop()
        case name:
            await desk.controls.replay(name, asked.number("speed", default=60))


async def log(desk: Desk, _window: Window, asked: Asked) -> list[Json]:
    after = asked.number("after", default=0)
    return [passed.shown() for passed in desk.traffic.after(int(after))]


def _read(desk: Desk, window: Window, asked: Asked) -> None:
    desk.marks.mark(window.user.id, desk.place(window, asked))
    desk.slack.notice()


def _duration(asked: Asked) -> timedelta:
    seconds = asked.number("move", default=0)
    if not 0 < seconds <= LONGEST_MOVE.total_seconds():
        raise NotPossibleError("The clock goes forward only, and at most a year at once.")
    return timedelta(seconds=seconds)


LONGEST_MOVE = timedelta(days=366)

VERBS: Mapping[str, Verb] = {
    "act_as": act_as,
    "open": open_channel,
    "read": read,
    "say": say,
    "edit": edit,
    "delete": delete,
    "react": react,
    "unreact": unreact,
    "pin": pin,
    "unpin": unpin,
    "command": command,
    "shortcut": shortcut,
    "message_shortcut": message_shortcut,
    "open_home": open_home,
    "create_channel": create_channel,
    "join": join,
    "leave": leave,
    "archive": archive,
    "unarchive": unarchive,
    "delete_channel": delete_channel,
    "invite": invite,
    "remove": remove,
    "rename": rename,
    "set_topic": set_topic,
    "open_direct": open_direct,
    "clock": clock,
    "fault": fault,
    "recordings": recordings,
    "replay": replay,
    "log": log,
    **forms.VERBS,
}
