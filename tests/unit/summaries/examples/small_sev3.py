"""One hour, one responder, reviewed in threads: receipts were sent twice."""

from datetime import UTC, date, datetime, timedelta

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_story import Change, Found, Story
from app.timeline.rules import Decision
from app.vocabulary import (
    Category,
    EntryKind,
    FindingKind,
    FollowUpState,
    Meaning,
    Phase,
    Source,
    Strength,
)
from tests.unit.summaries.examples import Example, Said, numbered

START = datetime(2026, 9, 15, 13, 5, tzinfo=UTC)
NOUR, ILSE = UserId("U7NOUR"), UserId("U7ILSE")
URL = "https://northwind.slack.com/archives/C7RECEIPTS"

SAID = [
    Said(
        -41,
        "Deploy of receipts 2.8: the sender now retries after 2 seconds instead of 30.",
        EntryKind.CHANGE,
        more=(("source", Source.HOOK),),
    ),
    Said(
        0,
        "Support has 14 tickets: customers received the same receipt two or three times.",
        EntryKind.SIGNAL,
        NOUR,
    ),
    Said(
        9,
        "The mail provider answers after 4 to 6 seconds today. The sender gives up after 2 and "
        "sends again, while the first one goes out all the same.",
        EntryKind.OBSERVATION,
        NOUR,
        (("marks", {Meaning.KEEP: 1, Meaning.INSIGHT: 1}),),
    ),
    Said(
        17,
        "Going back to receipts 2.7 rather than pausing the queue.",
        EntryKind.DECISION,
        NOUR,
        (
            ("marks", {Meaning.DECISION: 1}),
            (
                "decision",
                Decision(
                    intent=Mrkdwn("no second receipt within minutes, and none lost"),
                    known=Mrkdwn("2.7 had run for six weeks with the same provider"),
                    assumed=Mrkdwn("nothing else in 2.8 was needed by the shop"),
                    alternatives=Mrkdwn("pausing the queue until the provider is fast again"),
                    outcome=Mrkdwn("the assumption held; the queue drained in 11 minutes"),
                ),
            ),
        ),
    ),
    Said(
        28,
        "2.7 is out on all 3 workers. No receipt was sent twice since 13:32.",
        EntryKind.STATUS,
        NOUR,
    ),
    Said(
        44,
        "3,120 customers got a receipt more than once; nobody was charged twice. Nour checked it "
        "against the ledger.",
        EntryKind.IMPACT,
        NOUR,
    ),
    Said(
        52,
        "Ilse had kept the old timeouts in the runbook, which made going back a matter of one "
        "line.",
        EntryKind.OBSERVATION,
        NOUR,
        (("marks", {Meaning.HELPED: 1}),),
    ),
    Said(60, "Resolved: the provider is fast again and 2.7 stays.", EntryKind.STATUS, NOUR),
]
PHASES = [
    (-1000, Phase.BEFORE),
    (0, Phase.DETECT),
    (6, Phase.DIAGNOSE),
    (28, Phase.RECOVER),
    (60.5, Phase.AFTER),
]

STORY = Story(
    incident_number=31,
    title=Mrkdwn("Customers received receipts twice"),
    severity="sev3",
    state="resolved",
    review_state="shared",
    started_at=START,
    declared_at=START + timedelta(minutes=6),
    resolved_at=START + timedelta(minutes=60),
    impact=Mrkdwn("3,120 customers received the same receipt two or three times"),
    eased_by=Mrkdwn("Going back to the version before"),
    timeline_url=URL,
    entries=numbered(SAID, START, PHASES, URL),
    roles={NOUR: "lead", ILSE: "facilitator"},
    names={NOUR: ("Nour Haddad",), ILSE: ("Ilse de Wit",)},
    reflections=2,
    confirmed=1,
    findings=(
        Found(
            id=1,
            kind=FindingKind.FACTOR,
            category=Category.ASSUMPTION,
            text=Mrkdwn(
                "A shorter retry was taken to be safe because sending was taken to be safe to "
                "repeat; the provider sends each request it gets"
            ),
            by=NOUR,
            evidence=(1, 3),
        ),
        Found(
            id=2,
            kind=FindingKind.FACTOR,
            category=Category.BLIND_SPOT,
            text=Mrkdwn(
                "No graph shows how long the provider takes, so a slow day looked like any other"
            ),
            by=NOUR,
            evidence=(3,),
        ),
        Found(
            id=3,
            kind=FindingKind.FACTOR,
            category=Category.PROCESS_BYPASSED,
            text=Mrkdwn("The change went out without the week in the small shop"),
            reasonable=Mrkdwn(
                "it was one number, and the small shop sends too few receipts to show a retry"
            ),
            by=ILSE,
            evidence=(1,),
        ),
        Found(
            id=4,
            kind=FindingKind.LEARNING,
            text=Mrkdwn("The provider has a field against sending twice; we have never filled it"),
            by=NOUR,
            evidence=(3,),
            new_to=4,
        ),
        Found(
            id=5,
            kind=FindingKind.OPEN_QUESTION,
            text=Mrkdwn("Which of our other senders repeat what may not be repeated?"),
            by=ILSE,
        ),
    ),
    changes=(
        Change(
            text=Mrkdwn("Send the provider a key per receipt, so that a repeat is dropped there"),
            by=NOUR,
            strength=Strength.ELIMINATE,
            state=FollowUpState.OPEN,
            factors=(1,),
            owner=NOUR,
            due_on=date(2026, 9, 25),
            ticket_url="https://github.com/northwind/receipts/issues/412",
        ),
        Change(
            text=Mrkdwn("Graph the provider's answer times and warn above 3 seconds"),
            by=ILSE,
            strength=Strength.RECOVER,
            state=FollowUpState.OPEN,
            factors=(2,),
            owner=NOUR,
            due_on=date(2026, 10, 2),
        ),
        Change(
            text=Mrkdwn("Make the small shop send as much as the large one"),
            by=ILSE,
            strength=Strength.ENGINEER,
            state=FollowUpState.DECIDED_NOT,
            factors=(3,),
            reason=Mrkdwn("the key per receipt takes the danger out; the load would cost more"),
        ),
    ),
)

EXAMPLE = Example(
    STORY,
    facts=(
        "3,120 customers received the same receipt two or three times",
        "what eased it: Going back to the version before",
        "An assumption, a blind spot and a bypassed process contributed together",
        "Intent: no second receipt within minutes, and none lost",
        "Assumed: nothing else in 2.8 was needed by the shop",
        "What made that reasonable: it was one number",
        "New to 4 people",
        "eliminate · ",
        "25 Sep",
        "Not now",
        "checked it against the ledger",
    ),
    must_not=("Haddad", "Ilse", "de Wit", "root cause", "should have"),
)
