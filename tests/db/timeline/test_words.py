"""The words of a kept message: read from Slack, following edits, and gone when it is deleted."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import EntryVersionRow
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.slack.ids import ChannelId, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries, service
from app.timeline.rules import Entry, FoundMessage
from app.workspace.service import READ_PROFILE
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

MESSAGE = ts()
FIRST_EDIT, SECOND_EDIT = ts(NOW + timedelta(minutes=1)), ts(NOW + timedelta(minutes=2))
SECRET = "xyzzy-secret"
FILE = {
    "name": f"{SECRET}.png",
    "type": "image/png",
    "permalink": f"https://acme.slack.com/files/{SECRET}",
}
GENERAL = ChannelId("C0GENERAL")
CARRIED = {
    "channel": GENERAL,
    "ts": MESSAGE,
    "thread_ts": "",
    "author": CAROL,
    "text": f"is search down? {SECRET}",
}


def edit(
    stored: Stored, text: str, edited_ts: str | None = FIRST_EDIT, channel: ChannelId = CHANNEL
) -> None:
    message = found(MESSAGE, text, edited_ts=edited_ts)
    stored.do(service.follow_edit, TEAM, channel, message, now=NOW)


def delete(stored: Stored, channel: ChannelId = CHANNEL) -> None:
    stored.do(service.follow_deletion, TEAM, channel, MESSAGE, now=NOW)


def only_entry(stored: Stored, incident: Incident) -> Entry:
    (entry,) = stored.timeline(incident)
    return entry


def versions(stored: Stored) -> list[str]:
    def query(session: Session) -> list[str]:
        rows = session.scalars(select(EntryVersionRow).order_by(EntryVersionRow.id))
        return [row.text for row in rows]

    return stored.do(query)


def profiles_to_read(stored: Stored) -> list[str]:
    return [row.arguments["user"] for row in stored.waiting(READ_PROFILE)]


def test_reading_a_message_brings_its_words_author_thread_and_files(stored: Stored) -> None:
    incident = stored.incident()
    stored.mark(mark(MESSAGE, by=BOB))

    stored.fill(found(MESSAGE, "a reply", author=CAROL, thread=ts(NOW, 7), files=[FILE]))

    entry = only_entry(stored, incident)
    assert (entry.text, entry.author, entry.thread) == ("a reply", CAROL, ts(NOW, 7))
    assert (entry.files, entry.is_filled) == ([FILE], True)
    assert stored.do(queries.waiting_messages, TEAM, CHANNEL) == []


def test_the_author_is_met_and_not_mistaken_for_who_kept_it(stored: Stored) -> None:
    incident = stored.incident()

    stored.keep(found(MESSAGE, "search is slow", author=CAROL), by=BOB)

    assert only_entry(stored, incident).author == CAROL
    assert {BOB, CAROL} <= set(profiles_to_read(stored))


def test_reading_one_page_fills_every_message_on_it_and_no_other(stored: Stored) -> None:
    incident = stored.incident()
    for micros in range(3):
        stored.mark(mark(ts(NOW, micros)))

    stored.fill(found(ts(NOW, 0), "one"), found(ts(NOW, 2), "three"))

    assert [entry.text for entry in stored.timeline(incident)] == ["one", "", "three"]
    assert len(stored.waiting(service.TICK)) == 2


def test_a_message_that_nobody_marked_is_not_kept_when_it_is_read(stored: Stored) -> None:
    incident = stored.incident()

    stored.fill(found(MESSAGE, "lunch?"))

    assert stored.timeline(incident) == []


def test_a_message_that_turns_out_to_be_gone_takes_its_entry_along(stored: Stored) -> None:
    incident = stored.incident()
    stored.mark(mark(MESSAGE))

    stored.fill(missing=[MESSAGE])

    assert stored.timeline(incident) == []
    assert stored.do(queries.waiting_messages, TEAM, CHANNEL) == []


def test_an_edit_shows_the_new_words_and_keeps_the_old_ones(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(MESSAGE, "serch is slow"))

    edit(stored, "search is slow")

    assert only_entry(stored, incident).text == "search is slow"
    assert versions(stored) == ["serch is slow"]


def test_an_edit_delivered_twice_is_one_version(stored: Stored) -> None:
    stored.incident()
    stored.keep(found(MESSAGE, "serch is slow"))

    edit(stored, "search is slow")
    edit(stored, "search is slow")

    assert versions(stored) == ["serch is slow"]


def test_a_late_older_edit_changes_nothing(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(MESSAGE, "one"))
    edit(stored, "three", SECOND_EDIT)

    edit(stored, "two", FIRST_EDIT)

    assert only_entry(stored, incident).text == "three"
    assert versions(stored) == ["one"]


@pytest.mark.parametrize("edited_ts", [None, FIRST_EDIT])
def test_a_change_that_leaves_the_words_alone_makes_no_version(
    stored: Stored, edited_ts: str | None
) -> None:
    stored.incident()
    stored.keep(found(MESSAGE, "see https://status.acme.com"))

    edit(stored, "see https://status.acme.com", edited_ts)

    assert versions(stored) == []


def test_an_edit_before_the_message_was_read_is_its_words_and_no_version(stored: Stored) -> None:
    incident = stored.incident()
    stored.mark(mark(MESSAGE))

    edit(stored, "search is slow")

    assert only_entry(stored, incident).text == "search is slow"
    assert versions(stored) == []


def test_an_edit_before_the_message_was_read_brings_the_tick_and_the_author(
    stored: Stored,
) -> None:
    incident = stored.incident()
    stored.mark(mark(MESSAGE))

    edit(stored, "search is slow")

    (row,) = stored.waiting(service.TICK)
    assert row.arguments == {"entry": only_entry(stored, incident).id}
    assert CAROL in profiles_to_read(stored)


def test_words_read_before_an_edit_and_stored_after_it_are_ignored(stored: Stored) -> None:
    incident = stored.incident()
    stored.mark(mark(MESSAGE))
    edit(stored, "search is slow")

    stored.fill(found(MESSAGE, "serch is slow"))

    assert only_entry(stored, incident).text == "search is slow"


def test_an_edit_stored_while_older_words_are_stored_is_not_lost(stored: Stored) -> None:
    incident = stored.incident()
    stored.mark(mark(MESSAGE))
    old, new = found(MESSAGE, "old"), found(MESSAGE, "new", edited_ts=FIRST_EDIT)

    stored.overlapping(
        lambda session: service.follow_edit(session, TEAM, CHANNEL, new, now=NOW),
        lambda session: service.fill(session, TEAM, CHANNEL, [old], [], now=NOW),
    ).result()

    assert only_entry(stored, incident).text == "new"


def test_an_edit_that_comes_while_older_words_are_stored_keeps_them_as_a_version(
    stored: Stored,
) -> None:
    incident = stored.incident()
    stored.mark(mark(MESSAGE))
    old, new = found(MESSAGE, "old"), found(MESSAGE, "new", edited_ts=FIRST_EDIT)

    stored.overlapping(
        lambda session: service.fill(session, TEAM, CHANNEL, [old], [], now=NOW),
        lambda session: service.follow_edit(session, TEAM, CHANNEL, new, now=NOW),
    ).result()

    assert only_entry(stored, incident).text == "new"
    assert versions(stored) == ["old"]


def test_an_edit_of_a_message_let_go_is_there_when_it_is_kept_again(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(MESSAGE, "serch is slow"))
    stored.mark(mark(MESSAGE, is_on=False, order=2))

    edit(stored, "search is slow")
    stored.mark(mark(MESSAGE, order=3))

    assert only_entry(stored, incident).text == "search is slow"


@pytest.mark.parametrize(("team", "channel"), [(TEAM, GENERAL), (TeamId("T0OTHER"), CHANNEL)])
def test_an_edit_elsewhere_changes_nothing(
    stored: Stored, team: TeamId, channel: ChannelId
) -> None:
    stored.incident()
    stored.keep(found(MESSAGE, "search is slow"))
    before = stored.everything()
    message = found(MESSAGE, "something else", edited_ts=FIRST_EDIT)

    stored.do(service.follow_edit, team, channel, message, now=NOW)

    assert stored.everything() == before


def secret_message(text: str, edited_ts: str | None = None) -> FoundMessage:
    return found(MESSAGE, f"{text} {SECRET}", edited_ts=edited_ts, files=[FILE])


def test_a_deletion_removes_every_word_from_everywhere(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(secret_message("one"))
    edit(stored, f"two {SECRET}", FIRST_EDIT)
    edit(stored, f"three {SECRET}", SECOND_EDIT)
    assert SECRET in stored.everything()

    delete(stored)

    assert SECRET not in stored.everything()
    assert stored.timeline(incident) == []


def test_nothing_brings_the_words_of_a_deleted_message_back(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(secret_message("one"))
    delete(stored)

    stored.fill(secret_message("read before"))
    edit(stored, f"edited before {SECRET}", SECOND_EDIT)
    stored.mark(mark(MESSAGE, is_on=False, order=2))
    stored.mark(mark(MESSAGE, by=ALICE, order=3))
    stored.fill(secret_message("read again", edited_ts=SECOND_EDIT))
    delete(stored)

    assert SECRET not in stored.everything()
    assert stored.timeline(incident) == []
    assert stored.do(queries.waiting_messages, TEAM, CHANNEL) == []


def test_a_deletion_before_the_message_was_read_keeps_its_words_out(stored: Stored) -> None:
    incident = stored.incident()
    stored.mark(mark(MESSAGE))
    delete(stored)

    stored.fill(secret_message("read before"))

    assert SECRET not in stored.everything()
    assert stored.timeline(incident) == []


def test_a_deletion_while_the_words_are_stored_wins(stored: Stored) -> None:
    incident = stored.incident()
    stored.mark(mark(MESSAGE))
    words = secret_message("read before")

    stored.overlapping(
        lambda session: service.follow_deletion(session, TEAM, CHANNEL, MESSAGE, now=NOW),
        lambda session: service.fill(session, TEAM, CHANNEL, [words], [], now=NOW),
    ).result()

    assert SECRET not in stored.everything()
    assert stored.timeline(incident) == []


def test_a_message_marked_after_its_deletion_goes_once_it_is_looked_for(stored: Stored) -> None:
    incident = stored.incident()
    delete(stored)
    stored.mark(mark(MESSAGE))

    stored.fill(missing=[MESSAGE])

    assert stored.timeline(incident) == []


def test_a_deletion_elsewhere_removes_nothing(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(MESSAGE, "search is slow"))

    delete(stored, GENERAL)
    stored.do(service.follow_deletion, TeamId("T0OTHER"), CHANNEL, MESSAGE, now=NOW)

    assert only_entry(stored, incident).text == "search is slow"


def declared_from_a_message(stored: Stored) -> Incident:
    start = gesture("shortcut", by=BOB)
    return stored.now(
        stored.do(incident_service.declare, TEAM, declaration(), start, carried=CARRIED)
    )


def keep_carried(stored: Stored, incident: Incident) -> None:
    stored.do(service.keep_carried, incident.id, CARRIED, BOB, now=NOW)


def test_the_message_an_incident_was_started_from_is_kept_once(stored: Stored) -> None:
    incident = declared_from_a_message(stored)

    keep_carried(stored, incident)
    keep_carried(stored, incident)

    entry = only_entry(stored, incident)
    assert (entry.text, entry.author) == (CARRIED["text"], CAROL)
    assert (entry.channel, entry.ts, entry.thread) == (GENERAL, MESSAGE, None)
    assert entry.is_filled


def test_a_carried_message_of_a_bot_has_no_author(stored: Stored) -> None:
    incident = declared_from_a_message(stored)

    stored.do(service.keep_carried, incident.id, {**CARRIED, "author": ""}, BOB, now=NOW)

    assert only_entry(stored, incident).author is None


def test_a_carried_message_follows_its_edits_where_it_was_written(stored: Stored) -> None:
    incident = declared_from_a_message(stored)
    keep_carried(stored, incident)

    edit(stored, "is search slow?", channel=GENERAL)

    assert only_entry(stored, incident).text == "is search slow?"
    assert versions(stored) == [CARRIED["text"]]


def test_a_carried_message_edited_before_it_was_kept_has_the_newest_words(
    stored: Stored,
) -> None:
    incident = declared_from_a_message(stored)

    edit(stored, "is search slow?", channel=GENERAL)
    keep_carried(stored, incident)

    assert only_entry(stored, incident).text == "is search slow?"


def test_a_carried_message_deleted_after_it_was_kept_leaves_no_word(stored: Stored) -> None:
    incident = declared_from_a_message(stored)
    keep_carried(stored, incident)

    delete(stored, GENERAL)

    assert SECRET not in stored.everything()
    assert stored.timeline(incident) == []


def test_a_carried_message_deleted_before_it_was_kept_leaves_no_word(stored: Stored) -> None:
    incident = declared_from_a_message(stored)

    delete(stored, GENERAL)
    keep_carried(stored, incident)

    assert SECRET not in stored.everything()
    assert stored.timeline(incident) == []


def test_text_that_postgresql_cannot_store_is_kept_without_it(stored: Stored) -> None:
    incident = declared_from_a_message(stored)
    message = {**CARRIED, "text": "nul\x00byte"}

    stored.do(service.keep_carried, incident.id, message, UserId("U0DANA"), now=NOW)

    assert only_entry(stored, incident).text == Mrkdwn("nulbyte")
