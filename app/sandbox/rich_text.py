"""Message text as Slack stores it, and the rich_text block it makes of it."""

import re
from collections.abc import Mapping

from app.sandbox.ids import Ids
from app.sandbox.world import Json

TOKEN = re.compile(r"<([^<>\n]+)>")
LOOSE_AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;)")
BARE_URL = re.compile(
    r"(?<![<|\w])(https?://(?:[^\s<>|&]|&amp;(?=[^\s<>|&]))+(?<![.,;:!?)\]'\"*_~`]))"
)
EMOJI = re.compile(r":([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):")
PERSON_WORD = re.compile(r"(?<![<\w])@([\w.-]*\w)")
CHANNEL_WORD = re.compile(r"(?<![<\w])#([\w-]+)")
MARKUP = re.compile(r"<[@#!][^<>\n]+>|<(?:https?|mailto|tel|slack):[^<>\n]+>")


def stored(text: str) -> str:
    """Text as Slack keeps it: loose `&<>` escaped, bare addresses in brackets, tokens untouched."""
    pieces = []
    end = 0
    for token in MARKUP.finditer(text):
        pieces += [_plain(text[end : token.start()]), token.group()]
        end = token.end()
    return "".join([*pieces, _plain(text[end:])])


def _plain(text: str) -> str:
    """Escape, except a leading quote sign, which the client has made of `>` itself."""
    escaped = LOOSE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    return BARE_URL.sub(r"<\1>", escaped)


def with_names(text: str, people: Mapping[str, str], places: Mapping[str, str]) -> str:
    """What a command gets with `should_escape`: known `@name` and `#channel` as tokens."""

    def person(found: re.Match[str]) -> str:
        name = found.group(1)
        return f"<@{people[name]}|{name}>" if name in people else found.group()

    def place(found: re.Match[str]) -> str:
        name = found.group(1)
        return f"<#{places[name]}|{name}>" if name in places else found.group()

    return CHANNEL_WORD.sub(place, PERSON_WORD.sub(person, text))


def unescaped(text: str) -> str:
    """What a person reads for `&lt;` and the like."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def block(ids: Ids, text: str) -> Json:
    """The rich_text block of a message that was given as text."""
    section = {"type": "rich_text_section", "elements": _elements(text)}
    return {"type": "rich_text", "block_id": ids.next("b"), "elements": [section]}


def _elements(text: str) -> list[Json]:
    elements: list[Json] = []
    end = 0
    for token in TOKEN.finditer(text):
        elements += _words(text[end : token.start()])
        elements.append(_reference(token.group(1)))
        end = token.end()
    return elements + _words(text[end:])


def _words(text: str) -> list[Json]:
    elements: list[Json] = []
    end = 0
    for found in EMOJI.finditer(text):
        elements += _text(text[end : found.start()])
        elements.append({"type": "emoji", "name": found.group(1)})
        end = found.end()
    return elements + _text(text[end:])


def _text(text: str) -> list[Json]:
    return [{"type": "text", "text": unescaped(text)}] if text else []


def _reference(token: str) -> Json:
    target, _, name = token.partition("|")
    match target[0]:
        case "@":
            return {"type": "user", "user_id": target[1:]}
        case "#":
            return {"type": "channel", "channel_id": target[1:]}
        case "!":
            return {"type": "broadcast", "range": target[1:]}
        case _:
            return {"type": "link", "url": target} | ({"text": name} if name else {})
