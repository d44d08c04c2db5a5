"""A channel as plain text."""

from typing import Any

from app.sandbox.members import Upload
from tests.unit.sandbox.workspaces import workspace


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


async def test_a_channel_reads_as_it_looked() -> None:
    async with workspace() as w:
        await w.client.conversations_setTopic(channel="C0GEN", topic="Search is down")
        ts = await w.alice.say("general", "<@U0BOB> *look* :eyes: a < b")
        await w.bob.reply("general", ts, "on it", files=[Upload("trace.log", b"boom")])
        await w.bob.react("general", ts, "pushpin")
        await w.alice.pin("general", ts)
        blocks: list[dict[str, Any]] = [
            {"type": "header", "text": plain("Incident 7")},
            {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Lead*\n<@U0ALICE>"}]},
            {"type": "actions", "elements": [{"type": "button", "text": plain("Resolve")}]},
        ]
        await w.client.chat_postMessage(channel="C0GEN", text="Incident 7", blocks=blocks)
        await w.client.chat_postEphemeral(channel="C0GEN", user="U0BOB", text="psst")
        shown = w.sandbox.transcript("general", w.bob)
        of_alice = w.sandbox.transcript("general", w.alice)
    assert shown.splitlines() == [
        "#general",
        "Topic: Search is down",
        "",
        "── Tuesday 24 November 2026 (UTC) ──────────────────────────",
        "",
        "09:00  — helper set the channel topic: Search is down",
        "",
        "09:00  Alice Ames  (pinned)",
        "       @Bob Byte look 👀 a < b",
        "       📌 1",
        "       │ 09:00  Bob Byte",
        "       │        on it",
        "       │        [file: trace.log]",
        "",
        "09:00  — Alice Ames pinned a message to this channel.",
        "",
        "09:00  helper",
        "       ■ Incident 7",
        "       Lead: @Alice Ames",
        "       [Resolve]",
        "",
        "09:00  Only visible to Bob Byte",
        "       psst",
    ]
    assert "psst" not in of_alice


async def test_edits_and_broadcasts_are_marked() -> None:
    async with workspace() as w:
        ts = await w.alice.say("general", "one")
        await w.alice.edit("general", ts, "two")
        await w.bob.reply("general", ts, "all hear", broadcast=True)
        shown = w.sandbox.transcript("general")
    assert "Alice Ames  (edited)" in shown
    assert "Bob Byte  (also sent to the channel)" in shown
