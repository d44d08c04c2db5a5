"""Every form's round trip: what its builder fills in and a person enters is what its parser gives.

The sandbox plays Slack's client, which refuses what a person could not enter.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from slack_sdk.models.views import View

from app.incidents.rules import TITLE_MAX, Declaration, declaration_problems
from app.incidents.views_forms import (
    CHANGEABLE,
    StartContext,
    parse_severity,
    parse_start,
    parse_state,
    severity_form,
    start_form,
    state_form,
)
from app.intake import _values_by_field
from app.manifest import MANIFEST
from app.privacy.views import privacy_form
from app.reviews.rules_proposal import Resolution
from app.reviews.views import parse_resolution, resolve_form
from app.sandbox import forms
from app.sandbox.clock import SandboxClock
from app.sandbox.faults import Faults
from app.sandbox.inputs import initial_state, view_values
from app.sandbox.manifest import load_manifest
from app.sandbox.modals import open_modal
from app.sandbox.setup import new_slack
from app.sandbox.slack import Slack
from app.sandbox.world import Channel, User
from app.slack.fields import Values
from app.slack.ids import ChannelId
from app.slack.mrkdwn import NOTHING, Mrkdwn, esc, plain
from app.timeline.rules_entries import Brought, Draft, Place, filled_in, fingerprint
from app.timeline.views_entries import (
    EntryContext,
    add_form,
    bring_form,
    edit_form,
    parse_entry,
    parse_incident,
    reword_form,
)
from app.vocabulary import (
    Automatic,
    Confidence,
    EntryKind,
    Letter,
    Meaning,
    Openness,
    Severity,
    State,
)
from app.workspace import rules as workspace_rules
from app.workspace.handlers import COUNTRIES
from app.workspace.rules_marks import DEFAULT_MARKS
from app.workspace.views import marks_form, parse_marks, parse_settings, settings_form
from app.workspace.views_letters import letters_form, parse_letters
from tests.factories import ALICE, BOB, CAROL, NOW
from tests.samples import (
    BROUGHT,
    CHOICES,
    LONG,
    ODD,
    OWN_MARKS,
    PROPOSALS,
    RESOLVED,
    TYPED_LONG,
    an_editable,
    an_incident,
)

MINUTE = timedelta(minutes=1)
INCIDENT = an_incident(lead=ALICE)
NOTICED = ChannelId("C0INCIDENTS")


@pytest.fixture
def slack() -> Slack:
    """Slack with three people and one channel in it."""
    slack = new_slack(load_manifest(MANIFEST), SandboxClock(NOW), Faults(), 3.0)
    for user in (ALICE, BOB, CAROL):
        slack.world.users[user] = User(id=user, name=user.lower(), real_name=user)
    slack.world.channels[NOTICED] = Channel(id=NOTICED, name="incidents", creator=ALICE, created=0)
    return slack


def submitted(slack: Slack, form: View, **entered: object) -> Values:
    """What comes back after somebody entered these values and pressed the button."""
    view = open_modal(slack, ALICE, json.loads(json.dumps(form.to_dict())))
    forms.fill(slack, view, entered)
    assert forms.problems(view) == {}
    return _values_by_field(view_values(view))


def refused(slack: Slack, form: View, **entered: object) -> set[str]:
    """The fields at which Slack's own client keeps the form open."""
    view = open_modal(slack, ALICE, json.loads(json.dumps(form.to_dict())))
    forms.fill(slack, view, entered)
    return set(forms.problems(view))


def field_ids(form: View) -> set[str]:
    return {block["block_id"] for block in form.to_dict()["blocks"] if block["type"] == "input"}


# Start.


def test_an_untouched_start_form_declares_what_was_typed(slack: Slack) -> None:
    form = start_form(esc("Search & co <down>"), declarer=ALICE, severity=Severity.SEV1)
    title, declaration = parse_start(submitted(slack, form), declarer=BOB)
    assert plain(title or NOTHING) == "Search & co <down>"
    assert declaration == Declaration(
        title=esc("Search & co <down>"),
        severity=Severity.SEV1,
        impact=None,
        is_private=False,
        lead=ALICE,
    )


def test_everything_in_the_start_form_can_be_changed(slack: Slack) -> None:
    form = start_form(Mrkdwn("Search"), declarer=ALICE)
    values = submitted(
        slack,
        form,
        title=" Login is down ",
        severity="near_miss",
        impact="Nobody <can> log in.",
        lead=BOB,
        is_private=["private"],
    )
    assert parse_start(values, declarer=ALICE)[1] == Declaration(
        title=Mrkdwn("Login is down"),
        severity=Severity.NEAR_MISS,
        impact=Mrkdwn("Nobody &lt;can&gt; log in."),
        is_private=True,
        lead=BOB,
    )


def test_who_declares_leads_when_nobody_is_named(slack: Slack) -> None:
    values = {**submitted(slack, start_form(Mrkdwn("x"), declarer=ALICE)), "lead": {}}
    assert parse_start(values, declarer=BOB)[1].lead == BOB


def test_a_title_is_asked_for_beside_its_field(slack: Slack) -> None:
    form = start_form(NOTHING, declarer=ALICE)
    assert refused(slack, form) == {"title"}
    title, _ = parse_start(submitted(slack, form, title="   "), declarer=ALICE)
    assert declaration_problems(title).keys() <= field_ids(form)
    assert declaration_problems(title)


def test_a_title_too_long_for_its_field_is_kept_whole(slack: Slack) -> None:
    whole = "Search shows prices of yesterday " * 9
    form = start_form(Mrkdwn(whole), declarer=ALICE)
    title, declaration = parse_start(submitted(slack, form), declarer=ALICE)
    assert title == whole[:TITLE_MAX].strip()
    assert declaration.impact == whole.strip()


MESSAGE = {
    "channel": "C0GENERAL",
    "ts": "1772528400.000200",
    "thread_ts": "",
    "author": BOB,
    "text": "It is &lt;down&gt; <@U0ALICE>",
}


def test_a_carried_message_comes_back_as_it_was() -> None:
    form = start_form(NOTHING, declarer=ALICE, carried=StartContext(MESSAGE)).to_dict()
    assert StartContext.load(form["private_metadata"]).message == MESSAGE
    nothing = start_form(NOTHING, declarer=ALICE).to_dict()
    assert StartContext.load(nothing.get("private_metadata") or "").message is None


@pytest.mark.parametrize("text", ["a" * 9000, '"\n' * 4500, "&amp;" * 2000, "\U0001f692" * 4000])
def test_a_long_carried_message_is_shortened_to_what_slack_carries(slack: Slack, text: str) -> None:
    carried = StartContext({**MESSAGE, "text": text})
    form = start_form(NOTHING, declarer=ALICE, carried=carried)
    submitted(slack, form, title="x")
    back = StartContext.load(form.to_dict()["private_metadata"]).message
    assert back is not None
    assert text.startswith(back["text"].removesuffix("…"))
    assert {**back, "text": ""} == {**MESSAGE, "text": ""}


# State, severity, lead, note.


@pytest.mark.parametrize("state", CHANGEABLE)
def test_the_state_form_gives_the_state_that_it_shows(slack: Slack, state: State) -> None:
    form = state_form(replace(INCIDENT, state=state))
    assert parse_state(submitted(slack, form)) == (state, None)


@pytest.mark.parametrize("state", CHANGEABLE)
def test_a_state_and_a_note_can_be_chosen(slack: Slack, state: State) -> None:
    values = submitted(slack, state_form(INCIDENT), state=state.value, note="Queue < 10 & falling")
    assert parse_state(values) == (state, "Queue &lt; 10 &amp; falling")


def test_a_closed_incident_shows_no_state_that_it_does_not_have(slack: Slack) -> None:
    assert refused(slack, state_form(RESOLVED)) == {"state"}


@pytest.mark.parametrize("severity", Severity)
def test_the_severity_form_gives_what_it_shows_or_what_is_chosen(
    slack: Slack, severity: Severity
) -> None:
    shown = severity_form(replace(INCIDENT, severity=severity))
    assert parse_severity(submitted(slack, shown)) is severity
    chosen = submitted(slack, severity_form(INCIDENT), severity=severity.value)
    assert parse_severity(chosen) is severity


# An entry.


def test_the_form_of_an_entry_gives_what_was_typed(slack: Slack) -> None:
    form = add_form(INCIDENT)
    assert parse_entry(submitted(slack, form, text=" It grew\n<all> day ")) == Draft(
        text=Mrkdwn("It grew\n&lt;all&gt; day")
    )
    everything = {
        "text": "It grew",
        "when": " yesterday 23:50 ",
        "kind": "impact",
        "confidence": "recalled",
    }
    assert parse_entry(submitted(slack, form, **everything)) == Draft(
        text=Mrkdwn("It grew"),
        when="yesterday 23:50",
        kind=EntryKind.IMPACT,
        confidence=Confidence.RECALLED,
    )
    assert refused(slack, form) == {"text"}


def test_a_time_may_be_typed_with_any_signs(slack: Slack) -> None:
    assert parse_entry(submitted(slack, add_form(INCIDENT), text="x", when="<&>")).when == "<&>"


@pytest.mark.parametrize("text", [Mrkdwn("Grew &lt;fast&gt; &amp; *bold*"), LONG, ODD, TYPED_LONG])
def test_an_untouched_form_of_an_entry_changes_nothing(slack: Slack, text: Mrkdwn) -> None:
    entry = an_editable(text=text, kind=EntryKind.HELP, confidence=Confidence.RECALLED)
    form = edit_form(INCIDENT, entry, None, shown=text)
    seen = EntryContext.load(form.to_dict()["private_metadata"]).seen
    draft = parse_entry(submitted(slack, form))
    assert seen is not None
    assert not seen.is_reworded_in(draft)
    assert not seen.is_retimed_in(draft)
    assert (draft.kind, draft.confidence) == (seen.kind, seen.confidence)


def test_an_entry_saved_with_the_suggestion_for_it_is_reworded_and_nothing_else(
    slack: Slack,
) -> None:
    said = Mrkdwn("Bob forgot to look.")
    form = reword_form(
        INCIDENT, an_editable(text=said), None, shown=said, instead="What was in view?"
    )
    seen = EntryContext.load(form.to_dict()["private_metadata"]).seen
    draft = parse_entry(submitted(slack, form))
    assert seen is not None
    assert draft.text == "What was in view?"
    assert seen.is_reworded_in(draft)
    assert not seen.is_reworded_in(parse_entry(submitted(slack, form, text=said)))
    assert not seen.is_retimed_in(draft)


def test_each_change_in_the_form_of_an_entry_is_seen(slack: Slack) -> None:
    form = edit_form(INCIDENT, an_editable(), None, shown=Mrkdwn("It grew."))
    seen = EntryContext.load(form.to_dict()["private_metadata"]).seen
    assert seen is not None
    assert seen.is_reworded_in(parse_entry(submitted(slack, form, text="It shrank.")))
    assert seen.is_retimed_in(parse_entry(submitted(slack, form, when="2026-03-03 08:00 UTC")))
    assert not seen.is_retimed_in(parse_entry(submitted(slack, form, when=None)))


def test_an_entry_of_files_alone_needs_no_words(slack: Slack) -> None:
    form = edit_form(INCIDENT, an_editable(text=NOTHING), None, shown=NOTHING)
    assert parse_entry(submitted(slack, form)).text == NOTHING


def test_a_page_and_its_forms_carry_what_is_looked_at() -> None:
    place = Place(10**9, "by_hand", 1000)
    for form in (
        add_form(INCIDENT, place),
        edit_form(INCIDENT, an_editable(), None, shown=LONG, place=place),
    ):
        carried = EntryContext.load(form.to_dict()["private_metadata"])
        assert carried.place == place
        assert carried.is_beneath
    assert not EntryContext.load(add_form(INCIDENT).to_dict()["private_metadata"]).is_beneath


@pytest.mark.parametrize("text", [Mrkdwn("Grew"), NOTHING, ODD, LONG, Mrkdwn('\\"\n' * 900)])
def test_a_message_to_be_kept_goes_along_with_its_form(slack: Slack, text: Mrkdwn) -> None:
    words = filled_in(text)
    brought = replace(BROUGHT, text=text, filled_in=fingerprint(words))
    incidents = [INCIDENT, replace(INCIDENT, id=8)]
    draft = Draft(text=esc(words), when=brought.when)
    form = bring_form(incidents, brought, incidents[1], draft)
    values = submitted(slack, form)
    carried = Brought.load(form.to_dict()["private_metadata"])
    assert carried == brought or (carried == replace(brought, text=None) and len(text) > 2000)
    assert parse_incident(values) == 8
    assert not carried.is_reworded_in(parse_entry(values))
    assert not carried.is_retimed_in(parse_entry(values))
    assert carried.is_reworded_in(parse_entry(submitted(slack, form, text="otherwise")))


def test_a_message_of_an_app_with_a_long_name_still_fits() -> None:
    long = Brought(
        channel=ChannelId("C" * 40),
        ts=BROUGHT.ts,
        thread=BROUGHT.ts,
        author=None,
        label="\U0001f469" * 80,
        text=TYPED_LONG,
        filled_in=BROUGHT.filled_in,
        when=BROUGHT.when,
    )
    assert Brought.load(long.dump()) == replace(long, text=None)


@pytest.mark.parametrize("build", [state_form, severity_form])
def test_a_form_carries_the_incident_that_it_is_about(build: Any) -> None:  # noqa: ANN401 - four builders
    assert build(INCIDENT).to_dict()["private_metadata"] == str(INCIDENT.id)


# Resolve.

[SUITED, ALONE] = PROPOSALS


def resolution(slack: Slack, *, now: datetime = NOW, **entered: object) -> Resolution:
    read = parse_resolution(
        submitted(slack, resolve_form(INCIDENT, SUITED, now=NOW), **entered), INCIDENT, now=now
    )
    assert isinstance(read, Resolution)
    return read


def test_an_untouched_resolve_form_takes_over_what_was_proposed(slack: Slack) -> None:
    assert resolution(slack) == Resolution(
        began_at=SUITED.began_at,
        ended_at=NOW,
        impact=INCIDENT.impact,
        eased_by=None,
        meets_at=SUITED.slot.starts_at,
        facilitator=CAROL,
    )


def test_everything_in_the_resolve_form_can_be_changed(slack: Slack) -> None:
    changed = resolution(
        slack,
        began_at=NOW - 90 * MINUTE,
        ended_at=NOW - 5 * MINUTE,
        impact="Prices < yesterday",
        eased_by="A rebuilt index & patience",
        meets_at=NOW + timedelta(days=3),
        facilitator=BOB,
    )
    assert changed == Resolution(
        began_at=NOW - 90 * MINUTE,
        ended_at=NOW - 5 * MINUTE,
        impact=Mrkdwn("Prices &lt; yesterday"),
        eased_by=Mrkdwn("A rebuilt index &amp; patience"),
        meets_at=NOW + timedelta(days=3),
        facilitator=BOB,
    )


def test_a_review_may_have_no_facilitator_yet(slack: Slack) -> None:
    form = resolve_form(INCIDENT, ALONE, now=NOW)
    read = parse_resolution(submitted(slack, form), INCIDENT, now=NOW)
    assert isinstance(read, Resolution)
    assert read.facilitator is None


def test_an_untouched_start_keeps_the_seconds_that_the_picker_does_not_show(slack: Slack) -> None:
    incident = replace(
        INCIDENT, started_at=NOW - 12 * MINUTE + timedelta(seconds=41, microseconds=7)
    )
    declared = replace(SUITED, began_at=incident.started_at)
    form = resolve_form(incident, declared, now=NOW)
    read = parse_resolution(submitted(slack, form), incident, now=NOW)
    assert isinstance(read, Resolution)
    assert read.began_at == incident.started_at


def test_an_end_in_the_minute_of_the_press_is_now(slack: Slack) -> None:
    now = NOW + timedelta(seconds=44)
    assert resolution(slack, now=now).ended_at == now


def test_an_incident_that_ended_in_the_minute_it_began_ends_no_earlier(slack: Slack) -> None:
    incident = replace(INCIDENT, started_at=NOW + timedelta(seconds=30))
    form = resolve_form(incident, SUITED, now=NOW + 5 * MINUTE)
    values = submitted(slack, form, ended_at=NOW)
    read = parse_resolution(values, incident, now=NOW + 5 * MINUTE)
    assert isinstance(read, Resolution)
    assert read.began_at <= read.ended_at


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("began_at", NOW + timedelta(hours=1), "lies in the future"),
        ("ended_at", NOW + timedelta(hours=1), "lies in the future"),
        ("ended_at", NOW - timedelta(hours=1), "before the incident began"),
        ("meets_at", NOW - timedelta(days=1), "already passed"),
        ("meets_at", NOW + timedelta(days=400), "check the year"),
    ],
)
def test_a_time_that_cannot_be_is_told_beside_its_field(
    slack: Slack, field: str, value: datetime, says: str
) -> None:
    form = resolve_form(INCIDENT, SUITED, now=NOW)
    told = parse_resolution(submitted(slack, form, **{field: value}), INCIDENT, now=NOW)
    assert isinstance(told, dict)
    assert told.keys() <= field_ids(form)
    assert says in told[field]


def test_every_missing_time_is_asked_for(slack: Slack) -> None:
    form = resolve_form(INCIDENT, SUITED, now=NOW)
    assert refused(slack, form, began_at=None, ended_at=None, meets_at=None) == {
        "began_at",
        "ended_at",
        "meets_at",
    }
    told = parse_resolution({}, INCIDENT, now=NOW)
    assert isinstance(told, dict)
    assert told.keys() == {"began_at", "ended_at", "meets_at"}


# Settings.


@pytest.mark.parametrize("choices", CHOICES)
def test_untouched_settings_stay_as_they_are(choices: workspace_rules.Choices) -> None:
    """Without Slack's client, which knows only the people who are there."""
    fields = {
        block["block_id"]: block
        for block in settings_form(choices, DEFAULT_MARKS, "openai:x").to_dict()["blocks"]
        if block["type"] == "input"
    }
    expected = replace(choices, drafts=choices.drafts or frozenset())
    assert parse_settings(dict(_untouched(fields))) == expected


def test_every_setting_says_in_a_line_what_it_does() -> None:
    forms = settings_form(CHOICES[0], DEFAULT_MARKS, "openai:x"), privacy_form({})
    inputs = [
        block for form in forms for block in form.to_dict()["blocks"] if block["type"] == "input"
    ]
    assert len(inputs) > 15
    assert [one["label"]["text"] for one in inputs if not one.get("hint")] == []


def test_without_a_model_settings_do_not_ask_about_it(slack: Slack) -> None:
    values = submitted(slack, settings_form(CHOICES[1], DEFAULT_MARKS), announce_channel=NOTICED)
    assert parse_settings(values).drafts is None


def _untouched(fields: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for field, block in fields.items():
        yield field, initial_state(block["element"])


def test_everything_in_the_settings_can_be_changed(slack: Slack) -> None:
    values = submitted(
        slack,
        settings_form(CHOICES[1], DEFAULT_MARKS, "openai:x"),
        announce_channel=NOTICED,
        drafts=["open"],
        facilitators=[BOB, CAROL],
        time_zone=" Asia/Tokyo ",
        day_starts_at="8:30",
        day_ends_at="16:30",
        holiday_country="jp",
        recorded=["state", "joins"],
        keeps_files=[],
        guests_start=[],
        meeting_link=" https://meet.acme.example/r?x=1&y=2 ",
        letters=["brief", "changes"],
        facilitator_group=" @SRE-Facilitators ",
    )
    choices = parse_settings(values)
    assert choices == workspace_rules.Choices(
        announce_channel=NOTICED,
        time_zone="Asia/Tokyo",
        day_starts_at="8:30",
        day_ends_at="16:30",
        holiday_country="JP",
        facilitators=(BOB, CAROL),
        unrecorded=frozenset(Automatic) - {Automatic.STATE, Automatic.JOINS},
        keeps_files=False,
        guests_start=False,
        meeting_link="https://meet.acme.example/r?x=1&y=2",
        facilitator_group="sre-facilitators",
        unsent=frozenset(Letter) - {Letter.BRIEF, Letter.CHANGES},
        drafts=frozenset({Openness.OPEN}),
    )
    assert workspace_rules.problems(choices, COUNTRIES) == {}


@pytest.mark.parametrize("unsent", [(), (Letter.BRIEF,), tuple(Letter)[1:]])
@pytest.mark.parametrize("muted", [(), (Letter.FACILITATING, Letter.BRIEF), tuple(Letter)])
def test_untouched_letters_stay_as_they_are_and_those_not_offered_are_left_alone(
    slack: Slack, unsent: Collection[Letter], muted: Collection[Letter]
) -> None:
    form = letters_form(unsent, muted)
    assert form.private_metadata is not None
    assert parse_letters(submitted(slack, form), form.private_metadata) == {
        kind: kind not in muted for kind in Letter if kind not in unsent
    }


def test_letters_are_chosen_one_by_one(slack: Slack) -> None:
    form = letters_form([Letter.BRIEF], [])
    values = submitted(slack, form, letters=["changes"])
    wanted = parse_letters(values, form.private_metadata or "")
    assert {kind for kind, is_wanted in wanted.items() if is_wanted} == {Letter.CHANGES}
    assert Letter.BRIEF not in wanted


def test_marks_come_back_as_they_were_shown(slack: Slack) -> None:
    form = marks_form(OWN_MARKS)
    assert parse_marks(submitted(slack, form)) == OWN_MARKS
    changed = parse_marks(submitted(slack, form, keep="📌 :fire:", luck="???"))
    assert changed[Meaning.KEEP] == ("pushpin", "fire")
    assert "I don't know" in changed[Meaning.LUCK]
    assert field_ids(form) == set(Meaning)


def test_what_is_wrong_in_the_settings_is_told_beside_fields_of_the_form(slack: Slack) -> None:
    form = settings_form(CHOICES[1], DEFAULT_MARKS)
    wrong = dict.fromkeys(("time_zone", "day_starts_at", "day_ends_at"), "??")
    choices = parse_settings(submitted(slack, form, holiday_country="??", **wrong))
    assert workspace_rules.problems(choices, COUNTRIES).keys() == {*wrong, "holiday_country"}
    assert workspace_rules.problems(choices, COUNTRIES).keys() <= field_ids(form)
