"""The names Slack gives to emoji: which there are, which mean the same, what each looks like.

The `emoji` package has the pictures and most of the names; here is where Slack's names differ.
"""

import re
from functools import cache

import emoji

SKIN_TONE = re.compile(r"skin-tone-[2-6]")

_SPELLINGS = """
👍 +1 thumbsup
👎 -1 thumbsdown
*️⃣ keycap_star
🌔 moon waxing_gibbous_moon
🌤️ mostly_sunny sun_small_cloud
🌥️ barely_sunny sun_behind_cloud
🌦️ partly_sunny_rain sun_behind_rain_cloud
🌧️ rain_cloud
🌨️ snow_cloud
🌩️ lightning lightning_cloud
🌪️ tornado tornado_cloud
🍊 tangerine
🍳 fried_egg cooking
🍽️ knife_fork_plate
🎖️ medal
🎞️ film_frames
🎟️ admission_tickets
🏃 runner running
🏅 sports_medal
🏳️‍🌈 rainbow-flag
🏖️ beach_with_umbrella
🏮 izakaya_lantern lantern
🐝 bee honeybee
🐞 ladybug lady_beetle
🐦‍⬛ black_bird
🐬 dolphin flipper
🐾 feet paw_prints
👊 facepunch punch
👕 shirt tshirt
👞 mans_shoe shoe
👨‍⚕️ male-doctor
👩‍⚕️ female-doctor
👫 man_and_woman_holding_hands woman_and_man_holding_hands couple
👬 two_men_holding_hands men_holding_hands
👭 two_women_holding_hands women_holding_hands
👯‍♀️ women-with-bunny-ears-partying woman-with-bunny-ears-partying
👯‍♂️ men-with-bunny-ears-partying man-with-bunny-ears-partying
👰 bride_with_veil
👱‍♀️ blond-haired-woman
👱‍♂️ blond-haired-man
👳 man_with_turban
💂 guardsman
💥 boom collision
💩 hankey poop shit
📖 book open_book
📝 memo pencil
📡 satellite_antenna
📧 e-mail
📸 camera_with_flash
🔪 hocho knife
🖇️ linked_paperclips
🖕 middle_finger reversed_hand_with_middle_finger_extended
🖖 spock-hand
🗳️ ballot_box_with_ballot
😆 laughing satisfied
🙄 face_with_rolling_eyes
🙅‍♀️ woman-gesturing-no
🙅‍♂️ man-gesturing-no
🙆‍♀️ woman-gesturing-ok
🙆‍♂️ man-gesturing-ok
🙆 ok_woman
🚗 car red_car
🚱 non-potable_water
🛍️ shopping_bags
🛑 octagonal_sign
🛒 shopping_trolley
🛫 airplane_departure
🛰️ satellite
🛴 scooter
🟠 large_orange_circle
🟡 large_yellow_circle
🟢 large_green_circle
🟣 large_purple_circle
🟤 large_brown_circle
🟥 large_red_square
🟦 large_blue_square
🟧 large_orange_square
🟨 large_yellow_square
🟩 large_green_square
🟪 large_purple_square
🟫 large_brown_square
🤔 thinking_face
🤘 the_horns sign_of_the_horns
🤛 left-facing_fist
🤜 right-facing_fist
🤞 crossed_fingers hand_with_index_and_middle_fingers_crossed
🤟 i_love_you_hand_sign
🤠 face_with_cowboy_hat
🤣 rolling_on_the_floor_laughing
🤦 face_palm
🤨 face_with_raised_eyebrow face_with_one_eyebrow_raised
🤩 star-struck grinning_face_with_star_eyes
🤪 zany_face grinning_face_with_one_large_and_one_small_eye
🤫 shushing_face face_with_finger_covering_closed_lips
🤬 face_with_symbols_on_mouth serious_face_with_symbols_covering_mouth
🤭 face_with_hand_over_mouth smiling_face_with_smiling_eyes_and_hand_covering_mouth
🤮 face_vomiting face_with_open_mouth_vomiting
🤯 exploding_head shocked_face_with_exploding_head
🤱 breast-feeding
🤶 mrs_claus mother_christmas
🤸 person_doing_cartwheel
🤹 juggling
🤺 fencer
🤼‍♀️ woman-wrestling
🤼‍♂️ man-wrestling
🤼 wrestlers
🤾 handball
🥁 drum_with_drumsticks
🥇 first_place_medal
🥈 second_place_medal
🥉 third_place_medal
🥚 egg
🥛 glass_of_milk
🥝 kiwifruit
🥰 smiling_face_with_3_hearts
🥿 womans_flat_shoe
🦍 gorilla
🦒 giraffe_face
🦓 zebra_face
🧀 cheese_wedge
🧉 mate_drink
🧐 face_with_monocle
🧑‍🦰 red_haired_person
🧑‍🦱 curly_haired_person
🧑‍🦲 bald_person
🧑‍🦳 white_haired_person
🧔‍♀️ woman_with_beard
🧔‍♂️ man_with_beard
🧕 person_with_headscarf
🩱 one-piece_swimsuit
🩲 briefs
🩻 x-ray
🪀 yo-yo
🪲 beetle
⏏️ eject
☂️ umbrella
☃️ snowman
☎️ phone telephone
☔ umbrella_with_rain_drops
⚕️ medical_symbol staff_of_aesculapius
⛄ snowman_without_snow
⛱️ umbrella_on_ground
⛵ boat sailboat
✉️ email envelope
✋ hand raised_hand
❗ exclamation heavy_exclamation_mark
"""
"""A picture and all its names in Slack, the one first that Slack's events and answers use."""

OWN_NAMES = {
    name: (names[0], shown)
    for shown, *names in map(str.split, _SPELLINGS.strip().splitlines())
    for name in names
}
"""The first name and the picture of every name in which Slack differs."""
_OWN_PICTURES = frozenset(picture for _, picture in OWN_NAMES.values())
_COUNTRIES = ("cn", "de", "es", "fr", "gb", "it", "jp", "kr", "ru", "us")  # flags without "flag-"


def first_name(name: str) -> str | None:
    """What Slack calls the emoji of that name, skin tone included; None when it has none."""
    base, mark, tone = name.partition("::")
    found = _known(base)
    if found is None or (mark and not SKIN_TONE.fullmatch(tone)):
        return None
    return f"{found[0]}{mark}{tone}"


def picture(name: str) -> str:
    """The emoji as people see it; its name in colons when Slack would show no picture."""
    base = name.partition("::")[0]
    found = _known(base)
    return found[1] if found else f":{base}:"


@cache
def _known(name: str) -> tuple[str, str] | None:
    """The first name and the picture."""
    if name in OWN_NAMES:
        return OWN_NAMES[name]
    if name in _COUNTRIES or re.fullmatch(r"uk|flag-[a-z]{2}", name):
        return _flag("gb" if name == "uk" else name.removeprefix("flag-"))
    shown = _of_the_package(name) or _of_a_person(name)
    return (name, shown) if shown and shown not in _OWN_PICTURES else None


def _flag(country: str) -> tuple[str, str] | None:
    """A country's flag is its two letters, each as a regional indicator."""
    shown = "".join(chr(ord("🇦") + ord(letter) - ord("a")) for letter in country)
    name = country if country in _COUNTRIES else f"flag-{country}"
    return (name, shown) if emoji.is_emoji(shown) else None


def _of_the_package(name: str) -> str | None:
    """Where the package knows several names of a picture, Slack does not use the long one."""
    shown = emoji.emojize(f":{name}:", language="alias")
    if not emoji.is_emoji(shown) or "skin_tone" in name or _is_flag(shown):
        return None
    facts = emoji.EMOJI_DATA[shown]
    return shown if f":{name}:" in facts.get("alias", [facts["en"]]) else None


def _of_a_person(name: str) -> str | None:
    """`male-cook` and `woman-running` are `man_cook` and `woman_running` in the package."""
    found = re.fullmatch(r"(?:(fe|wo)?ma(?:le|n)-|(fe)?male_)([a-z-]+)", name)
    if found is None:
        return None
    person = "woman" if found[1] or found[2] else "man"
    shown = emoji.emojize(f":{person}_{found[3].replace('-', '_')}:")
    return shown if emoji.is_emoji(shown) else None


def _is_flag(shown: str) -> bool:
    return "🇦" <= shown[0] <= "🇿"
