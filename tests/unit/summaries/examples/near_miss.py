"""A near miss that had no channel: written down from memory, reviewed in one sitting."""

from datetime import UTC, datetime, timedelta

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_story import Change, Found, Story
from app.vocabulary import Category, EntryKind, FindingKind, FollowUpState, Meaning, Phase, Source
from app.vocabulary import Strength as How
from tests.unit.summaries.examples import Example, Said, numbered

START = datetime(2026, 6, 11, 7, 40, tzinfo=UTC)
TOMASZ, PRIYA = UserId("U8TOMASZ"), UserId("U8PRIYA")
RECALLED = ("is_recalled", True)

SAID = [
    Said(
        -60 * 24 * 90,
        "The calendar entry for renewing the certificate moved to a team that was dissolved in "
        "March.",
        EntryKind.CONTEXT,
        PRIYA,
        (RECALLED,),
    ),
    Said(
        0,
        "While testing something else, the browser said that the partners' certificate ends at "
        "12:00 today.",
        EntryKind.SIGNAL,
        TOMASZ,
        (RECALLED, ("marks", {Meaning.LUCK: 1})),
    ),
    Said(
        25,
        "Renewing it took three approvals; two of the people were at the all-hands.",
        EntryKind.OBSERVATION,
        TOMASZ,
        (RECALLED,),
    ),
    Said(
        95,
        "The new certificate is live, 2 hours and 45 minutes before the old one ended.",
        EntryKind.ACTION,
        TOMASZ,
        (RECALLED,),
    ),
]
PHASES = [(-(10**6), Phase.BEFORE), (0, Phase.DETECT), (10, Phase.MITIGATE), (96, Phase.AFTER)]

STORY = Story(
    incident_number=12,
    title=Mrkdwn("The partners' certificate had four hours left"),
    severity="near miss",
    state="resolved",
    review_state="building forward",
    started_at=START,
    declared_at=START + timedelta(days=1, hours=2),
    resolved_at=START + timedelta(minutes=95),
    impact=Mrkdwn("Users noticed nothing; 41 partners rely on the certificate"),
    eased_by=Mrkdwn("Renewing the certificate by hand"),
    entries=numbered(SAID, START, PHASES, None, Source.NOTE),
    roles={TOMASZ: "lead", PRIYA: "responder"},
    names={TOMASZ: ("Tomasz Wójcik",), PRIYA: ("Priya Raman",)},
    findings=(
        Found(
            id=1,
            kind=FindingKind.FACTOR,
            category=Category.OWNERSHIP,
            text=Mrkdwn("Renewal hung on a calendar that has had no owner since March"),
            by=PRIYA,
            evidence=(1,),
        ),
        Found(
            id=2,
            kind=FindingKind.FACTOR,
            category=Category.PROCESS_SCALE,
            text=Mrkdwn("Three approvals were made for planned renewals, not for a last morning"),
            by=TOMASZ,
            evidence=(3,),
        ),
        Found(
            id=3,
            kind=FindingKind.LUCK,
            text=Mrkdwn("Somebody looked at that page on that morning"),
            by=PRIYA,
            evidence=(2,),
        ),
    ),
    changes=(
        Change(
            text=Mrkdwn("Renew partner certificates automatically, 30 days ahead"),
            by=TOMASZ,
            strength=How.ELIMINATE,
            state=FollowUpState.OPEN,
            factors=(1, 2),
        ),
    ),
)

EXAMPLE = Example(
    STORY,
    facts=(
        "41 partners rely on the certificate",
        "Unclear ownership and an outgrown process contributed together",
        "From memory",
        "2 hours and 45 minutes before the old one ended",
        "Somebody looked at that page on that morning",
        "needs an owner",
    ),
    must_not=("Tomasz", "Wójcik", "Priya", "Raman", "luckily"),
)
