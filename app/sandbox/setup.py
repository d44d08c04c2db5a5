"""A fresh workspace with the app installed, and who and what is put into it before the story."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from app.sandbox.channels import ID_PREFIX
from app.sandbox.clock import SandboxClock, Timestamps
from app.sandbox.delivery import Delivery
from app.sandbox.faults import Faults
from app.sandbox.ids import Ids
from app.sandbox.manifest import Manifest
from app.sandbox.slack import Slack
from app.sandbox.sockets import SocketMode
from app.sandbox.tokens import InstalledApp, Token, Triggers
from app.sandbox.world import SLACKBOT, Channel, ChannelKind, User, World

APP_ID, BOT_ID, BOT_USER = "A0APP", "B0BOT", "U0BOT"


@dataclass(frozen=True, slots=True)
class Team:
    """A workspace, and the token that the app has there."""

    id: str = "T0ACME"
    name: str = "Acme"
    domain: str = "acme"
    bot_token: str = "xoxb-sandbox"  # noqa: S105 - the same in every run


ACME = Team()


class PersonTraits(TypedDict, total=False):
    """What may be said about somebody besides their name."""

    id: str
    tz: str
    email: str | None
    title: str
    is_admin: bool
    is_restricted: bool
    is_away: bool
    deleted: bool


class ChannelTraits(TypedDict, total=False):
    """What may be said about a channel besides its name and members."""

    id: str
    kind: ChannelKind
    is_general: bool


def new_slack(
    manifest: Manifest, clock: SandboxClock, faults: Faults, ack_timeout_s: float, team: Team = ACME
) -> Slack:
    """A workspace with nobody in it but the app's bot and Slackbot."""
    ids = Ids()
    world = World(team_id=team.id, team_name=team.name, domain=team.domain)
    app = _installed(manifest, team)
    world.users[SLACKBOT] = User(
        id=SLACKBOT, name="slackbot", real_name="Slackbot", is_bot=False, tz="America/Los_Angeles"
    )
    world.users[app.bot_user] = User(
        id=app.bot_user,
        name=app.name,
        real_name=manifest.bot_name,
        is_bot=True,
        bot_id=app.bot_id,
        app_id=app.id,
    )
    slack = Slack(
        world=world,
        clock=clock,
        app=app,
        ids=ids,
        timestamps=Timestamps(clock),
        triggers=Triggers(ids),
        delivery=Delivery(clock, faults, SocketMode(app.id, ids, ack_timeout_s)),
    )
    slack.delivery.on_attempt = slack.notice
    return slack


def _installed(manifest: Manifest, team: Team) -> InstalledApp:
    """The app with secrets that are the same in every run and open nothing outside."""
    return InstalledApp(
        id=APP_ID,
        bot_id=BOT_ID,
        bot_user=BOT_USER,
        name=manifest.bot_name,
        manifest=manifest,
        signing_secret=_open_secret("signing"),
        client_id="1.2",
        client_secret=_open_secret("client"),
        verification_token=_open_secret("verification"),
        tokens={
            team.bot_token: Token(kind="bot", scopes=manifest.scopes),
            "xapp-1-sandbox": Token(kind="app", scopes=frozenset({"connections:write"})),
        },
    )


def _open_secret(what: str) -> str:
    return f"sandbox-{what}-secret"


def add_user(slack: Slack, real_name: str, traits: PersonTraits) -> User:
    """Somebody new; without an id they get the next one."""
    name = _free_name(slack, real_name)
    user = User(
        id=traits.get("id") or slack.ids.next("U"),
        name=name,
        real_name=real_name,
        email=f"{name}@{slack.world.domain}.example",
        updated=slack.seconds(),
    )
    user = replace(user, **traits)
    slack.world.users[user.id] = user
    for place in slack.world.channels.values():
        if place.is_general and not user.is_restricted:
            place.members.append(user.id)
    slack.notice()
    return user


def add_channel(slack: Slack, name: str, members: Sequence[str], traits: ChannelTraits) -> Channel:
    """A channel that was always there: no event tells of it."""
    kind = traits.get("kind", "public")
    place = Channel(
        id=traits.get("id") or slack.ids.next(ID_PREFIX[kind]),
        name=name,
        creator=members[0] if members else SLACKBOT,
        created=slack.seconds(),
        kind=kind,
        members=list(members),
        is_general=traits.get("is_general", False),
    )
    slack.world.channels[place.id] = place
    slack.notice()
    return place


def _free_name(slack: Slack, real_name: str) -> str:
    """The first name in lower case, or the whole name when that is taken."""
    taken = {user.name for user in slack.world.users.values()}
    words = real_name.lower().split()
    return words[0] if words[0] not in taken else ".".join(words)
