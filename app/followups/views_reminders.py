"""Letters about a change's day: to its owner, to whoever facilitated, and to the lead when its
owner has left. Of a private incident they tell the label only.
"""

from datetime import date

from app.followups.rules import FollowUp, spoken_day
from app.followups.rules_reminders import Occasion
from app.followups.views import (
    DECIDE_AGAINST,
    EDIT,
    FINISH,
    HAND_OVER,
    PUT_OFF,
    TAKE,
    change_words,
    ticket_link,
    when,
)
from app.incidents.rules import Incident
from app.slack.blocks import Message, actions, button, context, section
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, bold, clip, harmless
from app.vocabulary import FollowUpState

_TITLE = 110


def reminder(
    incident: Incident, followup: FollowUp, user: UserId, due_on: date, occasion: Occasion
) -> Message:
    """Asks an owner whether anything is in the way, before or after its day; once it is settled, or
    due on another day, says that.
    """
    settled = _settled(followup, user, due_on)
    if settled is not None:
        return Message(settled, (section(f"{settled}\n{about(incident, followup)}"),))
    was = "was" if occasion is Occasion.PASSED else "is"
    text = f":seedling: A change of yours {was} due on {spoken_day(due_on)}."
    value = str(followup.id)
    presses = [
        button("Done", FINISH, value, style="primary"),
        button("Not now", PUT_OFF, value),
        button("Hand it over", HAND_OVER, value),
        button("Decided not to", DECIDE_AGAINST, value),
    ]
    blocks = [
        section(f"{text} *Is anything in the way?*\n{about(incident, followup)}"),
        actions("reminder", *presses),
        context("If all goes well, there is nothing to press. A new day or a no helps, too."),
    ]
    return Message(f"{text} Is anything in the way?", blocks)


def unanswered(incident: Incident, followup: FollowUp) -> Message:
    """To whoever facilitated, once: its day has passed, and nothing was said."""
    day = f"was due on {spoken_day(followup.due_on)} and " if followup.due_on else ""
    text = f":seedling: A change {day}is still open. Could you look at what it needs?"
    value = str(followup.id)
    presses = [
        button("Not now", PUT_OFF, value),
        button("Decided not to", DECIDE_AGAINST, value),
        button("Done", FINISH, value),
        button("Edit", EDIT, value),
    ]
    blocks = [
        section(f"{text}\n{about(incident, followup)}"),
        actions("unanswered", *presses),
        context(_who_has_it(followup)),
    ]
    return Message(text, blocks)


def owner_gone(incident: Incident, followup: FollowUp) -> Message:
    """To the lead, once."""
    text = ":seedling: Whoever owned this change has left the workspace. Could you find somebody?"
    value = str(followup.id)
    presses = [
        button("Name somebody", EDIT, value, style="primary"),
        button("I'll take it", TAKE, value),
        button("Decided not to", DECIDE_AGAINST, value),
    ]
    blocks = [section(f"{text}\n{about(incident, followup)}"), actions("gone", *presses)]
    return Message(text, blocks)


def about(incident: Incident, followup: FollowUp) -> Mrkdwn:
    """The change, and the incident that it comes from as far as an owner need know it."""
    title = "" if incident.is_private else f" {harmless(clip(incident.title, _TITLE))}"
    facts = [f"{incident.label}{title}", *when(followup), *ticket_link(followup)]
    return Mrkdwn(f"{bold(change_words(followup))}\n{' · '.join(facts)}")


def _who_has_it(followup: FollowUp) -> str:
    """Who is asked to own it is named once they said yes."""
    if followup.needs_owner():
        return "Nobody owns it yet. *Edit* names somebody, who is asked."
    if followup.awaits_owner:
        return "Somebody is asked to own it and has not answered yet. *Edit* names somebody else."
    return "Its owner was asked whether anything is in the way, and hears no more of it from here."


def _settled(followup: FollowUp, user: UserId, due_on: date) -> str | None:
    if followup.state is FollowUpState.DONE:
        return ":white_check_mark: This change is done. Thank you."
    if followup.state is FollowUpState.DECIDED_NOT:
        return "It was decided not to do this one, for now. Nothing is left to do."
    if not followup.is_owned_by(user):
        return "Somebody else has this one meanwhile. Nothing is left to do."
    if followup.due_on is not None and followup.due_on != due_on:
        return f"It is due on {spoken_day(followup.due_on)} now. Thank you for saying so."
    return None
