"""What every request may need: the workspace, its people, and what is known about its windows."""

from collections.abc import Callable
from dataclasses import dataclass

from app.sandbox.browser import sight
from app.sandbox.browser.asked import Asked
from app.sandbox.browser.controls import Controls, NotPossibleError, Progress
from app.sandbox.browser.faults import BadDay
from app.sandbox.browser.marks import ReadMarks
from app.sandbox.browser.traffic import Traffic
from app.sandbox.browser.window import Window
from app.sandbox.browser.windows import Windows
from app.sandbox.errors import SlackError
from app.sandbox.people import Person
from app.sandbox.slack import Slack
from app.sandbox.world import SLACKBOT, Channel, Json, User

NOTICE = (
    "This workspace is a sandbox on your own machine: everybody who can reach this address sees "
    "everything in it. It is no place for secrets."
)


@dataclass(slots=True, kw_only=True)
class Desk:
    """The parts of the browser's side, once per workspace."""

    slack: Slack
    person_of: Callable[[str], Person]
    controls: Controls
    marks: ReadMarks
    windows: Windows
    traffic: Traffic
    bad_day: BadDay
    progress: Progress | None = None

    def person(self, window: Window) -> Person:
        """Whoever the window acts as."""
        return self.person_of(window.user.id)

    def somebody(self, user_id: str | None) -> User:
        """The person a window wants to act as; the first of all when it does not say or they are
        gone.
        """
        people = [user for user in self.slack.world.users.values() if _can_act(user)]
        if not people:
            raise NotPossibleError("Nobody works in this workspace yet.")
        return next((user for user in people if user.id == user_id), people[0])

    def place(self, window: Window, asked: Asked) -> Channel:
        """The conversation that a request names, if its person may look at it."""
        place = self.slack.channel(asked.text("channel"))
        if not sight.is_visible(place, window.user.id):
            raise SlackError("channel_not_found")
        return place

    def channel(self, window: Window, place: Channel) -> Json:
        """A conversation as the window's person sees it."""
        return sight.channel(self.slack, self.marks, place, window.user.id)

    def snapshot(self, window: Window) -> Json:
        """Everything a window needs before it has asked for anything."""
        manifest = self.slack.app.manifest
        words = [{"usage": word.usage, "says": word.says} for word in self.controls.command_words()]
        return {
            "type": "snapshot",
            **self.windows.show_everything(window),
            "commands": [
                {
                    "name": command.name,
                    "usage_hint": command.usage_hint,
                    "description": command.description,
                    "words": words,
                }
                for command in manifest.commands
            ],
            "shortcuts": [
                {
                    "name": shortcut.name,
                    "callback_id": shortcut.callback_id,
                    "type": shortcut.kind,
                    "description": shortcut.description,
                }
                for shortcut in manifest.shortcuts
            ],
            "app": {
                "name": self.slack.app.name,
                "bot_user": self.slack.app.bot_user,
                "has_home": manifest.home_tab,
            },
            "team": {"name": self.slack.world.team_name, "domain": self.slack.world.domain},
            "now": self.slack.clock.now().isoformat(),
            "fault": self.bad_day.kind,
            "replay": shown_progress(self.progress) if self.progress else None,
            "notice": NOTICE,
        }

    def hear_progress(self, progress: Progress) -> None:
        """Tell every window how far the replay is."""
        self.progress = None if progress.is_over else progress
        self.windows.tell_all({"type": "replay", **shown_progress(progress)})


def shown_progress(progress: Progress) -> Json:
    """The replay's state as the protocol spells it."""
    return {
        "name": progress.name,
        "done": progress.done,
        "total": progress.total,
        "paused": progress.is_paused,
        "over": progress.is_over,
        "said": progress.said,
        "channel": progress.channel,
    }


def _can_act(user: User) -> bool:
    return not (user.is_bot or user.deleted or user.id == SLACKBOT)
