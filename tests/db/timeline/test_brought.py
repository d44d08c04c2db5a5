"""Messages brought along by the shortcut: one entry, whoever keeps it and in whichever way."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.errors import UserError
from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.slack.ids import ChannelId, UserId
from app.slack.mrkdwn import Mrkdwn, plain
from app.timeline import queries, service, service_entries
from app.timeline.rules_entries import Brought, Draft, fingerprint
from app.vocabulary import Confidence, EntryKind, State
from tests.factories import (
    ALICE,
    BOB,
    CAROL,
    CHANNEL,
    NOW,
    TEAM,
    Stored,
    declaration,
    found,
    gesture,
    mark,
    ts,
)

ELSEWHERE = ChannelId("C0GENERAL")
WORDS = Mrkdwn("Their <@U0DANA> says &amp; waits")
LATER = NOW + timedelta(hours=1)


def message(channel: ChannelId = ELSEWHERE) -> Brought:
    return Brought(
        channel=channel,
        ts=ts(),
        thread=None,
        author=CAROL,
        label=None,
        text=WORDS,
        filled_in=fingerprint(plain(WORDS)),
        when="2026-03-03 09:00",
    )


UNTOUCHED = Draft(text=Mrkdwn("Their @U0DANA says &amp; waits"), when="2026-03-03 09:00")


def keep(
    stored: Stored,
    incident: Incident,
    draft: Draft = UNTOUCHED,
    *,
    brought: Brought | None = None,
    key: str = "form",
    by: UserId = ALICE,
) -> datetime | None:
    change = gesture(key, by=by, at=LATER)
    return stored.do(service_entries.keep_brought, incident, brought or message(), draft, change)


def test_an_untouched_message_is_kept_as_it_was_said_with_its_mentions(stored: Stored) -> None:
    incident = stored.incident()
    assert keep(stored, incident) == NOW
    (entry,) = stored.timeline(incident)
    assert (entry.text, entry.author, entry.occurred_at) == (WORDS, CAROL, NOW)
    assert (entry.channel, entry.ts, entry.is_filled) == (ELSEWHERE, ts(), True)
    assert stored.do(queries.tick, entry.id) is None, "the bot need not be there"


def test_of_a_text_too_long_to_carry_what_the_form_held_is_kept(stored: Stored) -> None:
    incident = stored.incident()
    long = Brought(
        channel=ELSEWHERE,
        ts=ts(),
        thread=None,
        author=None,
        label="Statuspage",
        text=None,
        filled_in=fingerprint(plain(UNTOUCHED.text)),
        when="",
    )
    keep(stored, incident, brought=long)
    (entry,) = stored.timeline(incident)
    assert (entry.text, entry.author_label) == (UNTOUCHED.text, "Statuspage")


@pytest.mark.parametrize("keys", [("same", "same"), ("one", "two")])
def test_a_message_added_twice_is_one_entry(stored: Stored, keys: tuple[str, str]) -> None:
    incident = stored.incident()
    for key in keys:
        keep(stored, incident, key=key)
    assert len(stored.timeline(incident)) == 1


def test_two_who_add_it_in_the_same_moment_make_one_entry(stored: Stored) -> None:
    incident = stored.incident()

    def added_by(user: UserId, session: Session) -> None:
        change = gesture(f"form {user}", by=user, at=LATER)
        service_entries.keep_brought(session, incident, message(), UNTOUCHED, change)

    outcomes = stored.at_once(
        [lambda session: added_by(ALICE, session), lambda session: added_by(BOB, session)]
    )
    assert [one.exception() for one in outcomes] == [None, None]
    assert len(stored.timeline(incident)) == 1


def test_a_mark_and_the_shortcut_on_one_message_are_one_entry(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(ts(), "as said"))
    wanted = Draft(text=Mrkdwn("in my words"), kind=EntryKind.IMPACT, when="2026-03-03 08:00 UTC")
    keep(stored, incident, wanted, brought=message(CHANNEL))
    (entry,) = stored.timeline(incident)
    assert (entry.text, entry.kind) == ("in my words", EntryKind.IMPACT)
    assert entry.occurred_at == datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
    stored.mark(mark(ts(), is_on=False, order=2))
    assert len(stored.timeline(incident)) == 1


def test_a_message_of_the_channel_is_read_whole_and_its_given_words_stay(stored: Stored) -> None:
    incident = stored.incident()
    keep(stored, incident, brought=message(CHANNEL))
    (entry,) = stored.timeline(incident)
    assert not entry.is_filled
    assert stored.waiting(service.HYDRATE)
    keep(stored, incident, Draft(text=Mrkdwn("in my words")), brought=message(CHANNEL), key="two")
    stored.fill(found(ts(), "as said", files=[{"name": "a.png", "type": "", "permalink": ""}]))
    (entry,) = stored.timeline(incident)
    assert (entry.text, len(entry.files)) == ("in my words", 1)


def test_an_entry_taken_off_by_hand_is_back_when_it_is_added_again(stored: Stored) -> None:
    incident = stored.incident()
    keep(stored, incident)
    (entry,) = stored.timeline(incident)
    stored.do(service_entries.remove_entry, TEAM, entry.id, gesture("remove", at=LATER))
    keep(stored, incident, key="again")
    assert len(stored.timeline(incident)) == 1


def test_a_message_deleted_meanwhile_is_not_kept(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(ts(), "as said"))
    stored.do(service.follow_deletion, TEAM, CHANNEL, ts(), now=NOW)
    with pytest.raises(UserError, match="Its author deleted this message"):
        keep(stored, incident, brought=message(CHANNEL))
    assert stored.timeline(incident) == []


def test_a_time_of_somebody_unknown_waits_for_their_zone(stored: Stored) -> None:
    incident = stored.incident()
    assert keep(stored, incident, Draft(text=WORDS, when="8:30"), by=BOB) is None
    (entry,) = stored.timeline(incident)
    assert entry.occurred_at == NOW
    stored.person(BOB, "Europe/Berlin")
    stored.do(service_entries.place_entry, TEAM, entry.id, BOB, "8:30", asked_at=LATER, waits=True)
    (entry,) = stored.timeline(incident)
    assert entry.occurred_at == NOW - timedelta(minutes=90)


def test_what_was_recalled_is_kept_as_recalled(stored: Stored) -> None:
    incident = stored.incident()
    keep(stored, incident, Draft(text=WORDS, confidence=Confidence.RECALLED))
    (entry,) = stored.timeline(incident)
    assert entry.confidence is Confidence.RECALLED


def labels(stored: Stored, viewer: UserId) -> list[str]:
    since = NOW - timedelta(days=14)
    recent = stored.do(incident_queries.recent_incidents, TEAM, viewer, since=since)
    return [incident.title for incident in recent]


def test_a_private_incident_takes_messages_of_those_who_may_know_of_it(stored: Stored) -> None:
    incident_id = stored.do(
        incident_service.declare,
        TEAM,
        declaration("A leak", is_private=True, lead=BOB),
        gesture("declare", by=ALICE),
    )
    for viewer, may_know in ((ALICE, True), (BOB, True), (CAROL, False)):
        assert (labels(stored, viewer) == ["A leak"]) is may_know
        assert stored.do(incident_queries.may_know_of, incident_id, viewer) is may_know


def test_open_and_lately_resolved_incidents_take_messages(stored: Stored) -> None:
    def ended(key: str, title: str, at: datetime | None, *, is_cancelled: bool = False) -> None:
        incident_id = stored.do(
            incident_service.declare, TEAM, declaration(title), gesture(key, at=NOW)
        )
        incident = stored.now(incident_id)
        change = gesture(f"end {key}", at=at or NOW)
        if is_cancelled:
            stored.do(incident_service.change_state, incident, State.CANCELLED, None, change)
        elif at:
            stored.do(
                incident_service.resolve,
                incident,
                started_at=at - timedelta(hours=1),
                resolved_at=at,
                impact=None,
                eased_by=None,
                gesture=change,
            )

    ended("open", "open", None)
    ended("lately", "lately", NOW - timedelta(days=13))
    ended("long ago", "long ago", NOW - timedelta(days=15))
    ended("false alarm", "false alarm", None, is_cancelled=True)

    assert sorted(labels(stored, CAROL)) == ["lately", "open"]
