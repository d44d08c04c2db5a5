"""Files: three steps up, one way down."""

import pytest
from aiohttp import ClientSession, FormData

from app.sandbox.world import Json
from tests.unit.sandbox.workspaces import Workspace, refused


@pytest.fixture
def heard(w: Workspace) -> list[Json]:
    events: list[Json] = []
    w.sandbox.slack.watchers.append(lambda event, _channel: events.append(event))
    return events


async def upload(w: Workspace, content: bytes = b"# Review") -> str:
    """Steps one and two; the file's id."""
    ticket = await w.client.files_getUploadURLExternal(filename="review.md", length=len(content))
    async with (
        ClientSession() as session,
        session.post(ticket["upload_url"], data=content) as answer,
    ):
        assert answer.status == 200
    return str(ticket["file_id"])


async def fetched(url: str, token: str = "") -> tuple[str, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.content_type, await answer.read()


async def test_the_sdk_uploads_a_file_into_a_channel(w: Workspace) -> None:
    await w.client.files_upload_v2(
        channel="C0GEN",
        filename="review.md",
        title="The review",
        content="# Review",
        initial_comment="Here it is",
    )

    message = w.alice.sees("general")[-1]
    file = w.sandbox.slack.world.files[message.files[0]]
    assert (message.text, message.subtype) == ("Here it is", "file_share")
    assert (file.title, file.content) == ("The review", b"# Review")


async def test_the_sdk_shares_several_files_in_one_message_of_a_thread(w: Workspace) -> None:
    parent = await w.alice.say("general", "The review, please")

    await w.client.files_upload_v2(
        channel="C0GEN",
        thread_ts=parent,
        file_uploads=[
            {"content": "one", "filename": "1.txt"},
            {"content": "two", "filename": "2.txt"},
        ],
    )

    message = w.alice.sees("general")[-1]
    assert message.thread_ts == parent
    contents = [w.sandbox.slack.world.files[file_id].content for file_id in message.files]
    assert contents == [b"one", b"two"]


async def test_a_shared_file_tells_where_and_its_events_tell_when(
    w: Workspace, heard: list[Json]
) -> None:
    file_id = await upload(w)

    done = await w.client.files_completeUploadExternal(files=[{"id": file_id}], channel_id="C0GEN")

    (ts,) = w.sandbox.channel("general").messages
    assert done["files"][0]["shares"] == {
        "public": {"C0GEN": [{"ts": ts, "channel_name": "general"}]}
    }
    assert {event["type"] for event in heard} == {"file_created", "message", "file_shared"}
    assert len(heard) == 3


async def test_a_file_that_is_shared_nowhere_belongs_to_the_bot(w: Workspace) -> None:
    file_id = await upload(w)

    await w.client.files_completeUploadExternal(files=[{"id": file_id, "title": "Mine"}])

    info = await w.client.files_info(file=file_id)
    assert (info["file"]["title"], info["file"]["size"]) == ("Mine", 8)
    assert info["file"]["channels"] == []


async def test_an_upload_may_come_as_a_form(w: Workspace) -> None:
    ticket = await w.client.files_getUploadURLExternal(filename="a.txt", length=3)
    form = FormData()
    form.add_field("filename", b"abc", filename="a.txt")

    async with ClientSession() as session, session.post(ticket["upload_url"], data=form) as answer:
        assert await answer.text() == "OK - 3"


async def test_bytes_that_are_not_as_many_as_announced_are_refused(w: Workspace) -> None:
    ticket = await w.client.files_getUploadURLExternal(filename="a.txt", length=3)

    async with (
        ClientSession() as session,
        session.post(ticket["upload_url"], data=b"four") as answer,
    ):
        assert answer.status == 400
    async with refused("file_not_found"):
        await w.client.files_completeUploadExternal(files=[{"id": ticket["file_id"]}])


async def test_a_file_is_there_only_after_the_third_step(w: Workspace) -> None:
    file_id = await upload(w)

    async with refused("file_not_found"):
        await w.client.files_info(file=file_id)


async def test_sharing_needs_membership_and_an_open_channel(w: Workspace) -> None:
    file_id = await upload(w)
    elsewhere = w.sandbox.add_channel("elsewhere", members=[w.alice])
    closed = w.sandbox.add_channel("closed", members=[w.alice, w.sandbox.bot_user_id])
    await w.alice.archive("closed")

    files: list[dict[str, str | None]] = [{"id": file_id}]

    async with refused("not_in_channel"):
        await w.client.files_completeUploadExternal(files=files, channel_id=elsewhere.id)
    async with refused("is_archived"):
        await w.client.files_completeUploadExternal(files=files, channel_id=closed.id)
    assert not elsewhere.messages


async def test_a_download_needs_the_token_else_a_login_page_comes(w: Workspace) -> None:
    file_id = await upload(w)
    done = await w.client.files_completeUploadExternal(files=[{"id": file_id}])
    url = done["files"][0]["url_private"]

    assert await fetched(url, w.sandbox.bot_token) == ("text/markdown", b"# Review")
    assert (await fetched(url))[0] == "text/html"


async def test_a_file_is_out_of_sight_where_the_bot_is_not(w: Workspace) -> None:
    file_id = await upload(w)
    await w.client.files_completeUploadExternal(files=[{"id": file_id}])
    w.sandbox.slack.world.files[file_id].user = w.alice.id

    async with refused("file_not_found"):
        await w.client.files_info(file=file_id)


async def shared(w: Workspace, *, comment: str = "") -> tuple[str, str]:
    """A file of the bot's in a channel; its id, and the message's ts."""
    channel = w.sandbox.add_channel("shared", members=[w.alice, w.sandbox.bot_user_id])
    file_id = await upload(w)
    await w.client.files_completeUploadExternal(
        files=[{"id": file_id}], channel_id=channel.id, initial_comment=comment
    )
    (sent,) = channel.in_order()
    return file_id, sent.ts


async def test_a_deleted_file_takes_along_the_message_that_holds_nothing_else(
    w: Workspace, heard: list[Json]
) -> None:
    file_id, ts = await shared(w)
    await w.client.files_delete(file=file_id)
    assert ts not in w.sandbox.channel("shared").messages
    assert {"type": "file_deleted", "file_id": file_id}.items() <= heard[-2].items()
    async with refused("file_deleted"):
        await w.client.files_delete(file=file_id)


async def test_a_message_with_words_stays_when_its_file_is_deleted(
    w: Workspace, heard: list[Json]
) -> None:
    file_id, ts = await shared(w, comment="See there")
    await w.client.files_delete(file=file_id)
    assert w.sandbox.channel("shared").messages[ts].text == "See there"
    changed = heard[-1]
    assert changed["message"]["files"] == [{"id": file_id, "mode": "tombstone"}]
    assert changed["previous_message"]["files"][0]["name"] == "review.md"


async def test_the_bot_deletes_only_files_of_its_own(w: Workspace) -> None:
    file_id, _ = await shared(w)
    w.sandbox.slack.world.files[file_id].user = w.alice.id
    async with refused("cant_delete_file"):
        await w.client.files_delete(file=file_id)
    await w.alice.delete_file(file_id)
    async with refused("file_deleted"):
        await w.client.files_info(file=file_id)
