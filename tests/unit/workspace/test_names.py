"""Roles instead of names, however a name is written, and words that only look like one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, esc, harmless
from app.workspace.rules_name_words import WORDS_TOO
from app.workspace.rules_names import Names
from app.workspace.rules_people import Cast
from tests.unit.language.sentences import HELD_OUT

LEAD, OTHER_LEAD, RESPONDER, COMMS, SCRIBE, OWNER = (UserId(f"U{n}") for n in "123456")
CAST = Cast(
    roles={
        LEAD: "lead",
        OTHER_LEAD: "lead",
        RESPONDER: "responder",
        COMMS: "communications",
        SCRIBE: "scribe",
        OWNER: "owner",
    },
    names=Names(
        {
            LEAD: ("Mira Halvorsen", "mhalvorsen"),
            RESPONDER: ("Teo Marchetti", "teo.m"),
            COMMS: ("Renske West",),
            SCRIBE: ("Mark May", "Émile O'Neil & Co"),
            OWNER: ("DK (SRE)", "Dana Kim-Sørby", "dana | payments", "José Müller", "Chris"),
            UserId("U8"): ("陈伟", "김민수", "Анна Петрова"),
            UserId("U7"): ("Will Chase", "Grace Page", "Rob", "Bo Li"),
        }
    ),
)


def told(text: str, by: UserId | None = None) -> str:
    return CAST.anonymous(Mrkdwn(text), by)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@U1> paused it", "The lead paused it"),
        ("it was quiet. <@U1> paused it", "it was quiet. The lead paused it"),
        ("node 7, <@U1> paused it", "node 7, the lead paused it"),
        ("ask <@U3|teo>", "ask a responder"),
        ("<@U9> looks", "A colleague looks"),
        ("no owner yet; <@U4> can you own it?", "no owner yet; communications, can you own it?"),
        ("<@U3> the import is yours", "A responder, the import is yours"),
        ("<@U3> please look", "A responder, please look"),
        ("<@U3> said you can look", "A responder said you can look"),
        ("Mira paused it, then mira left", "The lead paused it, then the lead left"),
        ("ask Mira Halvorsen's team", "ask the lead's team"),
        ("Halvorsen called", "The lead called"),
        ("MIRA and mhalvorsen", "The lead and the lead"),
        ("cc @teo.m and Teo", "cc a responder and a responder"),
        ("Renske West said so", "Communications said so"),
        ("May is fine. Mark restarted it", "May is fine. The scribe restarted it"),
        ("we asked Mark to look", "we asked the scribe to look"),
        ("Émile O'Neil &amp; Co said", "The scribe said"),
        (
            "see <https://x.example/mira|Mira's page>",
            "see <https://x.example/mira|the lead's page>",
        ),
        ("<!channel> look", "@channel look"),
        ("Dana's change", "The owner's change"),
        ("Danas Änderung", "The owner's Änderung"),
        ("that was Chris' change", "that was the owner's change"),
        ("he said 'ask Chris' then", "he said 'ask the owner' then"),
        ("Jose and José and JOSÉ", "The owner and the owner and the owner"),
        ("Mueller, Muller and Müller", "The owner, the owner and the owner"),
        ("Kim-Sorby paired with Kim Sørby", "The owner paired with the owner"),
        ("asked DK, DK said no", "asked the owner, the owner said no"),
        ("Bo restarted the node", "A colleague restarted the node"),
        ("mail dana.kim@acme.example", "mail the owner"),
        (
            "mail <mailto:mhalvorsen@acme.example|mhalvorsen@acme.example>",
            "mail the lead",
        ),
        ("the Mira fix, our Teo", "the lead fix, our responder"),
        ("Mira-led, Mira/Teo", "The lead-led, the lead/a responder"),
        (
            "Will told us, then Rob's patch went out",
            "A colleague told us, then a colleague's patch went out",
        ),
        ("thanks rob, ping will", "thanks a colleague, ping a colleague"),
        ("what Grace saw", "what a colleague saw"),
        ("Rob had the only key", "A colleague had the only key"),
        ("Mark and Mira, Teo/Mark", "The scribe and the lead, a responder/the scribe"),
        ("cc: Mark", "cc: The scribe"),
        ("陈伟重启了服务", "A colleague重启了服务"),
        ("김민수 restarted it", "A colleague restarted it"),
        ("Анна paused it", "A colleague paused it"),
    ],
)
def test_people_are_told_by_their_role(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "miracle and teosinte stay",
        "the US West region",
        "it may be set, mark it",
        "Mark as resolved",
        "press Mark as resolved in the menu",
        "Will restart the pods",
        "Will the queue drain?",
        "Grace period is 30 s",
        "the Grace period",
        "Chase the alert, rob nobody",
        "Page loads in 4 s; page 3 is blank",
        "May 4, in May, maybe may",
        "`mira` and `deploy --by teo`",
        "```\nmira: 3\n```",
        "https://wiki.example/mira/teo",
        "mira-prod-01 and /home/mira and svc.mira.local",
        "<#C1|mira-oncall> :mira-party:",
        "the KD region, DB and OK",
        "Po and Bot",
        "we page whoever is on call",
        "Sre shift, payments are down",
        "user_mira_id = 7",
    ],
)
def test_ordinary_words_code_links_and_services_stay(text: str) -> None:
    assert told(text) == text


def test_ordinary_words_stay_words_though_somebody_has_each_of_them_as_a_name() -> None:
    words = sorted(WORDS_TOO - {"sam"})  # who is meant in one of these sentences
    everybody = {UserId(f"U{n}"): (word,) for n, word in enumerate(words)}
    cast = Cast(roles={}, names=Names(everybody))
    neutral = [esc(one.text) for one in HELD_OUT if not one.category]
    changed = [text for text in neutral if cast.anonymous(text) != harmless(text)]
    assert changed == []


def test_somebody_of_the_same_role_is_the_other_one() -> None:
    assert told("from <@U1>", OTHER_LEAD) == "from the other lead"
    assert told("from <@U1>", LEAD) == "from the lead"


def test_a_name_that_two_people_share_is_the_one_who_took_part() -> None:
    alike = {UserId("U1"): ("Dana Kim",), UserId("U2"): ("Dana Cole",), UserId("U3"): ("Dana Roe",)}
    took_part = Cast(roles={UserId("U2"): "scribe"}, names=Names(alike))
    both = Cast(roles={UserId("U2"): "scribe", UserId("U1"): "lead"}, names=Names(alike))
    assert took_part.anonymous(Mrkdwn("from Dana")) == "from the scribe"
    assert both.anonymous(Mrkdwn("from Dana")) == "from a colleague"


FIRST = st.sampled_from(
    [
        "Mira",
        "Teo",
        "Søren",
        "José",
        "Zoë",
        "Anneliese",
        "Priyanka",
        "Jean-Luc",
        "Xóchitl",
        "Łukasz",
    ]
)
LAST = st.sampled_from(
    [
        "Halvorsen",
        "O'Brien",
        "Núñez",
        "Kim-Sørby",
        "van der Berg",
        "Öztürk",
        "Marchetti",
        "Ångström",
    ]
)
FORMS = ["{}", "{} ({role})", "{} | {role}", "{} [{role}]"]
FRAMES = [
    "{} restarted the indexer",
    "we asked {} to look",
    "it was {}'s change",
    "cc @{}, please look",
    "({}) saw it first",
    "the board, says {}.",
    "*{}* and _{}_",
    "{}: queue at 4,000",
    "handed to {}; then it was quiet",
    "see <https://x.example/a|the note of {}>",
    "“{} paused it”",
]


@st.composite
def casts(draw: st.DrawFn) -> tuple[Cast, list[str]]:
    names: dict[UserId, tuple[str, ...]] = {}
    for n in range(draw(st.integers(1, 6))):
        first, last = draw(FIRST), draw(LAST)
        shown = draw(st.sampled_from(FORMS)).format(
            first, role=draw(st.sampled_from(["SRE", "ops"]))
        )
        names[UserId(f"U{n}")] = (shown, f"{first} {last}", f"{first}.{last}".lower())
    roles = dict.fromkeys(list(names)[::2], "lead")
    called = [
        written
        for shown, real, handle in names.values()
        for written in (real, real.split()[0], real.split()[-1], handle)
    ]
    return Cast(roles=roles, names=Names(names)), called


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@given(casts(), st.data())
def test_no_name_of_anybody_stays_in_any_writing(
    given_cast: tuple[Cast, list[str]], data: st.DataObject
) -> None:
    cast, called = given_cast
    name = data.draw(st.sampled_from(called))
    for write in (str, str.lower, str.upper, _bare, str.title):
        written = data.draw(st.sampled_from(FRAMES)).format(*[write(name)] * 2)
        shown = cast.anonymous(Mrkdwn(written.replace("&", "&amp;"))).casefold()
        for word in name.casefold().replace("-", " ").replace(".", " ").split():
            if len(word) > 3:
                assert word not in shown.replace("/", " "), (written, shown)
                assert _bare(word) not in shown, (written, shown)


@given(st.text(max_size=2000).map(esc), st.text(st.characters(categories=["L"]), min_size=1))
def test_any_name_can_be_looked_for(text: Mrkdwn, name: str) -> None:
    cast = Cast(roles={LEAD: "lead"}, names=Names({LEAD: (name, f"{name} Halvorsen")}))
    assert "Halvorsen" not in cast.anonymous(Mrkdwn(f"{text}. Halvorsen"))


@given(st.text(max_size=600).map(esc))
def test_a_text_without_names_stays_as_it_is(text: Mrkdwn) -> None:
    assert Cast(roles={}, names=Names({LEAD: ("Halvorsen",)})).anonymous(text) == text


def test_many_people_and_a_long_text_take_no_time() -> None:
    names = {UserId(f"U{n}"): (f"First{n} Last{n}", f"handle{n}") for n in range(5000)}
    cast = Cast(roles={}, names=Names(names))
    text = Mrkdwn("The queue grew to 4,000 and First77 looked. " * 400)
    assert "First77" not in cast.anonymous(text)
