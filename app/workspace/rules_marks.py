"""Which emoji keep a message and what each says about it: the workspace's choice. No I/O.

Slack names an emoji in its events; people type a name, one of its other names, or the emoji itself.
Two names are the same emoji when they have the same picture.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

import emoji

from app.slack.ids import EmojiName
from app.vocabulary import Meaning

Marks = Mapping[Meaning, Sequence[EmojiName]]
"""By meaning, the emoji that carry it; the first is the one that hints name."""

STORED = EmojiName("white_check_mark")
"""What the bot itself puts on a message that is stored and filled."""

DEFAULT_MARKS: Marks = {
    Meaning.DECISION: (EmojiName("scales"),),
    Meaning.HANDOFF: (EmojiName("handshake"),),
    Meaning.KEEP: (EmojiName("pushpin"),),
    Meaning.INSIGHT: (EmojiName("bulb"),),
    Meaning.LUCK: (EmojiName("four_leaf_clover"),),
    Meaning.HELPED: (EmojiName("star"),),
}
"""domain.md §2."""

MOST = 5
"""Emoji of one meaning."""
NAME_MAX = 100

_SKIN_TONE = re.compile(r"::skin-tone-[2-6]$")
_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")
_NAME = re.compile(r":?([a-z0-9_+'-]+)(?:::skin-tone-[2-6])?:?")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_JOINED = "\u200d"
_AS_PICTURE = "\ufe0f"
_SLACKS_OWN = """
🌥 barely_sunny 🪲 beetle 👰 bride_with_veil
🥁 drum_with_drumsticks 🥚 egg ⏏ eject
📧 e-mail ✉ email 🤦 face_palm 🤠 face_with_cowboy_hat
💃 female-dancing 🤺 fencer 🥇 first_place_medal 🍳 fried_egg
🦒 giraffe_face 💂 guardsman 🤾 handball
🤟 i_love_you_hand_sign 🤹 juggling *⃣ keycap_star
🥝 kiwifruit 🍽 knife_fork_plate 🐞 ladybug
🟦 large_blue_square 🟤 large_brown_circle 🟫 large_brown_square
🟢 large_green_circle 🟩 large_green_square 🟠 large_orange_circle
🟧 large_orange_square 🟣 large_purple_circle 🟪 large_purple_square
🟥 large_red_square 🟡 large_yellow_circle 🟨 large_yellow_square
🌩 lightning Ⓜ m 🕺 male-dancing
👫 man_and_woman_holding_hands 👳 man_with_turban 🧉 mate_drink
🎖 medal 🌤 mostly_sunny 🛑 octagonal_sign
🙆 ok_woman 🌦 partly_sunny_rain 🤸 person_doing_cartwheel
🧕 person_with_headscarf 🌧 rain_cloud 🛰 satellite 📡 satellite_antenna
🛴 scooter 🥈 second_place_medal 🛒 shopping_trolley
🥰 smiling_face_with_3_hearts 🌨 snow_cloud ☃ snowman ⛄ snowman_without_snow
🖖 spock-hand 🤘 the_horns 🥉 third_place_medal
☂ umbrella ☔ umbrella_with_rain_drops 🥿 womans_flat_shoe 🤼 wrestlers
🦓 zebra_face
"""
"""Pictures that Slack names otherwise than the rest of the world."""
_FLAGS = frozenset({"cn", "de", "es", "fr", "gb", "it", "jp", "kr", "ru", "us"})
"""Countries whose flag is named without `flag-`."""


def base_emoji(reaction: str) -> EmojiName:
    """A reaction's emoji without its skin tone."""
    return EmojiName(_SKIN_TONE.sub("", reaction))


def meaning_of(name: EmojiName, marks: Marks) -> Meaning | None:
    """What this emoji says about a message; None when it is no mark."""
    wanted = _identity(name)
    return next(
        (meaning for meaning, names in marks.items() if wanted in map(_identity, names)), None
    )


def marks_of(stored: Mapping[str, Sequence[str]]) -> Marks:
    """The marks of a workspace that stored these; what it did not choose is the default."""
    return {
        meaning: tuple(map(EmojiName, stored.get(meaning, ()))) or default
        for meaning, default in DEFAULT_MARKS.items()
    }


def picture(name: EmojiName) -> str:
    """The emoji itself, for places that show no markup; one of the workspace's own by its name."""
    own = next((shown for shown, known in _slacks_own().items() if known == name), None)
    shown = own or emoji.emojize(f":{name}:", language="alias")
    return shown if emoji.is_emoji(shown) else f":{name}:"


def shown_marks(marks: Marks) -> Mapping[Meaning, str]:
    """The first emoji of each meaning as mrkdwn shows it."""
    return {meaning: f":{names[0]}:" for meaning, names in marks.items()}


def typed_emoji(text: str) -> tuple[EmojiName, ...] | str:
    """The emoji that were typed, each once, or a sentence about what is no emoji."""
    names: dict[str, EmojiName] = {}
    for word in _words(text):
        name = _name_of(word)
        if name is None:
            return _not_understood(word)
        names.setdefault(_identity(name), name)
    if not names:
        return "Please give at least one emoji, like :pushpin:."
    if len(names) > MOST:
        return f"Please choose {MOST} at most."
    return tuple(names.values())


def marks_problems(typed: Mapping[Meaning, tuple[EmojiName, ...] | str]) -> dict[Meaning, str]:
    """What is wrong with a choice of marks: a sentence by meaning."""
    problems: dict[Meaning, str] = {}
    taken: dict[str, Meaning] = {_identity(STORED): Meaning.KEEP}
    for meaning, names in typed.items():
        if isinstance(names, str):
            problems[meaning] = names
            continue
        for name in names:
            if _identity(name) == _identity(STORED):
                problems[meaning] = (
                    f":{name}: is what I put on a message that is stored. Please choose another."
                )
            elif taken.setdefault(_identity(name), meaning) is not meaning:
                problems[meaning] = f":{name}: has another meaning already. Please choose another."
    return problems


@cache
def _identity(name: EmojiName) -> str:
    """The same for all names of one emoji."""
    return picture(name).replace(_AS_PICTURE, "")


def _words(text: str) -> list[str]:
    """Names and pictures apart, also where nothing stands between them."""
    spaced = re.sub(r"::(?!skin-tone)", ": :", text.replace(",", " "))
    apart = emoji.replace_emoji(spaced, lambda shown, _facts: f" {shown} ")
    return [word if emoji.is_emoji(word) else word.lower() for word in apart.split()]


def _name_of(word: str) -> EmojiName | None:
    """Slack's name of an emoji as typed; None when it is none, or has a name of Slack's own."""
    bare = _TONES.sub("", unicodedata.normalize("NFC", word))
    if emoji.is_emoji(bare):
        return _named(bare)
    found = _NAME.fullmatch(word)
    return EmojiName(found[1]) if found and len(found[1]) <= NAME_MAX else None


def _named(shown: str) -> EmojiName | None:
    """Those put together of several have names of Slack's own, which nobody can guess."""
    if _FLAG.fullmatch(shown):
        country = "".join(chr(ord(sign) - ord("🇦") + ord("a")) for sign in shown)
        return EmojiName(country if country in _FLAGS else f"flag-{country}")
    if _JOINED in shown:
        return None
    known = _slacks_own().get(shown.replace(_AS_PICTURE, ""))
    return EmojiName(known or emoji.demojize(shown, language="alias").strip(":"))


@cache
def _slacks_own() -> Mapping[str, str]:
    words = _SLACKS_OWN.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _not_understood(word: str) -> str:
    shown = word if len(word) <= 40 else f"{word[:40]}…"
    return f"I don't know the emoji “{shown}”. Please give its name in Slack, like :pushpin:."
