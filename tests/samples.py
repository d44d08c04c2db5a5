"""Every screen of every feature, drawn from sample data: plain ones, and the extremes.

`SCREENS` is the registry that the contract tests walk; a public view function that is not in it
fails them.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.models.views import View

from app.bootstrap import all_listeners
from app.error_handler import OUR_FAULT, SLACK_DID_NOT_ANSWER, message_for
from app.errors import UserError
from app.home import views as home_views
from app.incidents import views as incident_views
from app.incidents import views_forms as incident_forms
from app.incidents.rules import SEVERITY_LABELS, Incident, Transition
from app.reviews import views as review_views
from app.reviews.rules import LENGTH, LONG_LENGTH, Review
from app.reviews.rules_proposal import Proposal
from app.reviews.rules_slots import Slot
from app.slack.blocks import Message
from app.slack.ids import ChannelId, UserId
from app.slack.mrkdwn import NOTHING, Mrkdwn, clip, esc
from app.summaries import views as summary_views
from app.summaries.rules import generate
from app.summaries.views import SummaryMessages
from app.timeline import views as timeline_views
from app.timeline import views_hooks
from app.timeline.rules import Entry
from app.timeline.rules_hooks import HOOKS_MAX, Hook
from app.vocabulary import (
    ChannelState,
    EntryKind,
    Meaning,
    Phase,
    ReviewState,
    Severity,
    Source,
    State,
    TransitionKind,
)
from app.workspace import views as workspace_views
from app.workspace.rules import Choices
from tests.factories import ALICE, BOB, CAROL, CHANNEL, NOW, TEAM, ts
from tests.unit.summaries.stories import entry as kept_entry
from tests.unit.summaries.stories import marks, recorded, recorded_story, story

Json = Mapping[str, Any]
Screen = View | Message | SummaryMessages | str

LONG = clip(esc("A & B went <down> \U0001f469\u200d\U0001f692 again. " * 120), 3000)
"""About as long as what people may type, full of signs that have to be escaped."""
TYPED_LONG = Mrkdwn(esc("&" * 3000))
"""The longest that a full text field can become."""
ODD = esc(
    "*bold* _it_ ~no~ `code` ```block``` > quote \u2022 :fire: @channel #general <!here> & \u202e"
    "\U0001f3f3\ufe0f\u200d\U0001f308 \U0001f468\u200d\U0001f469\u200d\U0001f467"
)
"""What people type into a form to see what happens."""
SHOUTED = Mrkdwn("<!channel> <!here|x> <!subteam^S1|@oncall> is down, says <@U0BOB|bob>")
"""The same from the message box, where it is markup."""
CROWD = tuple(UserId(f"U0PERSON{n:03}") for n in range(60))


def an_incident(**changes: Any) -> Incident:  # noqa: ANN401 - any field
    """Under way, with everything known that can be."""
    usual = Incident(
        id=7,
        team=TEAM,
        number=7,
        title=Mrkdwn("Search shows yesterday's prices"),
        severity=Severity.SEV2,
        state=State.INVESTIGATING,
        is_private=False,
        impact=Mrkdwn("Prices in search results are a day old."),
        eased_by=None,
        declared_by=ALICE,
        declared_at=NOW,
        started_at=NOW - timedelta(minutes=12),
        resolved_at=None,
        channel=CHANNEL,
        channel_name="inc-7-search-shows-yesterdays-prices",
        channel_state=ChannelState.OPEN,
        lead=ALICE,
    )
    return replace(usual, **changes)


BARE = an_incident(
    title=Mrkdwn("x"),
    impact=None,
    channel=None,
    channel_name=None,
    channel_state=ChannelState.OPENING,
    lead=None,
)
LENGTHY = an_incident(title=LONG, impact=LONG, number=10**9, is_private=True)
STRANGE = an_incident(title=ODD, impact=ODD)
SHOUTING = an_incident(title=SHOUTED, impact=SHOUTED, lead=None)
RESOLVED = an_incident(
    state=State.RESOLVED,
    resolved_at=NOW + timedelta(hours=3),
    eased_by=Mrkdwn("The index was rebuilt."),
)
INCIDENTS = (an_incident(), BARE, LENGTHY, STRANGE, SHOUTING, RESOLVED)


def an_entry(**changes: Any) -> Entry:  # noqa: ANN401 - any field
    """A kept message, read and filled."""
    usual = Entry(
        id=1,
        number=1,
        occurred_at=NOW,
        kind=EntryKind.OBSERVATION,
        phase=Phase.DIAGNOSE,
        text=Mrkdwn("The index queue grows, no alert."),
        author=BOB,
        source=Source.MESSAGE,
        channel=CHANNEL,
        ts=ts(),
        thread=None,
        is_filled=True,
        marks={Meaning.KEEP: 1},
    )
    return replace(usual, **changes)


FILES = (
    {"name": "graph.png", "type": "image/png", "permalink": "https://acme.slack.com/files/F1"},
    {
        "name": "a|b <c> & d.txt",
        "type": "text/plain",
        "permalink": "https://acme.slack.com/files/F2",
    },
    {"name": "n" * 255, "type": "", "permalink": ""},
)
ENTRIES = (
    an_entry(),
    an_entry(kind=EntryKind.DECISION, text=LONG, files=FILES * 3),
    an_entry(kind=EntryKind.HANDOFF, text=ODD, author=None),
    an_entry(text=SHOUTED),
    an_entry(kind=EntryKind.STATUS, text=Mrkdwn("Identified."), source=Source.SYSTEM, ts=None),
    an_entry(text=NOTHING, is_filled=False),
    an_entry(text=NOTHING, files=FILES),
    an_entry(
        kind=EntryKind.CHANGE,
        text=Mrkdwn("Deployed web 2.14"),
        author=None,
        author_label="deploys",
        source=Source.HOOK,
        ts=None,
        link="https://ci.example.com/214?a=1&b=2",
    ),
    an_entry(text=LONG, author=None, author_label="n" * 80, link="https://a.example/" + "x" * 1900),
)


def a_hook(**changes: Any) -> Hook:  # noqa: ANN401 - any field
    usual = Hook(
        id=4,
        team=TEAM,
        name="deploys",
        secret="hqF3Zc0mJ4b8VwU1sT9yRkPz6dXn2LaE7oGiCvBtMfQ",
        made_by=ALICE,
        made_at=NOW,
    )
    return replace(usual, **changes)


HOOK_BASE = "https://your.host"
HOOKS = (a_hook(), a_hook(id=10**9, name="n" * 40))


def a_transition(**changes: Any) -> Transition:  # noqa: ANN401 - any field
    usual = Transition(
        id=1,
        incident_id=7,
        kind=TransitionKind.STATE,
        became=State.IDENTIFIED.value,
        note=Mrkdwn("The bulk import fills the queue."),
        by=ALICE,
        at=NOW,
    )
    return replace(usual, **changes)


TRANSITIONS = (
    *(a_transition(became=state.value) for state in State),
    *(
        a_transition(kind=TransitionKind.SEVERITY, became=severity.value, note=None)
        for severity in SEVERITY_LABELS
    ),
    a_transition(kind=TransitionKind.LEAD, became=BOB, note=None),
    a_transition(kind=TransitionKind.LEAD, became=ALICE, note=None),
    a_transition(note=TYPED_LONG),
    a_transition(note=ODD),
    a_transition(note=SHOUTED),
)


def a_review(**changes: Any) -> Review:  # noqa: ANN401 - any field
    """Two days ahead, an hour, facilitated."""
    usual = Review(
        id=3,
        incident_id=7,
        state=ReviewState.SCHEDULED,
        facilitator=CAROL,
        meets_at=NOW + timedelta(days=2),
        length=LENGTH,
        calendar_uid="T0ACME-7@onward.invalid",
        calendar_sequence=0,
        closed_at=None,
    )
    return replace(usual, **changes)


REVIEWS = (a_review(), a_review(facilitator=None), a_review(length=LONG_LENGTH, id=10**9))

STARTS_AT = NOW + timedelta(days=2)
PROPOSALS = (
    Proposal(Slot(starts_at=STARTS_AT, ends_at=STARTS_AT + LENGTH), CAROL, [ALICE, BOB]),
    Proposal(
        Slot(
            starts_at=STARTS_AT,
            ends_at=STARTS_AT + LENGTH,
            is_common=False,
            note="No hour lies inside everyone's working day. " + "Thu 22:00 in Auckland, " * 40,
        ),
        None,
        [],
    ),
)

CHOICES = (
    Choices(
        announce_channel=ChannelId("C0INCIDENTS"),
        time_zone="America/Argentina/ComodRivadavia",
        day_starts_at="09:00",
        day_ends_at="17:00",
        holiday_country="DE",
        facilitators=CROWD,
    ),
    Choices(
        announce_channel=None,
        time_zone="UTC",
        day_starts_at="9:00",
        day_ends_at="17:00",
        holiday_country=None,
        facilitators=(),
    ),
)

CARRIED = incident_forms.StartContext(
    {
        "channel": CHANNEL,
        "ts": ts(),
        "thread_ts": ts(NOW, 1),
        "author": BOB,
        "text": '\U0001f469\u200d\U0001f692"\n' * 1000,
    }
)
DOCUMENTS = (
    generate(recorded_story(recorded())),
    generate(story()),
    generate(
        story([kept_entry(1, SHOUTED), kept_entry(2, ODD, marks=marks(star=2))], title=SHOUTED)
    ),
    generate(
        story(
            [kept_entry(n, f"Choice {n}: {LONG}", marks=marks(scales=1)) for n in range(1, 60)],
            title=LONG,
            impact=LONG,
        )
    ),
)
QUOTING = summary_views.summary_messages(DOCUMENTS[0])
"""What real people wrote; all that is ours to word is in the others as well."""
HELP = [one.help for one in all_listeners() if one.help]


def messages(screen: Screen) -> Sequence[View | Message]:
    """A screen as what is sent to Slack, one by one; a line of text is not sent by itself."""
    if isinstance(screen, SummaryMessages):
        return [screen.first, *screen.replies]
    return [] if isinstance(screen, str) else [screen]


SCREENS: Mapping[Callable[..., object], Sequence[Screen]] = {
    message_for: [
        message_for(UserError(sentence))
        for sentence in (OUR_FAULT, SLACK_DID_NOT_ANSWER, "Please name one person.", LONG)
    ],
    home_views.help_page: [
        home_views.help_page(HELP),
        home_views.help_page(HELP, unknown="frobnicate"),
    ],
    home_views.home_page: [
        home_views.home_page([]),
        home_views.home_page(INCIDENTS),
        home_views.home_page([LENGTHY] * 20),
    ],
    incident_views.card: [incident_views.card(incident) for incident in INCIDENTS],
    incident_views.topic: [incident_views.topic(incident) for incident in INCIDENTS],
    incident_views.announcement: [incident_views.announcement(incident) for incident in INCIDENTS],
    incident_views.transition_line: [
        incident_views.transition_line(an_incident(), transition) for transition in TRANSITIONS
    ],
    incident_views.incident_list: [
        incident_views.incident_list([]),
        incident_views.incident_list([an_incident()]),
        incident_views.incident_list(INCIDENTS),
        incident_views.incident_list([LENGTHY] * 20),
    ],
    incident_views.channel_trouble: [
        incident_views.channel_trouble(replace(incident, channel_state=state))
        for incident in (an_incident(), LENGTHY, STRANGE, SHOUTING)
        for state in (
            ChannelState.ARCHIVED,
            ChannelState.LEFT,
            ChannelState.GONE,
            ChannelState.REFUSED,
        )
    ],
    incident_forms.start_form: [
        incident_forms.start_form(NOTHING, declarer=ALICE),
        incident_forms.start_form(LONG, declarer=ALICE, severity=Severity.NEAR_MISS),
        incident_forms.start_form(ODD, declarer=ALICE, carried=CARRIED),
        incident_forms.start_form(SHOUTED, declarer=ALICE, severity=Severity.SEV1),
    ],
    incident_forms.state_form: [incident_forms.state_form(incident) for incident in INCIDENTS],
    incident_forms.severity_form: [
        incident_forms.severity_form(incident) for incident in INCIDENTS
    ],
    incident_forms.lead_form: [incident_forms.lead_form(incident) for incident in INCIDENTS],
    timeline_views.timeline_page: [
        timeline_views.timeline_page(an_incident(), [], 1, 1),
        timeline_views.timeline_page(an_incident(), ENTRIES, 1, 1),
        timeline_views.timeline_page(an_incident(), [ENTRIES[1]] * 10, 2, 3),
    ],
    timeline_views.entry_line: [timeline_views.entry_line(entry) for entry in ENTRIES],
    timeline_views.note_form: [timeline_views.note_form(incident) for incident in INCIDENTS],
    timeline_views.noted: [timeline_views.noted(NOW), timeline_views.noted(None)],
    views_hooks.hook_made: [views_hooks.hook_made(hook, HOOK_BASE) for hook in HOOKS],
    views_hooks.hook_renewed: [views_hooks.hook_renewed(hook, HOOK_BASE) for hook in HOOKS],
    views_hooks.hooks_page: [
        views_hooks.hooks_page([]),
        views_hooks.hooks_page([a_hook(id=n, name="n" * 40) for n in range(HOOKS_MAX)]),
    ],
    review_views.resolve_form: [
        review_views.resolve_form(incident, proposal, now=NOW)
        for incident in INCIDENTS
        for proposal in PROPOSALS
    ],
    review_views.schedule: [
        review_views.schedule(an_incident(), review, participants)
        for review in REVIEWS
        for participants in ([ALICE], CROWD)
    ],
    review_views.agenda_message: [
        review_views.agenda_message(an_incident(), review) for review in REVIEWS
    ],
    review_views.summary_comes_later: [
        review_views.summary_comes_later(review) for review in REVIEWS
    ],
    review_views.summary_on_its_way: [review_views.summary_on_its_way()],
    summary_views.summary_messages: [
        QUOTING,
        *(summary_views.summary_messages(document) for document in DOCUMENTS[1:]),
    ],
    workspace_views.settings_form: [workspace_views.settings_form(choices) for choices in CHOICES],
    workspace_views.settings_saved: [
        workspace_views.settings_saved(choices) for choices in CHOICES
    ],
}


def cases(*, quoting: bool = True) -> list[Any]:
    """Everything that is sent, each with the name of its view and the number of its sample.

    Without `quoting`, not the summary that quotes what real people wrote.
    """
    return [
        pytest.param(shown, id=f"{view.__name__}-{number}.{part}")
        for view, samples in SCREENS.items()
        for number, sample in enumerate(samples)
        if quoting or sample is not QUOTING
        for part, shown in enumerate(messages(sample))
    ]


def sent(shown: View | Message) -> Json:
    """As it goes over the wire; the models refuse here what they know to be wrong."""
    if isinstance(shown, View):
        return dict(json.loads(json.dumps(shown.to_dict())))
    blocks = [block.to_dict() for block in shown.blocks]
    return {"text": shown.text, "blocks": json.loads(json.dumps(blocks))}


def texts(value: object) -> Iterator[Json]:
    """Every text object inside, in reading order."""
    if isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        if value.get("type") in {"plain_text", "mrkdwn"}:
            yield value
        else:
            for item in value.values():
                yield from texts(item)
