"""What somebody does in channels by hand: talk, react, pin, come and go, rule over channels."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.sandbox import channels, membership, messages, pinning, reacting, sharing
from app.sandbox.errors import SlackError
from app.sandbox.messages import Draft
from app.sandbox.screen import Screen
from app.sandbox.world import File


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody drops into a message."""

    name: str
    content: bytes
    mimetype: str = "text/plain"


class Member(Screen):
    """Deeds that need no app. They need no scopes and no rate tiers; the app hears of them."""

    async def say(self, channel: str, text: str, *, files: Sequence[Upload] = ()) -> str:
        """Post a message; its ts."""
        return self._post(channel, text, files=[self.attach(upload) for upload in files])

    async def reply(
        self,
        channel: str,
        thread_ts: str,
        text: str,
        *,
        broadcast: bool = False,
        files: Sequence[Upload] = (),
    ) -> str:
        """Post into a thread; the reply's ts."""
        uploads = [self.attach(upload) for upload in files]
        return self._post(channel, text, thread_ts=thread_ts, broadcast=broadcast, files=uploads)

    async def tell_app(self, text: str) -> str:
        """Write to the app directly."""
        place, _ = membership.open_direct(self._slack, [self._slack.app.bot_user, self.id])
        return self._post(place.id, text)

    async def edit(self, channel: str, ts: str, text: str) -> None:
        """Change a message of their own."""
        place = self._joined(channel)
        sent = self._slack.message(place, ts)
        if sent.user != self.id:
            raise SlackError("cant_update_message")
        messages.edit(self._slack, place, sent, self.id, {"text": text})

    async def delete(self, channel: str, ts: str) -> None:
        """Delete a message of their own, or any as an admin; or dismiss a whisper."""
        place = self._visible(channel)
        heard = next((w for w in self.whispers(channel) if w.ts == ts), None)
        if heard is not None:
            self._slack.world.whispers.remove(heard)
            self._slack.notice()
            return
        sent = self._slack.message(place, ts)
        if sent.user != self.id and not self.user.is_admin:
            raise SlackError("cant_delete_message")
        messages.delete(self._slack, place, sent)

    async def delete_file(self, file_id: str) -> None:
        """Delete a file of their own, wherever it is shared."""
        file = self._slack.world.files[file_id]
        if file.user != self.id:
            raise SlackError("cant_delete_file")
        sharing.delete_file(self._slack, file)

    async def react(self, channel: str, ts: str, emoji: str) -> None:
        """Put an emoji under a message."""
        place = self._joined(channel)
        sent = self._slack.message(place, ts)
        reacting.add(self._slack, place, sent, self.id, emoji)

    async def unreact(self, channel: str, ts: str, emoji: str) -> None:
        """Take an emoji back."""
        place = self._joined(channel)
        sent = self._slack.message(place, ts)
        reacting.remove(self._slack, place, sent, self.id, emoji)

    async def pin(self, channel: str, ts: str) -> None:
        """Pin a message."""
        place = self._joined(channel)
        pinning.pin(self._slack, place, self._slack.message(place, ts), self.id)

    async def unpin(self, channel: str, ts: str) -> None:
        """Take a pin out."""
        place = self._joined(channel)
        pinning.unpin(self._slack, place, self._slack.message(place, ts), self.id)

    async def open_direct(self, user: str) -> str:
        """The direct conversation with somebody; its id."""
        place, _ = membership.open_direct(self._slack, [self.id, self._slack.user(user).id])
        return place.id

    async def create_channel(self, name: str, *, private: bool = False) -> str:
        """A new channel with them in it; its id."""
        made = channels.create(self._slack, name, self.id, "private" if private else "public")
        return made.id

    async def join(self, channel: str) -> None:
        """Enter a public channel."""
        place = self._visible(channel)
        membership.join(self._slack, place, self.id)

    async def leave(self, channel: str) -> None:
        """Go."""
        membership.leave(self._slack, self._joined(channel), self.id)

    async def invite(self, channel: str, *users: str) -> None:
        """Bring people, or the bot, into a channel."""
        place = self._joined(channel)
        for user in users:
            membership.join(self._slack, place, self._slack.user(user).id, inviter=self.id)

    async def remove(self, channel: str, user: str) -> None:
        """Take somebody out of a channel."""
        place = self._joined(channel)
        if user not in place.members:
            raise SlackError("user_not_found")
        membership.leave(self._slack, place, user)

    async def remove_bot(self, channel: str) -> None:
        """Take the app out of a channel."""
        membership.leave(self._slack, self._joined(channel), self._slack.app.bot_user)

    async def rename(self, channel: str, name: str) -> None:
        """Give a channel another name."""
        channels.rename(self._slack, self._joined(channel), self.id, name)

    async def set_topic(self, channel: str, topic: str) -> None:
        """Set a channel's topic."""
        channels.set_topic(self._slack, self._joined(channel), self.id, topic)

    async def archive(self, channel: str) -> None:
        """Archive a channel."""
        channels.archive(self._slack, self._joined(channel), self.id)

    async def unarchive(self, channel: str) -> None:
        """Open an archived channel again."""
        channels.unarchive(self._slack, self._visible(channel), self.id)

    async def delete_channel(self, channel: str) -> None:
        """Delete a channel for good."""
        channels.delete(self._slack, self._visible(channel), self.id)

    def _post(
        self,
        channel: str,
        text: str,
        *,
        thread_ts: str | None = None,
        broadcast: bool = False,
        files: Sequence[str] = (),
    ) -> str:
        draft = Draft(
            user=self.id,
            text=text,
            thread_ts=thread_ts,
            is_broadcast=broadcast,
            files=files,
        )
        return messages.post(self._slack, self._joined(channel), draft).ts

    def attach(self, upload: Upload) -> str:
        """A file that goes into a message or a form; its id."""
        file = File(
            id=self._slack.ids.next("F"),
            name=upload.name,
            title=upload.name,
            mimetype=upload.mimetype,
            filetype=upload.name.rpartition(".")[2],
            user=self.id,
            created=self._slack.seconds(),
            content=upload.content,
        )
        self._slack.world.files[file.id] = file
        return file.id
