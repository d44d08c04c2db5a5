"""The emoji as the picker shows them: Slack's names, other names, further words, pictures."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import emoji

from app.sandbox.emoji_names import OWN_NAMES, first_name, picture
from app.sandbox.world import Json

FULLY_QUALIFIED = 2
SKIN = "_skin_tone"
PERSON = re.compile(r"(wo)?man_(\w+)")
WORD = re.compile(r"[^\W_]+")


@cache
def emoji_list() -> list[Json]:
    """Every emoji once, by the name that Slack uses first. Skin tones are suffixes, not listed."""
    names: dict[str, list[str]] = {}
    for name in _names():
        if first_name(name) is not None:
            names.setdefault(picture(name), []).append(name)
    return sorted((_entry(shown, known) for shown, known in names.items()), key=_name)


def _entry(shown: str, names: list[str]) -> Json:
    known = list(dict.fromkeys(names))
    first = first_name(known[0]) or known[0]
    return {
        "name": first,
        "aliases": [one for one in known if one != first],
        "words": _further_words(shown, known),
        "picture": shown,
    }


def _further_words(shown: str, names: list[str]) -> list[str]:
    """What people may search for besides the names: ⚖️ is `scales` in Slack, and a balance."""
    described = str(emoji.EMOJI_DATA.get(shown, {}).get("en", "")).lower()
    known = {word for name in names for word in WORD.findall(name)}
    return [word for word in dict.fromkeys(WORD.findall(described)) if word not in known]


def _name(entry: Json) -> str:
    return str(entry["name"])


def _names() -> Iterator[str]:
    """All that may be a name in Slack; where there are several, the usual one first."""
    yield from OWN_NAMES
    for shown, facts in emoji.EMOJI_DATA.items():
        if facts["status"] == FULLY_QUALIFIED and SKIN not in facts["en"]:
            yield from _names_of(shown, facts)


def _names_of(shown: str, facts: Mapping[str, Any]) -> Iterator[str]:
    if re.fullmatch("[🇦-🇿]{2}", shown):
        country = "".join(chr(ord(sign) - ord("🇦") + ord("a")) for sign in shown)
        yield from (f"flag-{country}", country)
        return
    names = [name.strip(":") for name in facts.get("alias", [facts["en"]])]
    person = PERSON.fullmatch(str(facts["en"]).strip(":"))
    if person:
        who, activity = ("female" if person[1] else "male"), person[2].replace("_", "-")
        yield from (f"{who}-{activity}", f"{person[1] or ''}man-{activity}")
    yield from names
