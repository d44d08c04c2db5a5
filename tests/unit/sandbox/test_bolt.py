"""A real Bolt app: what it acknowledges, what it fails, what it gets again."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncSay

from tests.unit.sandbox.workspaces import running, workspace


async def test_an_app_answers_an_event_with_a_message_and_ignores_its_own() -> None:
    async with workspace() as w:
        app = AsyncApp(client=w.client, process_before_response=True)
        heard: list[str] = []

        @app.event("message")
        async def answer(event: dict[str, Any], say: AsyncSay) -> None:
            heard.append(event["text"])
            await say(f"You said {event['text']}")

        async with running(app, w.sandbox):
            await w.alice.say("general", "hello")
            await w.sandbox.settled()
            await w.sandbox.until(lambda: len(w.alice.sees("general")) == 2)
            await w.sandbox.settled()
        assert heard == ["hello"]
        assert w.alice.sees("general")[1].text == "You said hello"
        assert [attempt.parcel.name for attempt in w.sandbox.deliveries] == ["message", "message"]


async def test_the_text_of_an_acknowledgement_is_a_whisper() -> None:
    async with workspace() as w:
        app = AsyncApp(client=w.client, process_before_response=True)

        @app.command("/help")
        async def answer(ack: AsyncAck, command: dict[str, Any]) -> None:
            await ack(f"You asked for {command['text']}")

        async with running(app, w.sandbox):
            answered = await w.alice.command("/help me", channel="general")
        assert answered.text == "You asked for me"
        assert w.alice.whispers("general")[0].text == "You asked for me"
        assert w.bob.whispers("general") == []


async def test_an_event_that_could_not_be_handled_comes_again() -> None:
    async with workspace(ack_timeout_s=0.3) as w:
        app = AsyncApp(client=w.client, process_before_response=True)
        attempts: list[str] = []

        @app.event("message")
        async def fail_once(body: dict[str, Any]) -> None:
            attempts.append(body["event_id"])
            if len(attempts) == 1:
                raise RuntimeError("the database is away")

        async with running(app, w.sandbox):
            await w.alice.say("general", "hello")
            await w.sandbox.settled()
        assert len(attempts) == 2
        assert len(set(attempts)) == 1
        assert [a.ack.is_ok for a in w.sandbox.deliveries] == [False, True]


async def test_an_app_that_reconnects_misses_nothing() -> None:
    async with workspace() as w:
        app = AsyncApp(client=w.client, process_before_response=True)
        heard: list[str] = []

        @app.event("message")
        async def note(event: dict[str, Any]) -> None:
            heard.append(event["text"])

        async with running(app, w.sandbox):
            await w.alice.say("general", "before")
            await w.sandbox.settled()
            await w.sandbox.disconnect()
            await w.alice.say("general", "after")
            await w.sandbox.settled()
        assert heard == ["before", "after"]
