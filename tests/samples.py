"""What screens.py draws from: plain ones of everything, and the extremes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from slack_sdk.models.views import View

from app.bootstrap import all_listeners
from app.doctor.rules import Connection, Report, Stuck, Why
from app.doctor.rules_names import NAMES
from app.followups.rules import Board, FollowUp, LookBack
from app.followups.rules_history import Step
from app.followups.rules_listing import Asked, Listing, Owned, Scope
from app.followups.rules_listing import Listed as ListedChange
from app.followups.rules_look_backs import Asking
from app.followups.views_forms import FormContext
from app.home import views_shelves
from app.home.rules_digest import LISTED as DIGEST_LISTED
from app.home.rules_digest import Digest, Told
from app.home.rules_home import PAGE_SIZE, OwnStep, Page, Shelf, Turn, Upcoming
from app.incidents import views_forms as incident_forms
from app.incidents.rules import SEVERITY_LABELS, Incident, SeenBefore, Transition
from app.learning.rules_hits import SHOWN_AT_MOST, About, Hit, Line, Results
from app.learning.rules_patterns import LISTED, Pattern, Patterns, Reviewed
from app.learning.rules_patterns import Item as PatternItem
from app.learning.rules_patterns import Row as PatternRow
from app.learning.rules_patterns import Section as PatternSection
from app.learning.rules_spans import USUAL
from app.privacy.rules_retention import Keeping, Kept
from app.reviews import (
    views_calibration,
    views_findings,
    views_reading,
)
from app.reviews.rules import LENGTH, LONG_LENGTH, Review
from app.reviews.rules_agenda import StillOpen
from app.reviews.rules_brief import Brief, Gap, Talk, Theme
from app.reviews.rules_calibration import Part as OwnPart
from app.reviews.rules_calibration import Reading as OwnReading
from app.reviews.rules_finding_forms import (
    OFFERED_AT_MOST,
    Adding,
    FindingPage,
    FindingsPage,
    Opened,
)
from app.reviews.rules_findings import Finding, Part
from app.reviews.rules_next_step import NextStep
from app.reviews.rules_proposal import Proposal
from app.reviews.rules_reflections import Answer, Sheet, is_quotable
from app.reviews.rules_rewind import MOST_STOPS, Account, Rewind, Sight, Stop, Walk
from app.reviews.rules_schedule import Offer
from app.reviews.rules_slots import Slot
from app.reviews.rules_stops import ChosenStop
from app.sandbox.inputs import values
from app.slack.blocks import Message
from app.slack.ids import ChannelId, EmojiName, UserId
from app.slack.mrkdwn import NOTHING, Mrkdwn, clip, esc
from app.slack.shown import Shown
from app.summaries.rules_checklist import Check, Item
from app.summaries.rules_corrections import Correction
from app.summaries.rules_document import Quote, SectionKey, Statement, Subject
from app.summaries.rules_held import Held
from app.summaries.rules_shared import Shared
from app.summaries.rules_story import Change, Found
from app.summaries.views import SummaryMessages
from app.timeline import (
    views_entries,
)
from app.timeline.rules import Decision, Entry, Handoff
from app.timeline.rules_decisions import Decided
from app.timeline.rules_entries import (
    EVERYTHING,
    REMOVED,
    Brought,
    Editable,
    Listed,
    Place,
    TimelinePage,
    fingerprint,
)
from app.timeline.rules_handoffs import LEAD_SUBJECT, Given, SoFar
from app.timeline.rules_hooks import Hook
from app.timeline.rules_suggestions import Suggestion
from app.vocabulary import (
    Audience,
    Automatic,
    Category,
    ChangeStep,
    ChannelState,
    Confidence,
    EntryKind,
    FindingKind,
    FollowUpState,
    Holds,
    Letter,
    Meaning,
    Openness,
    Phase,
    Question,
    ReviewDepth,
    ReviewState,
    Role,
    Severity,
    Source,
    State,
    StopReason,
    Strength,
    TransitionKind,
)
from app.wording import views as wording_views
from app.wording.rules import Note
from app.wording.views import READS
from app.workspace.rules import Choices
from app.workspace.rules_calendar import WorkingCalendar
from app.workspace.rules_log import SettingChange
from app.workspace.rules_marks import MOST, NAME_MAX
from app.workspace.rules_names import Names
from app.workspace.rules_people import Cast
from tests.factories import ALICE, BOB, CAROL, CHANNEL, NOW, TEAM, found, ts

Json = Mapping[str, Any]
Screen = View | Message | SummaryMessages | str

LONG = clip(esc("A & B went <down> \U0001f469\u200d\U0001f692 again. " * 120), 3000)
"""About as long as what people may type, full of signs that have to be escaped."""
TYPED_LONG = Mrkdwn(esc("&" * 3000))
"""The longest that a full text field can become."""
TYPED_ANSWER = Mrkdwn(esc("&" * 1500))
"""The longest answer to a question before a review."""
ODD = esc(
    "*bold* _it_ ~no~ `code` ```block``` > quote \u2022 :fire: @channel #general <!here> & \u202e"
    "\U0001f3f3\ufe0f\u200d\U0001f308 \U0001f468\u200d\U0001f469\u200d\U0001f467"
)
"""What people type into a form to see what happens."""
SHOUTED = Mrkdwn("<!channel> <!here|x> <!subteam^S1|@oncall> is down, says <@U0BOB|bob>")
"""The same from the message box, where it is markup."""
SETTING_CHANGES = tuple(
    SettingChange(setting=setting, was=was, became=became, by=by, at=NOW)
    for setting, was, became, by in (
        ("announce_channel_id", None, "C0123ABCD", UserId("U0ALICE")),
        ("facilitator_ids", [], ["U0ALICE", "U0BOB"], UserId("U0BOB")),
        ("digest_day", None, 4, None),
        ("tells_patterns", False, True, UserId("U0ALICE")),
        ("keeps_texts_days", None, 365, UserId("U0ALICE")),
        ("marks", {}, {"keep": ["bookmark", "star"]}, UserId("U0ALICE")),
        ("unsent", ["brief"], [], UserId("U0ALICE")),
        ("meeting_link", False, True, UserId("U0ALICE")),
        ("webhook_secret", True, False, UserId("U0ALICE")),
        ("time_zone", "UTC", "x" * 3000, UserId("U0ALICE")),
    )
)
KEEPINGS: tuple[tuple[Keeping, SettingChange | None], ...] = (
    ({}, None),
    ({Kept.TEXTS: 90, Kept.ANSWERS: 365, Kept.INCIDENTS: 1825}, SETTING_CHANGES[4]),
)
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
NOT_TAKEN = an_incident(channel_name=None, has_own_channel=False)
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


HOOK_BASE = "https://your.host/hooks"
HOOKS = (a_hook(), a_hook(id=10**9, name="n" * 40))


def an_editable(**changes: Any) -> Editable:  # noqa: ANN401 - any field
    usual = Editable(
        id=3,
        incident_id=7,
        text=Mrkdwn("It grew."),
        occurred_at=NOW,
        kind=EntryKind.OBSERVATION,
        confidence=Confidence.OBSERVED,
        author=BOB,
        is_removed=False,
    )
    return replace(usual, **changes)


BROUGHT = Brought(
    channel=CHANNEL,
    ts=ts(),
    thread=None,
    author=BOB,
    label=None,
    text=ODD,
    filled_in=fingerprint(ODD),
    when="2026-03-03 10:00",
)


def a_page(*listed: Listed, **changes: Any) -> TimelinePage:  # noqa: ANN401 - any field
    usual = TimelinePage(
        incident=an_incident(),
        place=Place(7, EVERYTHING, 1),
        pages=1,
        listed=listed,
        zone=ZoneInfo("Europe/Berlin"),
        workspace_url="https://acme.slack.com/",
    )
    return replace(usual, **changes)


TOLD = Decision(intent=Mrkdwn("Fresh prices"), assumed=LONG)
HANDED_ON = (
    Handoff(giver=ALICE, receiver=BOB, state_given=LONG, received_at=NOW, read_back=ODD),
    Handoff(giver=ALICE, receiver=BOB, state_given=LONG),
    Handoff(receiver=BOB, received_at=NOW),
    Handoff(),
)
ODD_ENTRIES: Sequence[dict[str, Any]] = (
    {"kind": EntryKind.DECISION, "decision": TOLD, "text": TYPED_LONG},
    *({"kind": EntryKind.HANDOFF, "handoff": one} for one in HANDED_ON),
    {"confidence": Confidence.RECALLED, "author": None, "author_label": "a<b&c"},
    {"link": "https://acme.example/deploys/7", "text": LONG, "files": FILES * 3},
)
PAGES = (
    a_page(),
    a_page(place=Place(7, REMOVED, 1)),
    a_page(place=Place(7, EntryKind.HELP, 1)),
    a_page(*(Listed(entry) for entry in ENTRIES)),
    a_page(
        *(
            Listed(an_entry(id=n, occurred_at=NOW + timedelta(days=n), **told))
            for n, told in enumerate(ODD_ENTRIES)
        ),
        incident=LENGTHY,
        place=Place(10**9, EVERYTHING, 500),
        pages=1000,
    ),
    a_page(
        Listed(an_entry(id=1), is_removed=True, removed_by=CAROL),
        Listed(an_entry(id=2, text=SHOUTED), is_removed=True),
        place=Place(7, REMOVED, 2),
        pages=2,
        incident=STRANGE,
    ),
    a_page(Listed(an_entry(text=NOTHING), is_removed=True, is_deleted=True), incident=SHOUTING),
)


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
    a_transition(note=TYPED_LONG),
    a_transition(note=ODD),
    a_transition(note=SHOUTED),
)


def a_decision(**changes: Any) -> Decided:  # noqa: ANN401 - any field
    usual = Decided(
        entry_id=1,
        incident_id=7,
        text=Mrkdwn("Restart the indexers."),
        author=BOB,
        stored=Decision(),
        is_kept=True,
        was_asked=False,
    )
    return replace(usual, **changes)


DECISIONS = (
    a_decision(),
    a_decision(text=LONG, stored=Decision(intent=LONG, known=TYPED_LONG, assumed=LONG)),
    a_decision(text=ODD, stored=Decision(assumed=ODD, alternatives=SHOUTED, pressure=ODD)),
    a_decision(text=SHOUTED),
    a_decision(text=NOTHING),
    a_decision(text=Mrkdwn("We restart them, assuming that they are stuck.")),
)


def a_handoff(**changes: Any) -> Handoff:  # noqa: ANN401 - any field
    """Told by its giver, not answered yet."""
    usual = Handoff(
        subject=Mrkdwn("The index migration"),
        giver=ALICE,
        receiver=BOB,
        state_given=Mrkdwn("Half of it is done; running fine."),
        open_questions=Mrkdwn("Does the mail wait for it?"),
        given_at=NOW,
    )
    return replace(usual, **changes)


def a_given(handoff: Handoff | None = None, **changes: Any) -> Given:  # noqa: ANN401 - any field
    usual = Given(
        entry_id=1,
        incident_id=7,
        text=Mrkdwn("Handed over to <@U0BOB>: The index migration"),
        source=Source.SYSTEM,
        given_by=ALICE,
        handoff=handoff or a_handoff(),
        is_removed=False,
        is_replaced=False,
    )
    return replace(usual, **changes)


ANSWERED = a_handoff(read_back=Mrkdwn("Migration is half done."), received_at=NOW)
GIVEN = (
    a_given(),
    a_given(ANSWERED),
    a_given(is_replaced=True),
    a_given(is_removed=True),
    a_given(a_handoff(role=Role.LEAD, subject=LEAD_SUBJECT, state_given=None)),
    a_given(a_handoff(role=Role.LEAD, giver=None, received_at=NOW, state_given=None)),
    a_given(a_handoff(role=Role.LEAD, subject=LONG, state_given=TYPED_LONG, read_back=LONG)),
    a_given(replace(ANSWERED, subject=LONG, state_given=LONG, open_questions=LONG, read_back=LONG)),
    a_given(replace(ANSWERED, subject=ODD, state_given=ODD, open_questions=ODD, read_back=ODD)),
    a_given(replace(ANSWERED, subject=SHOUTED, state_given=SHOUTED, read_back=SHOUTED)),
)
SO_FAR = (
    SoFar("", ""),
    SoFar("09:00 UTC Identified.\n09:05 UTC The index queue grows.", "Does the mail wait?"),
    SoFar("<&> " * 800, "? " * 1600),
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


REVIEWS = (
    a_review(),
    a_review(facilitator=None),
    a_review(length=LONG_LENGTH, id=10**9, accepted_at=NOW),
)


def a_stop(place: int, **changes: Any) -> Stop:  # noqa: ANN401 - any field
    """A decision to stop at, whose message stands."""
    usual = Stop(
        id=place + 1,
        entry_id=place + 1,
        place=place,
        reason=StopReason.DECISION,
        arrived_at=NOW + timedelta(days=2, minutes=12),
        channel=CHANNEL,
        ts=ts(NOW + timedelta(days=2), place),
    )
    return replace(usual, **changes)


def a_rewind(position: int = 0, stops: int = 3, **changes: Any) -> Rewind:  # noqa: ANN401
    """Under way, each stop for another reason."""
    reasons = list(StopReason)
    usual = Rewind(
        review_id=3,
        stops=[
            a_stop(n, reason=reasons[n % len(reasons)], measure=42 if n % 2 else 4)
            for n in range(stops)
        ],
        position=position,
        reached=min(position, stops - 1),
        started_at=NOW + timedelta(days=2),
        started_by=CAROL,
    )
    return replace(usual, **changes)


UNPREPARED = Rewind(review_id=3)
DONE = a_rewind(3, finished_at=NOW + timedelta(days=2, hours=1))
REWINDS = (
    UNPREPARED,
    a_rewind(),
    a_rewind(1, reached=2),
    a_rewind(1, stops=3, started_at=NOW + timedelta(days=3)),
    a_rewind(3),
    a_rewind(0, stops=0),
    a_rewind(MOST_STOPS - 1, stops=MOST_STOPS),
    a_rewind(0, stops=1),
    DONE,
)


HELD = [
    Held(
        Quote(subject=subject, id=10**9 + n, field=name, text=ODD, number=number, at=at),
        Mrkdwn("What we learned"),
        n,
    )
    for n, ((subject, name), (number, at)) in enumerate(
        product(
            [
                (Subject.ENTRY, "text"),
                (Subject.DECISION, "alternatives"),
                (Subject.HANDOFF, "read_back"),
                (Subject.FINDING, "reasonable"),
                (Subject.CHANGE, "reason"),
                (Subject.INCIDENT, "title"),
            ],
            [(4, NOW), (None, None)],
        ),
        start=1,
    )
]

ANSWERS = [
    Answer(n, question, text, audience, None if audience is Audience.UNNAMED else BOB)
    for n, (question, audience, text) in enumerate(
        product(Question, Audience, (Mrkdwn("I saw it late."), TYPED_ANSWER, ODD, SHOUTED)), 1
    )
]
"""Each question answered in every way, the longest ones among them."""


def a_sheet(**changes: Any) -> Sheet:  # noqa: ANN401 - any field
    """Of a responder, not answered yet; enough are asked."""
    usual = Sheet(
        review=a_review(),
        title=Mrkdwn("Search shows yesterday's prices"),
        questions=(Question.SAW, Question.DECIDED, Question.SURPRISED, Question.HELPED),
        asked=dict.fromkeys(Question, 5),
    )
    return replace(usual, **changes)


SHEETS = (
    a_sheet(),
    a_sheet(asked={Question.SAW: 2, Question.DECIDED: 1}, said=ENTRIES[:3]),
    a_sheet(
        title=LONG,
        questions=tuple(Question)[:4],
        given={one.question: one for one in ANSWERS},
        said=[an_entry(text=text) for text in (LONG, ODD, SHOUTED, NOTHING)] * 2,
        asked={},
    ),
    a_sheet(title=SHOUTED, questions=(Question.SAW, Question.QUESTION)),
)
READINGS = (
    views_reading.Reading(review=a_review(), answers=(), quoted={}, roles={}),
    views_reading.Reading(review=a_review(), answers=ANSWERS[:1], quoted={}, roles={}),
    views_reading.Reading(
        review=a_review(),
        answers=ANSWERS,
        quoted={one.id: range(MOST_STOPS) for one in ANSWERS[::2]},
        roles={BOB: "lead"},
    ),
)


def a_walk(rewind: Rewind, *, incident: Incident | None = None, length: timedelta = LENGTH) -> Walk:
    """Everything that is known at each stop, told at length."""
    told = Decision(
        intent=LONG, known=ODD, assumed=SHOUTED, alternatives=LONG, pressure=LONG, outcome=OUTCOME
    )
    given = Handoff(subject=LONG, state_given=SHOUTED, open_questions=LONG, given_at=NOW)
    accounts = [Account(LONG, BOB), Account(SHOUTED, CAROL), *[Account(ODD, ALICE)] * 9]
    shown = [
        replace(ENTRIES[n % len(ENTRIES)], id=n + 1, decision=told, handoff=given)
        for n, _ in enumerate(rewind.stops)
    ]
    return Walk(
        review=a_review(length=length),
        incident=incident or an_incident(),
        rewind=rewind,
        sights=[
            Sight(
                stop=stop,
                entry=shown[stop.place],
                before=[an_entry(text=LONG), an_entry(text=SHOUTED)][: stop.place],
                accounts=accounts[: stop.place * 2],
                quotes=[one for one in ANSWERS if is_quotable(one)][: stop.place * 3],
            )
            for stop in rewind.visited
        ],
        cast=Cast(roles={ALICE: "lead", BOB: "responder"}, names=Names({})),
        workspace_url="https://acme.slack.com/",
    )


OUTCOME = Mrkdwn("It held until noon.")
"""What is known today; no stop may show it."""
WALKS = (
    *(a_walk(rewind) for rewind in REWINDS),
    a_walk(a_rewind(6, stops=7), incident=RESOLVED, length=LONG_LENGTH),
    a_walk(
        a_rewind(1, started_at=NOW, reached=2),
        incident=an_incident(resolved_at=NOW + timedelta(days=1)),
    ),
)


def a_finding(**changes: Any) -> Finding:  # noqa: ANN401 - any field
    """A factor with an entry that shows it."""
    usual = Finding(
        id=5,
        review_id=3,
        kind=FindingKind.FACTOR,
        category=Category.STRETCH,
        text=Mrkdwn("The write limit dated from 0.9 M items; relying on it contributed."),
        found_by=BOB,
        found_at=NOW,
        evidence=(1,),
    )
    return replace(usual, **changes)


EVERY_ENTRY = {
    n: an_entry(id=n, number=n, text=Mrkdwn("the queue grows & grows " * n), thread=ts(NOW, 9))
    for n in range(1, OFFERED_AT_MOST + 1)
}
"""As many as a menu takes."""
FINDINGS = (
    a_finding(),
    a_finding(text=SHOUTED, evidence=()),
    a_finding(
        text=TYPED_LONG,
        category=Category.PROCESS_BYPASSED,
        reasonable=TYPED_LONG,
        evidence=tuple(range(1, 21)),
        first_wording=TYPED_LONG,
        new_to=60,
        merged=tuple(Part(n, LONG) for n in range(6, 16)),
    ),
    a_finding(kind=FindingKind.LUCK, category=None, text=ODD, reasonable=ODD, new_to=1),
    a_finding(kind=FindingKind.LEARNING, category=None, merged=(Part(9, SHOUTED),)),
    a_finding(merged_into=6),
    a_finding(is_removed=True),
)


def a_finding_page(finding: Finding, **changes: Any) -> FindingPage:  # noqa: ANN401 - any field
    """As whoever steers sees it."""
    usual = FindingPage(
        finding=finding,
        into=a_finding(id=6, text=LONG) if finding.merged_into else None,
        entries=EVERY_ENTRY,
        workspace_url="https://acme.slack.com/",
        may_reword=True,
        may_merge=True,
        is_new_to_viewer=False,
    )
    return replace(usual, **changes)


def a_findings_page(*findings: Finding, **changes: Any) -> FindingsPage:  # noqa: ANN401
    usual = FindingsPage(
        incident=an_incident(),
        review_id=3,
        findings=findings,
        page=1,
        pages=1,
        entries=EVERY_ENTRY,
        workspace_url="https://acme.slack.com/",
    )
    return replace(usual, **changes)


OPENED = Opened(finding=5, page=1)

_LIGHT = a_walk(a_rewind(3))
LIGHT_WALK = replace(_LIGHT, review=a_review(depth=ReviewDepth.LIGHT))

STARTS_AT = NOW + timedelta(days=2)
OFFERS = (
    Offer(
        slots=[Slot(starts_at=STARTS_AT, ends_at=STARTS_AT + LENGTH)],
        length=LENGTH,
        sequence=0,
        zone=ZoneInfo("UTC"),
    ),
    Offer(
        slots=[
            Slot(
                starts_at=STARTS_AT + timedelta(days=day),
                ends_at=STARTS_AT + timedelta(days=day) + LONG_LENGTH,
                is_common=False,
                note="No hour lies inside everyone's working day. "
                + "Thu 22:00 in Auckland, " * 40,
            )
            for day in range(3)
        ],
        length=LONG_LENGTH,
        sequence=6,
        zone=ZoneInfo("Asia/Kolkata"),
    ),
)

PROPOSALS = (
    Proposal(NOW, Slot(starts_at=STARTS_AT, ends_at=STARTS_AT + LENGTH), CAROL, [ALICE, BOB]),
    Proposal(
        NOW - timedelta(minutes=9),
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
        unrecorded=frozenset(Automatic),
        keeps_files=True,
        meeting_link="https://meet.acme.example/" + "reviews" * 60,
        facilitator_group="g" * 80,
        unsent=frozenset(Letter),
        drafts=frozenset({Openness.PRIVATE}),
    ),
)

OWN_READINGS = tuple(
    OwnReading(
        entry=an_entry(id=number, number=number, text=words),
        accounts=[Account(words, BOB)] * (number % 5),
        is_own=number % 2 == 0,
        is_confirmed=number % 3 == 0,
        has_own_account=number % 4 == 0,
    )
    for number, words in enumerate((LONG, ODD, SHOUTED, TYPED_LONG, Mrkdwn("Paused it.")) * 6)
)
OWN_PARTS = (
    OwnPart(incident=an_incident(), review=a_review(), readings=[]),
    OwnPart(incident=an_incident(), review=a_review(), readings=OWN_READINGS[1:2]),
    OwnPart(incident=LENGTHY, review=a_review(length=LONG_LENGTH), readings=OWN_READINGS),
    OwnPart(
        incident=STRANGE,
        review=a_review(),
        readings=[replace(each, is_confirmed=True) for each in OWN_READINGS[:11]],
    ),
)
AT_ENTRY = views_calibration.Place(review_id=10**9, page=3)


def a_brief(**changes: Any) -> Brief:  # noqa: ANN401 - any field
    """Of an incident with something of everything."""
    entries = [an_entry(id=n, number=n, text=Mrkdwn(f"Fact {n}.")) for n in range(1, 4)]
    usual = Brief(
        workspace_url="https://acme.slack.com/",
        incident=an_incident(),
        review=a_review(),
        entries=len(entries),
        themes=[Theme(2, "decisions", "What was assumed at each?")],
        half_handoffs=entries[:1],
        unexplained=entries[1:],
        gaps=[Gap(entries[2], 42)],
        accounts=entries[:1],
        people=[Talk(BOB, "responder", entries)],
        unanswered=["What eased it?"],
        stops=[(ChosenStop(1, StopReason.DECISION), entries[0])],
        answers=3,
    )
    return replace(usual, **changes)


STILL_OPEN = (
    StillOpen("INC-3", Mrkdwn("Limit imports"), "https://acme.slack.com/p1", date(2026, 3, 18)),
    StillOpen("INC-4", SHOUTED, None, None),
    *(StillOpen("INC-5", LONG, "https://acme.slack.com/p1", None),) * 3,
)
WORDY = [an_entry(id=n, text=words) for n, words in enumerate((LONG, ODD, SHOUTED, NOTHING) * 5)]
BRIEFS = (
    a_brief(),
    a_brief(answers=0, entries=1, stops=(), people=(), themes=(), unanswered=()),
    a_brief(
        incident=LENGTHY,
        entries=500,
        half_handoffs=WORDY,
        unexplained=WORDY,
        gaps=[Gap(entry, 10**6) for entry in WORDY],
        accounts=WORDY,
        people=[Talk(user, "responder", WORDY) for user in CROWD[:5]],
        stops=[(ChosenStop(entry.id, StopReason.MARKS, 60), entry) for entry in WORDY],
        answers=240,
        still_open=STILL_OPEN,
    ),
    a_brief(incident=STRANGE, answers=1),
)

OWN_MARKS = {
    meaning: tuple(EmojiName(f"{meaning}-{n}".ljust(NAME_MAX, "x")) for n in range(MOST))
    for meaning in Meaning
}
"""As many as there can be, with the longest names."""

CARRIED = incident_forms.StartContext(
    {
        "channel": CHANNEL,
        "ts": ts(),
        "thread_ts": ts(NOW, 1),
        "author": BOB,
        "text": '\U0001f469\u200d\U0001f692"\n' * 1000,
    }
)
HERE = incident_forms.StartContext(answer_to="https://hooks.slack.com/x", here=CHANNEL)
SUGGESTED = [
    Suggestion(found(ts(), words), why, 1.0)
    for words, why in (
        (LONG, "8 replies"),
        (ODD, "reads like a decision"),
        (SHOUTED, "first words after 40 min of silence"),
        ("", "4 reactions"),
        ("We rolled it back.", "reads like what eased it"),
    )
]
FOUND = [
    Found(
        id=n,
        kind=kind,
        category=category,
        text=text,
        reasonable=text,
        by=ALICE,
        evidence=evidence,
        new_to=n,
    )
    for n, (kind, category, text, evidence) in enumerate(
        [
            (FindingKind.FACTOR, Category.STRETCH, Mrkdwn("The limit was old."), (1, 2)),
            (FindingKind.FACTOR, Category.PROCESS_BYPASSED, LONG, ()),
            (FindingKind.FACTOR, Category.OWNERSHIP, ODD, (1,)),
            (FindingKind.BLIND_SPOT, None, ODD, ()),
            (FindingKind.LEARNING, None, LONG, (2,)),
            (FindingKind.OPEN_QUESTION, None, SHOUTED, ()),
        ]
    )
]
CHANGED = [
    Change(
        text=text,
        by=ALICE,
        strength=strength,
        state=state,
        factors=(0, 1),
        owner=ALICE if strength is Strength.ENGINEER else None,
        due_on=NOW.date() if strength is Strength.ENGINEER else None,
        ticket_url="https://tickets.example/1",
        reason=LONG,
    )
    for text in (Mrkdwn("Reject what passes the limit"), LONG, ODD)
    for strength in (Strength.ENGINEER, Strength.REMIND)
    for state in FollowUpState
]


CHECKLISTS = tuple(
    tuple(Check(item, is_met=is_met, waived=waived, entries=(4, 7)) for item in Item)
    for is_met, waived in ((True, None), (False, None), (False, LONG))
)
WRITTEN = (
    Statement(text=Mrkdwn("The queue grew & grew."), evidence=(1, 2), label="Decision"),
    Statement(text=SHOUTED, evidence=(2,), said_by="lead"),
)
TOO_MUCH = tuple(Statement(text=clip(LONG, 2900), evidence=(n,)) for n in range(1, 40))
CORRECTED = {
    SectionKey.IN_SHORT: Correction(section=SectionKey.IN_SHORT, statements=WRITTEN),
    SectionKey.FACTORS: Correction(
        section=SectionKey.FACTORS, statements=WRITTEN, based_on=WRITTEN, dropped=1
    ),
    SectionKey.LEARNED: Correction(section=SectionKey.LEARNED, statements=(), told=WRITTEN),
}
HELP = [one.help for one in all_listeners() if one.help]


def a_factor(n: int, text: Mrkdwn, kind: FindingKind = FindingKind.FACTOR) -> Finding:
    return Finding(
        id=n,
        review_id=3,
        kind=kind,
        category=Category.STRETCH if kind is FindingKind.FACTOR else None,
        text=text,
        found_by=BOB,
        found_at=NOW,
    )


def a_change(**changes: Any) -> FollowUp:  # noqa: ANN401 - any field
    """Accepted, due in two weeks, with a ticket."""
    usual = FollowUp(
        id=11,
        review_id=3,
        text=Mrkdwn("Reject imports that would pass 70% of the write limit"),
        factors=(1, 2),
        strength=Strength.ENGINEER,
        owner=BOB,
        accepted_at=NOW,
        declined_at=None,
        due_on=date(2026, 3, 17),
        ticket_url=Mrkdwn("https://tickets.example/SEARCH-214?a=1&amp;b=2"),
        state=FollowUpState.OPEN,
        reason=None,
        idea_id=None,
        made_by=ALICE,
    )
    return replace(usual, **changes)


def a_step(step: ChangeStep, **changes: Any) -> Step:  # noqa: ANN401 - any field
    return replace(Step(step=step, at=NOW), **changes)


def a_look_back(days: int, holds: Holds, note: Mrkdwn | None = None) -> LookBack:
    return LookBack(done_at=NOW, days=days, holds=holds, note=note, answered_at=NOW)


CHANGES = (
    a_change(),
    a_change(accepted_at=None, ticket_url=None),
    a_change(owner=None, accepted_at=None, text=SHOUTED, due_on=None),
    a_change(accepted_at=None, declined_at=NOW, text=ODD, strength=Strength.REMIND),
    a_change(text=LONG, ticket_url=Mrkdwn("https://t.example/" + "x" * 480), id=10**9),
    a_change(state=FollowUpState.DONE),
    a_change(state=FollowUpState.DECIDED_NOT, owner=None, reason=Mrkdwn("It costs more.")),
    a_change(state=FollowUpState.DECIDED_NOT, owner=None, reason=LONG, text=TYPED_LONG),
)


def a_board(**changes: Any) -> Board:  # noqa: ANN401 - any field
    """A review that was held, with a few factors and nothing decided."""
    usual = Board(
        incident=RESOLVED,
        review=a_review(state=ReviewState.BUILDING_FORWARD, closed_at=NOW),
        factors=[
            a_factor(1, Mrkdwn("The write limit had never been reached.")),
            a_factor(2, Mrkdwn("“Running fine” meant two things.")),
        ],
        calendar=WorkingCalendar(zone=ZoneInfo("Europe/Berlin")),
    )
    return replace(usual, **changes)


BOARDS = (
    a_board(),
    a_board(factors=[]),
    a_board(followups=CHANGES, away=frozenset({BOB}), ideas_left=2),
    a_board(
        incident=LENGTHY,
        followups=[a_change(text=TYPED_LONG, factors=tuple(range(60)))] * 70,
        factors=[a_factor(n, LONG) for n in range(120)],
        ideas=[a_factor(n, LONG, FindingKind.PARKED_IDEA) for n in range(40)],
        ideas_left=10**6,
    ),
    a_board(
        incident=SHOUTING,
        factors=[a_factor(1, SHOUTED), a_factor(2, ODD)],
        ideas=[
            a_factor(3, SHOUTED, FindingKind.PARKED_IDEA),
            a_factor(4, ODD, FindingKind.PARKED_IDEA),
        ],
    ),
    a_board(followups=[CHANGES[7]] * 25),
)
URLS = ("https://tracker.example/hooks", "https://t.example/`@here`?" + "&x" * 200)
"""Where another system may be told of changes."""
ASKING = Asking(10**9, NOW, 30)
HANDED = a_change(handed_to=CAROL)
DONE_CHANGES = tuple(
    a_change(state=FollowUpState.DONE, closed_at=NOW, how=how, looked=looked)
    for how, looked in (
        (Mrkdwn("https://github.com/acme/search/pull/9"), ()),
        (LONG, tuple(a_look_back(days, holds) for days in (30, 90) for holds in Holds)),
        (SHOUTED, (a_look_back(30, Holds.NO, SHOUTED),)),
        (ODD, (a_look_back(30, Holds.PARTLY, ODD),)),
    )
)
STEPS: tuple[list[Step], ...] = (
    [],
    [a_step(ChangeStep.DONE, note=Mrkdwn("https://linear.app/acme/issue/ENG-12"))],
    [a_step(step, note=note) for step in ChangeStep for note in (None, LONG, SHOUTED, ODD)],
    [a_step(ChangeStep.PUT_OFF, due_on=date(2026, 3, 17))] * 30,
)


def a_listing(*followups: FollowUp, **changes: Any) -> Listing:  # noqa: ANN401 - any field
    """A page of open changes, past some of whose days it is."""
    usual = Listing(
        asked=Asked(Scope.OPEN),
        reader=BOB,
        lines=[
            ListedChange(followup=one, label="INC-7", is_known=True, factors=(ODD, LONG, SHOUTED))
            for one in followups
        ],
        total=len(followups),
        today=date(2026, 3, 18),
    )
    return replace(usual, **changes)


LISTINGS = (
    *(a_listing(asked=Asked(scope, 7), total=0) for scope in Scope),
    a_listing(*CHANGES, total=10**6, asked=Asked(Scope.INCIDENT, 10**9, 5), review_id=10**9),
    a_listing(*[CHANGES[4]] * 8, total=40, asked=Asked(Scope.OVERDUE, page=1)),
    a_listing(*DONE_CHANGES, HANDED, reader=CAROL),
    a_listing(*CHANGES, away=frozenset({BOB}), reader=ALICE, asked=Asked(Scope.MINE)),
    a_listing(
        lines=[
            ListedChange(followup=one, label=f"INC-{10**9}", is_known=False)
            for one in (CHANGES[0], CHANGES[1], CHANGES[6], DONE_CHANGES[0])
        ],
        total=4,
    ),
)
OWNED = (
    Owned([ListedChange(followup=CHANGES[1], label="INC-7", is_known=True)]),
    Owned(
        [ListedChange(followup=one, label=f"INC-{10**9}", is_known=False) for one in CHANGES[:5]],
        has_more=True,
    ),
)
FORM_CONTEXT = FormContext(review_id=10**9, followup_id=10**9, shown="f" * 16, idea_id=10**9)


def sent(shown: View | Message) -> Json:
    """As it goes over the wire; the models refuse here what they know to be wrong."""
    if isinstance(shown, View):
        return dict(json.loads(json.dumps(shown.to_dict())))
    blocks = [block.to_dict() for block in shown.blocks]
    return {"text": shown.text, "blocks": json.loads(json.dumps(blocks))}


def as_shown(view: View) -> Shown:
    """A form as Slack sends it when it is submitted as it is."""
    given = sent(view)
    return Shown({**given, "id": "V1", "state": {"values": values(given["blocks"], {})}})


FORMS_TO_NOTE = (
    as_shown(views_findings.finding_form(Adding(review=4), [], text=TYPED_LONG)),
    as_shown(views_entries.add_form(LENGTHY)),
)
NOTES = tuple(
    Note("text", category, said, instead, "0" * 16)
    for category in READS
    for said, instead in (("it grew", "What was in view?"), ("&" * 3000, "<" * 3000), (ODD, ODD))
)
NOTED = tuple(as_shown(wording_views.form_with_note(form, NOTES[0])) for form in FORMS_TO_NOTE)


EARLIER = (
    SeenBefore(label="INC-3", title=Mrkdwn("Search is slow"), url=None),
    SeenBefore(label="INC-4", title=None, url="https://acme.slack.com/p1", helped=SHOUTED),
    SeenBefore(
        label="INC-5", title=LONG, url="https://acme.slack.com/p1", helped=LONG, changed=LONG
    ),
)


def a_hit(title: Mrkdwn, *lines: Mrkdwn, url: str | None = "https://acme.slack.com/p1") -> Hit:
    told = tuple(Line(what="Timeline", text=line, url=url) for line in lines)
    return Hit(about=About(label="INC-7", title=title, url=url), lines=told)


RESULTS = (
    Results(),
    Results(hits=(a_hit(Mrkdwn("Search showed old prices")),)),
    Results(hits=(a_hit(Mrkdwn("Search is down"), Mrkdwn("The queue grew")),), is_close=True),
    Results(hits=(a_hit(LONG, LONG, SHOUTED, url=None),) * SHOWN_AT_MOST, more=31),
)


def a_reviewed(number: int, *, is_posted: bool = True) -> Reviewed:
    url = f"https://acme.slack.com/archives/C0INCIDENTS/p17{number:015}" if is_posted else None
    return Reviewed(id=number, label=f"INC-{number}", url=url, shared_on=date(2026, 3, 2))


def some_patterns(text: Mrkdwn, note: Mrkdwn, *, lines: int, more: int = 0) -> Patterns:
    behind = tuple(a_reviewed(number, is_posted=number % 3 > 0) for number in range(1, 9))
    items = (PatternItem(text=text, note=note, reviews=behind),) * lines
    return Patterns(
        span=USUAL,
        reviews=8,
        sections=tuple(PatternSection(pattern=one, items=items, more=more) for one in Pattern),
        rows=(PatternRow(category=Category.HANDOFF, counts=(1, 2)),),
    )


PATTERNS = (
    *(Patterns(span=USUAL, reviews=number) for number in (0, 1, 2, 3)),
    some_patterns(Mrkdwn("The queue was in nobody's sight"), Mrkdwn("no change yet"), lines=1),
    some_patterns(LONG, LONG, lines=LISTED, more=31),
    some_patterns(SHOUTED, SHOUTED, lines=2),
)

DIGESTS = tuple(
    Digest(is_open=lines, meeting=lines[:1], due=lines, shared=lines)
    for lines in (
        [
            Told(
                "INC-7", "https://acme.slack.com/archives/C1", Mrkdwn("Search is down"), "due 3 Mar"
            )
        ],
        [Told("INC-7", None, LONG)] * (DIGEST_LISTED + 1),
        [Told("INC-7", None, SHOUTED)],
    )
)

COMING = [
    Upcoming(
        label="INC-7",
        title=title,
        channel=channel,
        meets_at=NOW,
        url=channel and f"https://acme.slack.com/archives/{channel}/p1",
        is_asked=title is LONG,
        facilitates=title is SHOUTED,
    )
    for title, channel in (
        (Mrkdwn("Search is down"), ChannelId("C0INC7")),
        (LONG, ChannelId("C0INC7")),
        (SHOUTED, None),
    )
]

OWN_STEPS = [
    OwnStep(label="INC-7", title=title, url=url, steps=steps)
    for title, url in (
        (Mrkdwn("Search is down"), "https://acme.slack.com/archives/C0INC7"),
        (LONG, None),
        (SHOUTED, None),
    )
    for steps in (
        (NextStep.ACCEPT,),
        (NextStep.PREPARE, NextStep.REFLECT, NextStep.CHECK, NextStep.TAKE),
        tuple(each for each in NextStep if each not in {NextStep.BRING_BACK, NextStep.READ}),
    )
]

SHARED = [
    Shared("INC-7", title, "https://acme.slack.com/archives/C1/p1")
    for title in (Mrkdwn("Search showed old prices"), LONG, SHOUTED)
]

SHELVES: Sequence[Mapping[Shelf, Sequence[Any]]] = (
    {Shelf.OPEN: INCIDENTS, Shelf.STEPS: OWN_STEPS[:2], Shelf.COMING: COMING, Shelf.SHARED: SHARED},
    {
        Shelf.OPEN: [LENGTHY] * PAGE_SIZE,
        Shelf.STEPS: OWN_STEPS[4:6] * (PAGE_SIZE // 2),
        Shelf.COMING: COMING[1:2] * PAGE_SIZE,
        Shelf.SHARED: SHARED[1:2] * PAGE_SIZE,
    },
)


def a_stuck(number: int, why: Why, **changes: Any) -> Stuck:  # noqa: ANN401 - any field
    given: dict[str, Any] = {
        "id": number,
        "what": max(NAMES.values(), key=len),
        "about": "INC-7",
        "why": why,
        "error": "restricted_action_thread_only_channel",
        "at": NOW,
        "is_given_up": why not in {Why.AWAY, Why.LIMITED, Why.QUEUED},
        "can_be_tried": why not in {Why.LIMITED, Why.QUEUED},
    }
    return Stuck(**(given | changes))


STUCK = [a_stuck(number, why) for number, why in enumerate(Why)]
REPORTS = [
    Report(),
    Report(hidden=1),
    Report(stuck=[a_stuck(1, Why.GONE, about=None, error="")], hidden=12),
    Report(
        stuck=STUCK,
        connection=Connection(
            missing=("canvases:write", "chat:write.public", "usergroups:read"),
            waits=timedelta(minutes=17),
            heard_at=NOW,
        ),
    ),
]
SHELF_PAGES = [
    views_shelves.shelf_page(Turn(shelf, number), Page(lines, has_more=has_more))
    for shelves in SHELVES
    for shelf, lines in shelves.items()
    for number, has_more in ((0, True), (3, False))
] + [views_shelves.shelf_page(Turn(Shelf.STEPS), Page())]


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
