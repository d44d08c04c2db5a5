"""Commands of an incident's channel, and the same by the card's buttons and menu."""

from datetime import UTC, datetime, timedelta

import pytest

from app.sandbox.people import Person
from app.sandbox.world import Channel
from tests.e2e.office import CROWD, Office, buttons, markup, menu, words

WAYS = ["typed", "pressed"]


@pytest.mark.parametrize("way", WAYS)
async def test_a_state_change_is_told_and_kept(office: Office, way: str) -> None:
    channel = await office.declare()
    if way == "typed":
        await office.typed(office.alice, "/incident status Identified the disk is full", channel)
    else:
        await _press(office, office.alice, channel, "Update state")
        changes = {"state": "identified", "note": "the disk is full"}
        assert await office.alice.submit(changes) == {}
        await office.stage.settled()
    told = words(office.said(channel)[-1].blocks)
    assert "Identified" in told
    assert "the disk is full" in told
    assert f"<@{office.alice.id}>" in told
    assert "Identified" in words(office.card(channel).blocks)
    assert "Identified. the disk is full" in await office.timeline(channel)


@pytest.mark.parametrize("way", WAYS)
async def test_a_severity_change_is_told_and_kept(office: Office, way: str) -> None:
    channel = await office.declare()
    if way == "typed":
        await office.typed(office.alice, "/incident severity near miss", channel)
    else:
        await _choose(office, office.alice, channel, "Change severity")
        assert await office.alice.submit({"severity": "near_miss"}) == {}
        await office.stage.settled()
    assert "near miss" in words(office.said(channel)[-1].blocks)
    assert "near miss" in words(office.card(channel).blocks)
    assert "Severity became near miss." in await office.timeline(channel)


@pytest.mark.parametrize("way", WAYS)
async def test_the_lead_is_handed_on_and_invited(office: Office, way: str) -> None:
    channel = await office.declare()
    assert office.carol.id not in channel.members
    if way == "typed":
        await office.typed(office.alice, "/incident lead @carol", channel)
    else:
        await _choose(office, office.alice, channel, "Change lead")
        assert await office.alice.submit({"receiver": office.carol.id}) == {}
        await office.stage.settled()
    assert office.carol.id in channel.members
    assert f"<@{office.carol.id}> has the lead now" in words(office.said(channel)[-1].blocks)
    assert f"<@{office.carol.id}>" in words(office.card(channel).blocks)
    assert f"Handed the lead to <@{office.carol.id}>." in await office.timeline(channel)


async def test_somebody_can_take_the_lead(office: Office) -> None:
    channel = await office.declare()
    await office.bob.join(channel.id)
    await office.typed(office.bob, "/incident lead me", channel)
    assert "Took the lead." in await office.timeline(channel)


async def test_a_note_finds_its_time_once_the_typists_zone_is_known(office: Office) -> None:
    channel = await office.declare()
    await office.stage.settled()
    office.stage.slack.faults.server_error("users.info", times=2)
    await office.dora.join(channel.id)
    answer = await office.typed(office.dora, "/incident note 14:30 the deploy began", channel)
    assert "as soon as I know your time zone" in answer
    await office.pass_time(timedelta(minutes=5))
    happened_at = datetime(2026, 3, 3, 13, 30, tzinfo=UTC)
    assert f"<!date^{int(happened_at.timestamp())}^" in await office.timeline(channel)


async def test_a_note_by_the_cards_button_is_confirmed_in_a_whisper(office: Office) -> None:
    channel = await office.declare()
    await _press(office, office.alice, channel, "Add a note")
    assert await office.alice.submit({"text": "the deploy began", "when": "08:30"}) == {}
    await office.stage.settled()
    assert "Noted" in words(office.alice.whispers(channel.id)[-1].blocks)
    assert "the deploy began" in await office.timeline(channel)


@pytest.mark.parametrize("way", WAYS)
async def test_an_impossible_time_of_day_is_explained(office: Office, way: str) -> None:
    channel = await office.declare()
    if way == "typed":
        said = await office.typed(office.alice, "/incident note 25:99 the deploy began", channel)
    else:
        await _press(office, office.alice, channel, "Add a note")
        typed = {"text": "the deploy began", "when": "25:99"}
        said = (await office.alice.submit(typed))["when"]
    assert "25:99 is not a time of day" in said
    assert "the deploy began" not in await office.timeline(channel)


async def test_a_time_without_words_is_asked_for_them(office: Office) -> None:
    channel = await office.declare()
    said = await office.typed(office.alice, "/incident note yesterday 23:50", channel)
    assert "yesterday 23:50 is a time, but what happened then?" in said
    assert "23:50" not in await office.timeline(channel)


async def test_an_answer_to_a_command_is_seen_by_nobody_else(office: Office) -> None:
    channel = await office.declare()
    await office.bob.join(channel.id)
    await office.stage.settled()
    said = len(channel.messages)
    for line in ("list", "help", "nonsense", "severity blue", "note 08:00 quiet"):
        assert await office.typed(office.bob, f"/incident {line}", channel)
    assert len(office.bob.whispers(channel.id)) == 5
    assert office.alice.whispers(channel.id) == []
    assert len(channel.messages) == said


async def test_the_list_shows_open_incidents_and_where_they_are_worked_on(office: Office) -> None:
    assert "No incident is open" in await office.typed(office.carol, "/incident list", "general")
    one = await office.declare("Search is down")
    two = await office.declare("Mail <!channel> is late", lead=office.bob.id)
    listed = await office.typed(office.carol, "/incident list", "general")
    assert f"<#{one.id}>" in listed
    assert f"<#{two.id}>" in listed
    assert not CROWD.search(listed)
    await office.resolve(one)
    listed = await office.typed(office.carol, "/incident list", "general")
    assert f"<#{one.id}>" not in listed


async def test_the_list_and_help_are_in_the_cards_menu(office: Office) -> None:
    channel = await office.declare()
    await _choose(office, office.alice, channel, "Open incidents")
    assert "INC-1" in words(office.alice.whispers(channel.id)[-1].blocks)
    await _choose(office, office.alice, channel, "Help")
    assert "/incident note" in words(office.alice.whispers(channel.id)[-1].blocks)


@pytest.mark.parametrize("line", ["/incident", "/incident help", "/incident HELP  "])
async def test_help_names_every_command(office: Office, line: str) -> None:
    page = await office.typed(office.carol, line, "general")
    commands = "start status severity lead note timeline list resolve summary settings help"
    for command in commands.split():
        assert f"`/incident {command}" in page


@pytest.mark.parametrize(
    "typed", ["frobnicate", "post-mortem now", "<!channel> 🔥", "x" * 5000, "статус"]
)
async def test_unknown_words_are_answered_with_help(office: Office, typed: str) -> None:
    answer = await office.carol.command(f"/incident {typed}", channel="general")
    assert answer.is_acked
    assert "I don't know" in words(answer.blocks)
    assert "/incident start" in words(answer.blocks)
    assert not CROWD.search(markup(answer.blocks))


@pytest.mark.parametrize(
    "line", ["status identified", "severity sev1", "lead @bob", "note x", "timeline", "resolve"]
)
async def test_a_command_in_the_wrong_place_says_where_to_go(office: Office, line: str) -> None:
    await office.declare()
    answer = await office.typed(office.alice, f"/incident {line}", "general")
    assert "This works in an incident's channel" in answer
    assert office.alice.modal is None


@pytest.mark.parametrize("line", ["status", "severity", "lead", "note", "resolve"])
async def test_a_command_without_its_words_opens_the_form(office: Office, line: str) -> None:
    channel = await office.declare()
    await office.typed(office.alice, f"/incident {line}", channel)
    assert office.alice.modal is not None


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("status <!channel>", "I don't know the state"),
        ("status resolved", "/incident resolve"),
        ("severity catastrophic", "sev1"),
        ("lead @nobody-of-that-name", "name one person"),
        ("lead @bob @carol", "name one person"),
    ],
)
async def test_a_word_that_does_not_fit_is_explained_and_changes_nothing(
    office: Office, line: str, answer: str
) -> None:
    channel = await office.declare()
    before = words(office.card(channel).blocks)
    said = await office.typed(office.alice, f"/incident {line}", channel)
    assert answer in said
    assert not CROWD.search(said)
    assert words(office.card(channel).blocks) == before


async def test_a_closed_incident_takes_no_new_state(office: Office) -> None:
    channel = await office.declare()
    await office.typed(office.alice, "/incident status cancelled a false alarm", channel)
    said = await office.typed(office.alice, "/incident status identified", channel)
    assert "already cancel" in said
    assert "Cancel" in words(office.card(channel).blocks)


async def test_settings_decide_where_incidents_are_announced(office: Office) -> None:
    ops = office.stage.slack.add_channel("ops", members=[office.alice])
    await office.alice.command("/incident settings", channel="general")
    assert await office.alice.submit({"announce_channel": ops.id}) == {}
    assert office.alice.modal is not None
    assert f"announced in <#{ops.id}>" in str(office.alice.modal.blocks)
    await office.declare()
    assert office.announcements() == []
    assert len(office.said(ops)) == 1


async def test_saving_the_settings_again_keeps_everything_that_was_chosen(office: Office) -> None:
    chosen = {"meeting_link": "https://meet.acme.example/reviews", "letters": ["brief"]}
    await office.alice.command("/incident settings", channel="general")
    assert await office.alice.submit(chosen) == {}
    office.bob.user.is_admin = True
    await office.bob.command("/incident settings", channel="general")
    assert await office.bob.submit({"day_ends_at": "18:00"}) == {}

    await office.alice.command("/incident settings", channel="general")

    assert office.alice.modal is not None
    blocks = [each for each in office.alice.modal.blocks if each["type"] == "input"]
    shown = {each["block_id"]: each["element"] for each in blocks}
    assert shown["meeting_link"]["initial_value"] == "https://meet.acme.example/reviews"
    assert [each["value"] for each in shown["letters"]["initial_options"]] == ["brief"]
    assert shown["day_ends_at"]["initial_value"] == "18:00"


async def test_everybody_chooses_their_direct_messages_on_the_home_page(office: Office) -> None:
    await office.bob.open_home()
    await office.stage.settled()
    await office.bob.click_home("workspace.open_letters")
    assert await office.bob.submit({"letters": ["brief", "changes"]}) == {}

    await office.bob.click_home("workspace.open_letters")

    assert office.bob.modal is not None
    (field,) = [block for block in office.bob.modal.blocks if block["type"] == "input"]
    assert [each["value"] for each in field["element"]["initial_options"]] == ["brief", "changes"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"meeting_link": "http://meet.acme.example"},
        {"time_zone": "Mars/Olympus"},
        {"day_starts_at": "9 o'clock"},
        {"day_ends_at": "08:00"},
        {"holiday_country": "XX"},
    ],
)
async def test_settings_that_make_no_sense_are_explained_at_their_field(
    office: Office, wrong: dict[str, str]
) -> None:
    await office.alice.command("/incident settings", channel="general")
    assert list(await office.alice.submit(wrong)) == list(wrong)


async def _press(office: Office, person: Person, channel: Channel, label: str) -> None:
    card = office.card(channel)
    await person.click(channel.id, card.ts, buttons(card.blocks)[label])
    await office.stage.settled()


async def _choose(office: Office, person: Person, channel: Channel, label: str) -> None:
    card = office.card(channel)
    await person.click(channel.id, card.ts, "incidents.more", menu(card.blocks)[label])
    await office.stage.settled()
