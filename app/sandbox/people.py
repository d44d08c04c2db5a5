"""`Person`: everything somebody can do in Slack by hand, with and without the app, and sees.

Whatever a person could not do raises: SlackError for what Slack refuses, LookupError for what is
not on their screen, NoAnswerError when the app does not acknowledge in time.
"""

from collections.abc import Mapping

from app.sandbox import forms, inputs, interactions, membership, modals
from app.sandbox.errors import SlackError
from app.sandbox.inputs import Placed
from app.sandbox.interactions import CommandAnswer, Deed
from app.sandbox.members import Member
from app.sandbox.rich_text import stored, with_names
from app.sandbox.slack import Slack
from app.sandbox.world import Json, User, View


class Person(Member):
    """A member who also uses the app: commands, shortcuts, buttons, modals, the home tab."""

    def __init__(self, slack: Slack, user: User) -> None:
        super().__init__(slack, user)
        self._picked: dict[str, dict[tuple[str, str], Json]] = {}

    async def command(self, line: str, *, channel: str) -> CommandAnswer:
        """Type a slash command, where they could also talk; LookupError when no app offers it."""
        name, _, text = line.partition(" ")
        offered = {command.name: command for command in self._slack.app.manifest.commands}
        if name not in offered:
            raise LookupError(f"{name} is not a valid command.")
        typed = self._escaped(text.strip()) if offered[name].should_escape else text.strip()
        place = self._joined(channel)
        if place.is_archived:
            raise SlackError("is_archived")
        return await interactions.command(self._slack, self.user, place, name, typed)

    async def shortcut(self, callback_id: str) -> None:
        """Run a global shortcut."""
        self._check_offered("global", callback_id)
        await interactions.shortcut(self._slack, self.user, callback_id)

    async def message_shortcut(self, callback_id: str, channel: str, ts: str) -> None:
        """Run a shortcut on a message."""
        self._check_offered("message", callback_id)
        place = self._visible(channel)
        sent = self._slack.message(place, ts)
        await interactions.message_shortcut(self._slack, self.user, place, sent, callback_id)

    async def click(
        self,
        channel: str,
        ts: str,
        action_id: str,
        value: object = None,
        *,
        block_id: str | None = None,
    ) -> None:
        """Use a button or menu of a message they see. `value` is what they choose in a menu."""
        place = self._visible(channel)
        on = self._message_or_whisper(place, ts)
        placed = _find(on.blocks, action_id, value, block_id)
        entries = self._picked.setdefault(ts, {})
        deed = Deed(user=self.user, placed=placed, value=value, entries=entries)
        await interactions.click_in_message(self._slack, deed, place, on)

    async def click_in_modal(
        self, action_id: str, value: object = None, *, block_id: str | None = None
    ) -> None:
        """Use a button or menu of the open modal."""
        await self._click_in_view(self._open_modal(), action_id, value, block_id)

    async def click_home(
        self, action_id: str, value: object = None, *, block_id: str | None = None
    ) -> None:
        """Use a button or menu of the home tab."""
        if self.home is None:
            raise LookupError("The app has not published a home tab.")
        await self._click_in_view(self.home, action_id, value, block_id)

    async def open_home(self) -> None:
        """Look at the app's home tab."""
        if not self._slack.app.manifest.home_tab:
            raise LookupError("The app has no home tab.")
        place, _ = membership.open_direct(self._slack, [self._slack.app.bot_user, self.id])
        event: Json = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": place.id,
            "tab": "home",
        }
        if self.home is not None:
            event["view"] = modals.rendered(self._slack, self.home)
        self._slack.happened(event)

    def fill(self, values: Mapping[str, object]) -> None:
        """Enter values into the open modal without submitting; see `forms.fill`."""
        forms.fill(self._slack, self._open_modal(), values)

    async def submit(self, values: Mapping[str, object] | None = None) -> dict[str, str]:
        """Fill in and submit the open modal; the errors shown by block_id, {} when accepted."""
        view = self._open_modal()
        if "submit" not in view.given:
            raise LookupError("This modal has nothing to submit.")
        self.fill(values or {})
        errors = forms.problems(view)
        return errors or await interactions.submit(self._slack, self.user, view)

    async def close_modal(self, *, whole_stack: bool = False) -> None:
        """Close the modal on top, or all of them with the ✕."""
        self._open_modal()
        await interactions.close(self._slack, self.user, whole_stack=whole_stack)

    async def look_up(self, action_id: str, typed: str) -> list[Json]:
        """Type into an external menu of the open modal; the options the app offers."""
        view = self._open_modal()
        placed = _find(view.blocks, action_id, None, None)
        return await interactions.suggestions(self._slack, self.user, view, placed, typed)

    async def _click_in_view(
        self, view: View, action_id: str, value: object, block_id: str | None
    ) -> None:
        placed = _find(view.blocks, action_id, value, block_id)
        deed = Deed(user=self.user, placed=placed, value=value, entries=view.entries)
        await interactions.click_in_view(self._slack, deed, view)

    def _check_offered(self, kind: str, callback_id: str) -> None:
        offered = [s.callback_id for s in self._slack.app.manifest.shortcuts if s.kind == kind]
        if callback_id not in offered:
            raise LookupError(f"No {kind} shortcut {callback_id!r}, only {offered}.")

    def _escaped(self, text: str) -> str:
        """Command text with `should_escape`: people and channels as `<@U…|name>`, `<#C…|name>`."""
        world = self._slack.world
        people = {user.name: user.id for user in world.users.values()}
        places = {c.name: c.id for c in world.channels.values() if not c.is_direct}
        return with_names(stored(text), people, places)


def _find(blocks: list[Json], action_id: str, value: object, block_id: str | None) -> Placed:
    """The element on screen; among buttons of one action_id, the one that has `value`."""
    found = [
        placed
        for placed in inputs.elements(blocks)
        if placed.element.get("action_id") == action_id
        and block_id in {None, placed.block["block_id"]}
        and not _is_other_button(placed.element, value)
    ]
    if not found:
        there = sorted({str(p.element.get("action_id")) for p in inputs.elements(blocks)})
        raise LookupError(f"No {action_id!r} with {value!r} to use here, only {there}.")
    if len(found) > 1:
        raise LookupError(f"{len(found)} elements are called {action_id!r}: say which by block_id.")
    return found[0]


def _is_other_button(element: Json, value: object) -> bool:
    return element["type"] == "button" and value is not None and element.get("value") != value
