"""What people see of an incident: its card, its announcement, lists and short lines."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, InteractiveElement

from app.incidents.rules import SEVERITY_LABELS, STATE_LABELS, Incident, SeenBefore, Transition
from app.slack.blocks import (
    Message,
    actions,
    button,
    context,
    field_grid,
    header,
    option,
    overflow,
    section,
)
from app.slack.ids import ChannelId
from app.slack.mrkdwn import (
    bold,
    channel_mention,
    clip,
    esc,
    harmless,
    link,
    moment,
    plain,
    user_mention,
)
from app.vocabulary import ChannelState, Meaning, Severity, State, TransitionKind
from app.workspace.rules_marks import Marks, picture, shown_marks

OPEN_STATE_FORM = "incidents.open_state_form"
OPEN_SEVERITY_FORM = "incidents.open_severity_form"
OPEN_START_FORM = "incidents.open_start_form"
SHOW_LIST = "incidents.list"
MORE = "incidents.more"
ADD_NOTE = "timeline.open_note_form"
SHOW_TIMELINE = "timeline.show"
RESOLVE = "reviews.open_resolve_form"
OPEN_LEAD_FORM = "timeline.open_lead_form"
SHOW_HELP = "home.help"
"""The last five belong to features that stand above this one."""

STATE_SIGNS = {
    State.INVESTIGATING: "🔴",
    State.IDENTIFIED: "🟠",
    State.MONITORING: "🟡",
    State.RESOLVED: "🟢",
    State.CANCELLED: "⚪",
}
TOPIC_MAX = 250


def card(incident: Incident, marks: Marks, earlier: Sequence[SeenBefore] = ()) -> Message:
    """The pinned message that everything can be done from, with what was seen before."""
    blocks: list[Block] = [header(f"{incident.label} · {plain(incident.title)}")]
    blocks.append(field_grid(*_facts(incident)))
    if incident.impact:
        blocks.append(section(f"*What users notice*\n{harmless(clip(incident.impact, 600))}"))
    blocks += _seen_before(earlier)
    if incident.is_open:
        blocks.append(_card_buttons(incident))
        blocks.append(
            context(
                f"Put {shown_marks(marks)[Meaning.KEEP]} on a message to keep it on the timeline; "
                "a :white_check_mark: says that it is stored. "
                "Everything can be typed, too: `/incident help`."
            )
        )
    else:
        blocks.append(actions("card", _timeline_button(incident), _more(incident)))
    return Message(_notice(incident), blocks)


def topic(incident: Incident, marks: Marks) -> str:
    """Slack allows 250 characters; the title is shortened, the hint stays.

    Mentions and links become words: a topic shows no markup, but changing it is a message.
    """
    keep = picture(marks[Meaning.KEEP][0])
    hint = f" · {keep} keeps a message on the timeline · /incident help"
    return clip(esc(f"{incident.label} · {plain(incident.title)}"), TOPIC_MAX - len(hint)) + hint


def announcement(incident: Incident) -> Message:
    """The card in the announcement channel: no buttons to press by accident, a way to the
    channel.
    """
    title = bold(f"{incident.label} · {harmless(incident.title)}")
    blocks: list[Block] = [
        section(f"{STATE_SIGNS[incident.state]} {title}"),
        field_grid(*_facts(incident)),
    ]
    if incident.impact:
        blocks.append(section(harmless(clip(incident.impact, 600))))
    if incident.channel:
        welcome = " Come in to help." if incident.is_open else ""
        blocks.append(context(f"Worked on in {channel_mention(incident.channel)}.{welcome}"))
    return Message(_notice(incident), blocks)


def transition_line(incident: Incident, transition: Transition) -> Message:
    """One line in the channel about a state or severity that somebody changed."""
    by = user_mention(transition.by)
    if transition.kind is TransitionKind.STATE:
        state = State(transition.became)
        text = f"{STATE_SIGNS[state]} *{STATE_LABELS[state]}* · {by}"
    else:
        text = f"Severity is now *{SEVERITY_LABELS[Severity(transition.became)]}* · {by}"
    if transition.note:
        text += f"\n{harmless(transition.note)}"
    return Message(f"{incident.label}: {text}", (section(text),))


def incident_list(incidents: Sequence[Incident]) -> Message:
    if not incidents:
        text = "No incident is open. `/incident start` opens one."
        return Message(text, (section(text),))
    lines = [section(_list_line(incident)) for incident in incidents]
    blocks: list[Block] = [section("*Open incidents*"), *lines]
    count = "1 open incident" if len(incidents) == 1 else f"{len(incidents)} open incidents"
    return Message(count, blocks)


def channel_trouble(incident: Incident) -> Message:
    """To the lead, in private: the channel cannot be written to, and how to mend it."""
    if incident.channel_name is None and incident.channel is not None:
        return _trouble(incident, _not_taken(incident.channel_state, incident.channel))
    where = f"#{incident.channel_name}"
    text = {
        ChannelState.ARCHIVED: f"{where} is archived, so nothing can be posted there. What was "
        "kept is safe. Unarchive it to go on, or leave it: the review comes as a direct message.",
        ChannelState.LEFT: f"I am no longer in {where}, so I can't follow or post there. What was "
        "kept is safe. Type `/invite @onward` in it to bring me back.",
        ChannelState.REFUSED: "Slack did not let me open a channel, so there is none for this "
        "incident. Ask an admin of the workspace to let apps create channels, then start it again.",
    }.get(
        incident.channel_state,
        f"{where} is gone, so nothing can be posted there. What was kept is safe, and the review "
        "comes as a direct message.",
    )
    return _trouble(incident, text)


def where_it_is(incident: Incident, earlier: Sequence[SeenBefore] = ()) -> Message:
    """To who started it, where they typed: the way to its channel, and what was seen before."""
    where = channel_mention(incident.channel) if incident.channel else "its channel"
    text = f"*{incident.label}* is open: {where}. Work on it there."
    return Message(text, (section(text), *_seen_before(earlier)))


def _seen_before(earlier: Sequence[SeenBefore]) -> list[Block]:
    if not earlier:
        return []
    return [section("\n".join([":mag: *Seen before?*", *map(_earlier_line, earlier)]))]


def _earlier_line(earlier: SeenBefore) -> str:
    """`INC-3 Search is down. What helped then: …`, a line each so that they are told apart."""
    label = link(earlier.url, earlier.label) if earlier.url else earlier.label
    title = harmless(clip(earlier.title, 150)) if earlier.title else "reads alike"
    told = {"What helped then": earlier.helped, "Changed since": earlier.changed}
    facts = [f"_{name}:_ {harmless(clip(text, 200))}" for name, text in told.items() if text]
    return "\n".join([f"• *{label}* {title}", *(f"      {fact}" for fact in facts)])


def _not_taken(state: ChannelState, channel: ChannelId) -> str:
    """Why a channel that was there before has not become the incident's yet."""
    where = channel_mention(channel)
    if state is ChannelState.ARCHIVED:
        return f"{where} is archived, so I can't work in it. Unarchive it and I go on by myself."
    if state is ChannelState.LEFT:
        return (
            f"I am not in {where} yet, so I can't post or keep anything there. The incident is "
            "stored. Type `/invite @onward` in that channel and I go on by myself. I can't be "
            "invited to a group message: for one, start it again with `/incident start`."
        )
    return (
        f"Slack does not let me work in {where}. The incident is stored. Resolve or cancel this "
        "one, and type `/incident start`: it opens a channel that I can work in."
    )


def _trouble(incident: Incident, text: str) -> Message:
    title = section(bold(f"{incident.label} · {harmless(incident.title)}"))
    blocks: list[Block] = [title, section(text)]
    if incident.is_open:
        # Slack takes no command in a channel that is archived or gone, so the way on is here.
        resolve = button("Resolve", RESOLVE, str(incident.id))
        blocks.append(actions("trouble", resolve, _timeline_button(incident)))
    return Message(f"{incident.label}: {text}", blocks)


def _notice(incident: Incident) -> str:
    return f"{incident.label}: {harmless(incident.title)}"


def _facts(incident: Incident) -> list[str]:
    facts = [
        f"*State*\n{STATE_SIGNS[incident.state]} {STATE_LABELS[incident.state]}",
        f"*Severity*\n{SEVERITY_LABELS[incident.severity]}",
        f"*Lead*\n{user_mention(incident.lead) if incident.lead else 'nobody yet'}",
        f"*Declared*\n{moment(incident.declared_at)}",
    ]
    if incident.resolved_at:
        facts.append(f"*Ended*\n{moment(incident.resolved_at)}")
    return facts


def _card_buttons(incident: Incident) -> Block:
    value = str(incident.id)
    return actions(
        "card",
        button("Update state", OPEN_STATE_FORM, value),
        button("Add a note", ADD_NOTE, value),
        _timeline_button(incident),
        button("Resolve", RESOLVE, value, style="primary"),
        _more(incident),
    )


def _more(incident: Incident) -> InteractiveElement:
    change_lead = [option("Change lead", OPEN_LEAD_FORM)] if incident.is_open else []
    return overflow(
        MORE,
        option("Change severity", OPEN_SEVERITY_FORM),
        *change_lead,
        option("Open incidents", SHOW_LIST),
        option("Help", SHOW_HELP),
    )


def _timeline_button(incident: Incident) -> InteractiveElement:
    return button("Timeline", SHOW_TIMELINE, str(incident.id))


def _list_line(incident: Incident) -> str:
    where = channel_mention(incident.channel) if incident.channel else "no channel yet"
    lead = f" · lead {user_mention(incident.lead)}" if incident.lead else ""
    return (
        f"{STATE_SIGNS[incident.state]} *{incident.label}* {harmless(clip(incident.title, 150))}\n"
        f"{where} · {SEVERITY_LABELS[incident.severity]} · {STATE_LABELS[incident.state]}{lead}"
    )
