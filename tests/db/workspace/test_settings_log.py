"""Who changed which setting, from what to what: each change is kept, and nothing of a secret."""

from dataclasses import replace
from datetime import timedelta

from app.sealing import Seal
from app.slack.ids import EmojiName
from app.vocabulary import Letter, Meaning
from app.workspace import queries, queries_log, service, service_webhook
from app.workspace.rules_log import told
from app.workspace.rules_marks import DEFAULT_MARKS
from tests.factories import ALICE, BOB, NOW, TEAM, Stored


def test_what_differs_is_kept_with_who_changed_it_and_no_secret(stored: Stored) -> None:
    choices = stored.do(queries.workspace, TEAM).choices
    first = replace(
        choices,
        time_zone="Europe/Berlin",
        facilitators=(BOB,),
        unsent=frozenset({Letter.BRIEF}),
        meeting_link="https://meet.example/room?pwd=hush",
    )
    stored.do(service.change_choices, TEAM, first, now=NOW, by=ALICE)
    stored.do(service.change_choices, TEAM, first, now=NOW, by=BOB)
    later = NOW + timedelta(hours=1)
    marks = {**DEFAULT_MARKS, Meaning.KEEP: (EmojiName("bookmark"),)}
    stored.do(service.change_marks, TEAM, marks, now=later, by=BOB)
    choose = service_webhook.choose
    for secret in ("whisper", "murmur"):
        stored.do(
            choose, TEAM, "https://t.example/k3y", secret, renews=True, seal=Seal(), now=later
        )

    changes = stored.do(queries_log.changes, TEAM)

    assert {(one.setting, one.by) for one in changes} == {
        ("time_zone", ALICE),
        ("facilitator_ids", ALICE),
        ("unsent", ALICE),
        ("meeting_link", ALICE),
        ("marks", BOB),
        ("webhook_url", None),
        ("webhook_secret", None),
    }
    lines = [told(one).split(" · ")[0] for one in changes]
    assert "*Time zone*: UTC → Europe/Berlin" in lines
    assert f"*Who can facilitate reviews*: nobody → <@{BOB}>" in lines
    assert "*Marks of our own*: none → keep: bookmark" in lines
    assert "*Meeting link*: changed" in lines
    kept = " ".join(str((one.was, one.became)) for one in changes)
    assert not [word for word in ("hush", "k3y", "whisper", "murmur") if word in kept]
    last = stored.do(queries_log.last_change, TEAM)
    assert last is not None
    assert last.setting == "webhook_secret"
