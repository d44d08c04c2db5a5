"""What an app must be granted: scopes of the Web API's methods and of the events."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Tier = Literal["T1", "T2", "T3", "T4", "special"]
Kind = Literal["public", "private", "im", "mpim"]
Scopes = tuple[str, ...]  # any one of them is enough

KINDS: tuple[Kind, ...] = ("public", "private", "im", "mpim")


@dataclass(frozen=True, slots=True)
class Method:
    """A method's rate tier and the scopes it needs: always, or by the kind of conversation."""

    tier: Tier
    scopes: Scopes = ()
    by_kind: Mapping[Kind, Scopes] = field(default_factory=dict)


def _on(tier: Tier, action: str, *narrower: str) -> Method:
    """Needs the same right, or a narrower one, for each kind: channels:…, groups:…, im:…."""
    prefixes = dict(zip(KINDS, ("channels", "groups", "im", "mpim"), strict=True))
    by_kind = {
        kind: tuple(_spell(prefix, right) for right in (action, *narrower))
        for kind, prefix in prefixes.items()
    }
    return Method(tier, by_kind=by_kind)


def _spell(prefix: str, right: str) -> str:
    """A bot's right to write to public channels is spelt "manage"."""
    return "channels:manage" if (prefix, right) == ("channels", "write") else f"{prefix}:{right}"


METHODS: Mapping[str, Method] = {
    "api.test": Method("T4"),
    "apps.connections.open": Method("T3"),  # sources disagree (T1, T3); needs an app-level token
    "assistant.threads.setStatus": Method("special", ("assistant:write", "chat:write")),
    "auth.revoke": Method("T3"),
    "auth.test": Method("special"),
    "blocks.validate": Method("special"),
    "bookmarks.add": Method("T2", ("bookmarks:write",)),
    "bookmarks.edit": Method("T2", ("bookmarks:write",)),
    "bookmarks.list": Method("T3", ("bookmarks:read",)),
    "bookmarks.remove": Method("T2", ("bookmarks:write",)),
    "bots.info": Method("T3", ("users:read",)),
    "canvases.access.delete": Method("T3", ("canvases:write",)),
    "canvases.access.set": Method("T3", ("canvases:write",)),
    "canvases.create": Method("T2", ("canvases:write",)),
    "canvases.delete": Method("T3", ("canvases:write",)),
    "canvases.edit": Method("T3", ("canvases:write",)),
    "canvases.getContent": Method("T3", ("canvases:read",)),
    "canvases.sections.lookup": Method("T3", ("canvases:read",)),
    "chat.appendStream": Method("T4", ("chat:write",)),
    "chat.delete": Method("T3", ("chat:write",)),
    "chat.deleteScheduledMessage": Method("T3", ("chat:write",)),
    "chat.getPermalink": Method("special"),
    "chat.postEphemeral": Method("T4", ("chat:write",)),
    "chat.postMessage": Method("special", ("chat:write",)),
    "chat.scheduleMessage": Method("T3", ("chat:write",)),
    "chat.scheduledMessages.list": Method("T3"),
    "chat.startStream": Method("T2", ("chat:write",)),
    "chat.stopStream": Method("T2", ("chat:write",)),
    "chat.unfurl": Method("T3", ("links:write",)),
    "chat.update": Method("T3", ("chat:write",)),
    "conversations.archive": _on("T2", "write"),
    "conversations.canvases.create": Method("T2", ("canvases:write",)),
    "conversations.close": _on("T2", "write"),
    "conversations.create": _on("T2", "write"),
    "conversations.history": _on("T3", "history"),
    "conversations.info": _on("T3", "read"),
    "conversations.invite": _on("T3", "write", "write.invites"),
    "conversations.join": Method("T3", ("channels:join",)),
    "conversations.kick": _on("T3", "write"),
    "conversations.leave": _on("T3", "write"),
    "conversations.list": _on("T2", "read"),
    "conversations.mark": _on("T3", "write"),
    "conversations.members": _on("T4", "read"),
    "conversations.open": _on("T3", "write"),
    "conversations.rename": _on("T2", "write"),
    "conversations.replies": _on("T3", "history"),
    "conversations.setPurpose": _on("T2", "write", "write.topic"),
    "conversations.setTopic": _on("T2", "write", "write.topic"),
    "conversations.unarchive": _on("T2", "write"),
    "dnd.info": Method("T3", ("dnd:read",)),
    "emoji.list": Method("T2", ("emoji:read",)),
    "entity.presentDetails": Method("T3"),
    "files.completeUploadExternal": Method("T4", ("files:write",)),
    "files.delete": Method("T3", ("files:write",)),
    "files.getUploadURLExternal": Method("T4", ("files:write",)),
    "files.info": Method("T4", ("files:read",)),
    "files.list": Method("T3", ("files:read",)),
    "functions.completeError": Method("T3"),
    "functions.completeSuccess": Method("T3"),
    "oauth.v2.access": Method("special"),
    "pins.add": Method("T2", ("pins:write",)),
    "pins.list": Method("T2", ("pins:read",)),
    "pins.remove": Method("T2", ("pins:write",)),
    "reactions.add": Method("T3", ("reactions:write",)),
    "reactions.get": Method("T3", ("reactions:read",)),
    "reactions.list": Method("T2", ("reactions:read",)),
    "reactions.remove": Method("T2", ("reactions:write",)),
    "slackLists.create": Method("T2", ("lists:write",)),
    "slackLists.items.create": Method("T3", ("lists:write",)),
    "slackLists.items.update": Method("T3", ("lists:write",)),
    "team.info": Method("T3", ("team:read",)),
    "usergroups.list": Method("T2", ("usergroups:read",)),
    "usergroups.users.list": Method("T2", ("usergroups:read",)),
    "users.conversations": _on("T3", "read"),
    "users.getPresence": Method("T3", ("users:read",)),
    "users.info": Method("T4", ("users:read",)),
    "users.list": Method("T2", ("users:read",)),
    "users.lookupByEmail": Method("T3", ("users:read.email",)),
    "users.profile.get": Method("T4", ("users.profile:read",)),
    "views.open": Method("T4"),
    "views.publish": Method("T4"),
    "views.push": Method("T4"),
    "views.update": Method("T4"),
}

EVENTS: Mapping[str, Scopes] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "assistant_thread_context_changed": ("assistant:write",),
    "assistant_thread_started": ("assistant:write",),
    "channel_archive": ("channels:read",),
    "channel_created": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_history_changed": ("channels:history",),
    "channel_id_changed": ("channels:read", "groups:read"),
    "channel_left": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_shared": ("channels:read", "groups:read"),
    "channel_unarchive": ("channels:read",),
    "channel_unshared": ("channels:read", "groups:read"),
    "dnd_updated": ("dnd:read",),
    "dnd_updated_user": ("dnd:read",),
    "emoji_changed": ("emoji:read",),
    "entity_details_requested": (),
    "file_change": ("files:read",),
    "file_created": ("files:read",),
    "file_deleted": ("files:read",),
    "file_public": ("files:read",),
    "file_shared": ("files:read",),
    "file_unshared": ("files:read",),
    "function_executed": (),
    "group_archive": ("groups:read",),
    "group_close": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_history_changed": ("groups:history",),
    "group_left": ("groups:read",),
    "group_open": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "im_close": ("im:read",),
    "im_created": ("im:read",),
    "im_history_changed": ("im:history",),
    "im_open": ("im:read",),
    "link_shared": ("links:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "message_metadata_deleted": ("metadata.message:read",),
    "message_metadata_posted": ("metadata.message:read",),
    "message_metadata_updated": ("metadata.message:read",),
    "pin_added": ("pins:read",),
    "pin_removed": ("pins:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "subteam_created": ("usergroups:read",),
    "subteam_members_changed": ("usergroups:read",),
    "subteam_updated": ("usergroups:read",),
    "team_domain_change": ("team:read",),
    "team_join": ("users:read",),
    "team_rename": ("team:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
    "user_profile_changed": ("users.profile:read",),
    "user_status_changed": ("users:read",),
}

_MORE_SCOPES = {
    "calls:read",
    "calls:write",
    "chat:write.customize",
    "chat:write.public",
    "commands",
    "conversations.connect:manage",
    "conversations.connect:read",
    "conversations.connect:write",
    "incoming-webhook",
    "links.embed:write",
    "lists:read",
    "reminders:read",
    "reminders:write",
    "remote_files:read",
    "remote_files:share",
    "remote_files:write",
    "usergroups:write",
    "users:write",
    "workflow.steps:execute",
}


def accepted_scopes(method: str) -> Scopes:
    """Every scope that some call of the method asks for; none for an unknown method."""
    if method not in METHODS:
        return ()
    wanted = METHODS[method]
    return wanted.scopes + tuple(scope for some in wanted.by_kind.values() for scope in some)


BOT_SCOPES: frozenset[str] = frozenset(
    {
        *_MORE_SCOPES,
        *(scope for method in METHODS for scope in accepted_scopes(method)),
        *(scope for some in EVENTS.values() for scope in some),
    }
)


def missing_scopes(method: str, args: Mapping[str, object], granted: frozenset[str]) -> Scopes:
    """What Slack would name as needed: empty when the call is covered or the method unknown.

    `args` are the call's arguments, with `channel_kind` of the channel they name where it is known;
    where it is not, the right for any kind of conversation is enough.
    """
    if method not in METHODS:
        return ()
    needs = _needs(method, args)
    lacking = [scopes for scopes in needs if scopes and granted.isdisjoint(scopes)]
    return tuple(dict.fromkeys(scope for scopes in lacking for scope in scopes))


def events_without_scope(events: Iterable[str], scopes: frozenset[str]) -> Scopes:
    """The events that Slack would never send, because no scope they need is granted."""
    return tuple(
        event for event in events if EVENTS.get(event) and scopes.isdisjoint(EVENTS[event])
    )


def _needs(method: str, args: Mapping[str, object]) -> Iterator[Scopes]:
    """Sets of scopes; one of each is needed."""
    wanted = METHODS[method]
    yield wanted.scopes
    if not wanted.by_kind:
        return
    kinds = _kinds(method, args)
    if kinds:
        yield from (wanted.by_kind[kind] for kind in kinds)
    else:
        yield accepted_scopes(method)


def _kinds(method: str, args: Mapping[str, object]) -> list[Kind]:
    """The kinds of conversation the call is about; none when the arguments do not tell."""
    match method:
        case "conversations.list" | "users.conversations":
            types = str(args.get("types") or "public_channel").split(",")
            named = {name.strip().removesuffix("_channel") for name in types}
            return [kind for kind in KINDS if kind in named]
        case "conversations.create":
            return ["private" if _is_true(args.get("is_private")) else "public"]
        case "conversations.open" if args.get("users"):
            return ["mpim" if "," in str(args["users"]) else "im"]
        case _:
            return [kind for kind in KINDS if kind == args.get("channel_kind")]


def _is_true(value: object) -> bool:
    return str(value).lower() in {"true", "1"}
