"""What is proposed when an incident is resolved: an hour for those who took part, and somebody who
did not.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.reviews import queries, service
from app.reviews.rules_proposal import Proposal, Resolution
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import service_entries
from app.timeline.rules_entries import Draft
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service
from tests.factories import (
    ALICE,
    BOB,
    BOT,
    CAROL,
    NOW,
    TEAM,
    Stored,
    declaration,
    found,
    gesture,
    mark,
    ts,
)

DANA, ERIN = UserId("U0DANA"), UserId("U0ERIN")
THURSDAY = datetime(2026, 3, 5, tzinfo=UTC)
"""Two working days after NOW, a Tuesday."""


def propose(stored: Stored, incident: Incident, *, now: datetime = NOW) -> Proposal:
    return stored.do(service.propose, incident, now=now)


def choose(
    stored: Stored,
    *,
    facilitators: Sequence[UserId] = (),
    country: str | None = None,
    zone: str = "UTC",
    hours: tuple[str, str] = ("09:00", "17:00"),
) -> None:
    choices = replace(
        stored.do(workspace_queries.workspace, TEAM).choices,
        facilitators=tuple(facilitators),
        holiday_country=country,
        time_zone=zone,
        day_starts_at=hours[0],
        day_ends_at=hours[1],
    )
    stored.do(workspace_service.change_choices, TEAM, choices, now=NOW)


def responders(stored: Stored, incident: Incident) -> frozenset[UserId]:
    return stored.do(queries.responders, incident)


def test_the_first_hour_of_two_working_days_later_suits_who_took_part(stored: Stored) -> None:
    stored.person(ALICE, "Europe/Berlin")
    incident = stored.incident()

    slot = propose(stored, incident).slot

    local = slot.starts_at.astimezone(UTC)
    assert local.date() == THURSDAY.date()
    assert 8 <= local.hour <= 15, "from nine to five in Berlin"
    assert (slot.is_common, slot.ends_at - slot.starts_at) == (True, timedelta(hours=1))


def test_the_hour_lies_where_the_working_days_of_all_overlap(stored: Stored) -> None:
    stored.person(ALICE, "Europe/Berlin")
    stored.person(BOB, "America/New_York")
    incident = stored.incident()
    stored.keep(found(ts(), "looking", author=ALICE), by=BOB)

    slot = propose(stored, incident).slot

    assert slot.is_common
    assert 14 <= slot.starts_at.astimezone(UTC).hour <= 15


def test_without_a_common_hour_the_compromise_is_said(stored: Stored) -> None:
    stored.person(ALICE, "Europe/Berlin")
    stored.person(BOB, "Pacific/Auckland")
    incident = stored.incident()
    stored.keep(found(ts(), "looking", author=ALICE), by=BOB)

    slot = propose(stored, incident).slot

    assert not slot.is_common
    assert slot.note is not None
    assert "Auckland" in slot.note


def test_without_a_known_zone_the_workspaces_hours_count(stored: Stored) -> None:
    choose(stored, zone="Asia/Tokyo")
    stored.person(ALICE, None)
    incident = stored.incident()

    slot = propose(stored, incident).slot

    assert 0 <= slot.starts_at.astimezone(UTC).hour < 8, "from nine to five in Tokyo"


def test_the_hours_that_the_workspace_chose_are_kept(stored: Stored) -> None:
    choose(stored, hours=("13:00", "15:00"))
    stored.person(ALICE, "UTC")
    incident = stored.incident()

    slot = propose(stored, incident).slot

    assert slot.starts_at >= THURSDAY + timedelta(hours=13)
    assert slot.ends_at <= THURSDAY + timedelta(hours=15)


def test_weekends_and_holidays_are_left_out(stored: Stored) -> None:
    choose(stored, country="DE")
    stored.person(ALICE, "Europe/Berlin")
    incident = stored.incident()
    maundy_thursday = datetime(2026, 4, 2, 9, tzinfo=UTC)

    slot = propose(stored, incident, now=maundy_thursday).slot

    assert slot.starts_at.date() == datetime(2026, 4, 8, tzinfo=UTC).date()


def test_holidays_of_the_next_year_count_at_the_end_of_this_one(stored: Stored) -> None:
    choose(stored, country="US")
    stored.person(ALICE, "America/New_York")
    incident = stored.incident()
    wednesday = datetime(2026, 12, 30, 15, tzinfo=UTC)

    slot = propose(stored, incident, now=wednesday).slot

    assert slot.starts_at.date() == datetime(2027, 1, 4, tzinfo=UTC).date()


def test_it_began_with_the_first_sign_that_was_kept(stored: Stored) -> None:
    incident = stored.incident()
    earlier = [
        Draft(text=Mrkdwn("an alert"), when="10 min ago"),
        Draft(text=Mrkdwn("before"), when="2026-03-01 09:00 UTC"),
    ]
    for number, draft in enumerate(earlier):
        stored.do(service_entries.add_entry, incident, draft, gesture(f"entry {number}"))

    assert propose(stored, incident).began_at == NOW - timedelta(minutes=10)


def test_without_an_earlier_sign_it_began_when_it_was_declared(stored: Stored) -> None:
    incident = stored.incident()
    stored.mark(mark(ts(NOW + timedelta(minutes=3))))

    assert propose(stored, incident).began_at == incident.started_at


def test_everybody_who_said_kept_marked_or_led_took_part(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(ts(), "looking", author=BOB), by=CAROL)
    stored.mark(mark(ts(), by=DANA))
    note = gesture("note", by=ERIN)
    stored.do(service_entries.add_note, incident, Mrkdwn("restarted"), note)

    assert responders(stored, incident) == {ALICE, BOB, CAROL, DANA, ERIN}
    assert propose(stored, incident).participants == sorted([ALICE, BOB, CAROL, DANA, ERIN])


def test_a_former_lead_and_who_declared_took_part(stored: Stored) -> None:
    incident = stored.incident()
    stored.do(incident_service.change_lead, incident, BOB, gesture("lead"))

    assert responders(stored, incident) == {ALICE, BOB}


def test_who_took_the_mark_off_again_or_wrote_what_was_let_go_did_not_take_part(
    stored: Stored,
) -> None:
    incident = stored.incident()
    stored.keep(found(ts(), "looking", author=BOB), by=ALICE)
    stored.mark(mark(ts(), by=DANA))
    stored.mark(mark(ts(), by=DANA, is_on=False, order=2))
    stored.keep(found(ts(NOW, 1), "lunch?", author=ERIN), by=CAROL)
    stored.mark(mark(ts(NOW, 1), by=CAROL, is_on=False, order=2))

    assert responders(stored, incident) == {ALICE, BOB}


def test_bots_take_no_part_and_do_not_facilitate(stored: Stored) -> None:
    alerts = stored.person(UserId("U0ALERTS"), is_bot=True)
    incident = stored.incident()
    stored.keep(found(ts(), "CPU high", author=alerts), by=ALICE)

    proposal = propose(stored, incident)

    assert proposal.participants == [ALICE]
    assert proposal.facilitator is None


def test_our_own_bot_takes_no_part_even_before_its_profile_was_read(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(ts(), "the card", author=BOT), by=ALICE)

    assert responders(stored, incident) == {ALICE}


def test_somebody_whose_profile_is_unknown_takes_part(stored: Stored) -> None:
    stored.person(ALICE, "UTC")
    incident = stored.incident()
    stored.keep(found(ts(), "looking", author=BOB), by=ALICE)

    proposal = propose(stored, incident)

    assert proposal.participants == sorted([ALICE, BOB])
    assert proposal.slot.is_common


def test_a_facilitator_of_the_pool_who_did_not_respond_is_proposed(stored: Stored) -> None:
    choose(stored, facilitators=[ALICE, BOB, CAROL])
    incident = stored.incident()
    stored.keep(found(ts(), "looking", author=BOB), by=ALICE)

    assert propose(stored, incident).facilitator == CAROL


def test_without_a_pool_anybody_who_is_there_can_facilitate(stored: Stored) -> None:
    stored.person(ALICE)
    stored.person(BOB, is_active=False)
    stored.person(CAROL)
    incident = stored.incident()

    assert propose(stored, incident).facilitator == CAROL


def test_a_pool_of_people_who_left_counts_as_no_pool(stored: Stored) -> None:
    choose(stored, facilitators=[BOB])
    stored.person(BOB, is_active=False)
    stored.person(CAROL)
    incident = stored.incident()

    assert propose(stored, incident).facilitator == CAROL


def test_nobody_is_proposed_when_everybody_responded(stored: Stored) -> None:
    choose(stored, facilitators=[ALICE])
    incident = stored.incident()

    assert propose(stored, incident).facilitator is None


def test_whose_last_turn_is_longest_ago_comes_first(stored: Stored) -> None:
    choose(stored, facilitators=[BOB, CAROL, DANA])
    for key, facilitator, days in (("one", BOB, 10), ("two", CAROL, 5), ("three", BOB, 3)):
        earlier = stored.do(incident_service.declare, TEAM, declaration(key), gesture(key))
        stored.do(
            service.resolve,
            stored.now(earlier),
            Resolution(
                began_at=NOW - timedelta(days=20),
                ended_at=NOW - timedelta(days=19),
                impact=None,
                eased_by=None,
                meets_at=NOW - timedelta(days=days),
                facilitator=facilitator,
            ),
            gesture(f"resolve {key}"),
        )
    incident = stored.incident()

    assert propose(stored, incident).facilitator == DANA
    choose(stored, facilitators=[BOB, CAROL])
    assert propose(stored, incident).facilitator == CAROL
