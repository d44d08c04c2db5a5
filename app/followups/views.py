"""What people see of changes: the message in the channel, and the letter to an owner. Lists are in
`views_list`, forms in `views_forms` and `views_moves`.
"""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, InteractiveElement, Option

from app.followups.rules import HOLDS_TOLD, Board, FollowUp, spoken_day, ticket_problem
from app.followups.rules_tickets import ticket_label
from app.incidents.rules import Incident
from app.reviews.rules_findings import Finding
from app.slack.blocks import Message, actions, button, context, option, overflow, section
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, bold, clip, harmless, link, user_mention
from app.vocabulary import FollowUpState, Strength

ADD = "followups.add"
ADD_AGAINST = "followups.add_against"
EDIT = "followups.edit"
FINISH = "followups.finish"
REOPEN = "followups.reopen"
DECIDE_AGAINST = "followups.decide_against"
MAKE_CHANGE = "followups.make_change"
TAKE = "followups.take"
DECLINE = "followups.decline"
TAKE_IDEA = "followups.take_idea"
LEAVE_IDEA = "followups.leave_idea"
OFFER_AGAIN = "followups.offer_again"
PUT_OFF = "followups.put_off"
HAND_OVER = "followups.hand_over"
SAY_HOW = "followups.say_how"
MORE = "followups.more"

FACTORS_SHOWN = 20
CHANGES_SHOWN = 15
IDEAS_SHOWN = 6
"""So many that a message stays below what Slack takes."""
_TEXT = 200
_REASON = 150
_FACTOR = 110
_IDEA = 120
_HOW = 120
_NUMBERS = 8


def changes_message(board: Board) -> Message:
    """The factors with what answers each, the changes with their menus, the ideas that wait."""
    label = board.incident.label
    title = bold(f"Building forward · {label} · {harmless(clip(board.incident.title, _FACTOR))}")
    blocks: list[Block] = [
        section(
            f":seedling: {title}\nWhat do we change, so that this can't happen the same way, and "
            "what do we decide against for now? Anybody here can add to it."
        ),
    ]
    if board.factors:
        blocks.append(section(_factors(board)))
    shown = board.followups[:CHANGES_SHOWN]
    blocks += [section(_change(board, one), _menu(board, one)) for one in shown]
    if (more := len(board.followups) - CHANGES_SHOWN) > 0:
        blocks.append(context(f"And {more} more, in the summary."))
    blocks += _ideas(board)
    blocks.append(actions("changes", *_presses(board)))
    return Message(f"What changes after {label}?", blocks)


def change_kept(followup: FollowUp, *, is_shown: bool, asks_for_verb: bool) -> Message:
    """To whoever sent the form. A verb is asked for, never demanded."""
    kept = "Kept" if followup.is_open else "Kept, with its reason"
    where = "The list in the channel has it" if is_shown else "`/incident changes` has it"
    asked = ""
    if followup.awaits_owner and followup.owner:
        asked = f" {user_mention(followup.owner)} is asked whether they take it."
    verb = ""
    if asks_for_verb:
        verb = (
            "\nCould it begin with a verb, like “Reject imports that are too large”? Then "
            "everybody sees what there is to do."
        )
    text = f":seedling: {kept}: {change_words(followup)}\n{where}.{asked}{verb}"
    edit = actions("change", button("Edit", EDIT, str(followup.id)))
    return Message(text, (section(text), edit))


def owner_letter(incident: Incident, followup: FollowUp, user: UserId) -> Message:
    """Asks somebody to own a change; once they answered, or it was settled otherwise, says that.

    Of a private incident it tells the label only: who is asked need not know it.
    """
    title = "" if incident.is_private else f" · {harmless(clip(incident.title, _FACTOR))}"
    about = f"{change_words(followup)}\n{' · '.join([*when(followup), *ticket_link(followup)])}"
    settled = _settled(followup, user)
    if settled is not None:
        return Message(settled, (section(f"{settled}\n{about}"), *_after(followup, user)))
    text = f"{_question(followup, user)} It comes from the review of {incident.label}"
    presses = [
        button("I'll take it", TAKE, str(followup.id), style="primary"),
        button("Not me", DECLINE, str(followup.id)),
    ]
    blocks = [
        section(f"{text}{title}.\n{about}"),
        actions("own", *presses),
        context("Either answer helps, and nobody needs a reason."),
    ]
    return Message(f"{text}.", blocks)


def _question(followup: FollowUp, user: UserId) -> str:
    if followup.handed_to != user or followup.owner is None:
        return ":seedling: Would you take this change?"
    giver = user_mention(followup.owner)
    return (
        f":seedling: Would you take this change over from {giver}? Until you say yes, they have it."
    )


def taken(followup: FollowUp) -> Message:
    due = f", by {spoken_day(followup.due_on)}" if followup.due_on else ""
    text = f":white_check_mark: It is yours{due}. Thank you. `/incident changes` lists it."
    return Message(text, (section(text),))


def declined(followup: FollowUp) -> Message:
    """What somebody won't take over is still somebody's."""
    becomes = "It is offered again, without a name."
    if not followup.is_declined:
        becomes = "It stays with whoever has it."
    text = f":white_check_mark: Thank you for saying so. {becomes}"
    return Message(text, (section(text),))


def _settled(followup: FollowUp, user: UserId) -> str | None:
    if followup.state is FollowUpState.DONE:
        return ":white_check_mark: This change is done. Thank you."
    if followup.state is FollowUpState.DECIDED_NOT:
        return "It was decided not to do this one, for now. Nothing is left to do."
    if followup.asks(user):
        return None
    if followup.owner != user:
        return "Somebody else has this one meanwhile. Nothing is left to do."
    if followup.is_declined:
        return "You said that it is not for you, and it is offered again. Thank you."
    return ":white_check_mark: This change is yours. Thank you."


def _after(followup: FollowUp, user: UserId) -> Iterator[Block]:
    """What can still be done: an answer can be taken back, and work gets done."""
    if not followup.is_open or followup.owner != user:
        return
    value = str(followup.id)
    if followup.is_declined:
        yield actions("own", button("I'll take it", TAKE, value))
    else:
        done, back = button("Done", FINISH, value), button("Not me after all", DECLINE, value)
        yield actions("own", done, back)


def _factors(board: Board) -> str:
    """Each with the changes that answer it, by their beginning."""
    lines = []
    for number, factor in enumerate(board.factors[:FACTORS_SHOWN], 1):
        words = harmless(clip(factor.text, _FACTOR)).replace("\n", " ")
        lines.append(f"*{number}.* {words} {_answers(board, factor)}")
    more = len(board.factors) - FACTORS_SHOWN
    return "\n".join(["*What contributed*", *lines, *([f"_and {more} more_"] if more > 0 else [])])


def _answers(board: Board, factor: Finding) -> str:
    """A decision against something is an answer, too; a reminder alone is none."""
    answers = [one for one in board.followups if factor.id in one.factors]
    changes = [one for one in answers if one.state is not FollowUpState.DECIDED_NOT]
    if any(one.strength is not Strength.REMIND for one in changes):
        return f"→ {len(changes)} {'change' if len(changes) == 1 else 'changes'}"
    if changes:
        return "→ _a reminder so far_"
    return "→ _decided not to, for now_" if answers else "→ _nothing yet_"


def _change(board: Board, followup: FollowUp) -> str:
    facts = " · ".join(_facts(board, followup))
    if followup.state is FollowUpState.DECIDED_NOT:
        reason = harmless(clip(followup.reason or Mrkdwn(""), _REASON))
        return f":no_entry_sign: Decided not to: {change_words(followup)}\n_{facts}_\n{reason}"
    mark = ":white_check_mark:" if followup.state is FollowUpState.DONE else ":seedling:"
    return f"{mark} {change_words(followup)}\n{facts}"


def _facts(board: Board, followup: FollowUp) -> Iterator[str]:
    numbers = board.numbers(followup)
    if numbers:
        more = ", …" if len(numbers) > _NUMBERS else ""
        yield f"answers {', '.join(map(str, numbers[:_NUMBERS]))}{more}"
    if followup.state is FollowUpState.DECIDED_NOT:
        return
    yield followup.strength.value
    if followup.needs_owner(board.away):
        yield "*needs an owner*"
    elif followup.owner:
        # Who is asked is named once they have said yes, so that a no is nobody's.
        is_asked = followup.awaits_owner
        yield "an owner is asked" if is_asked else user_mention(followup.owner)
    if followup.handed_to and followup.is_open:
        yield "somebody is asked to take it over"
    yield from when(followup)
    yield from held_lately(followup)
    yield from ticket_link(followup)


def held_lately(followup: FollowUp) -> Iterator[str]:
    """What was said last when somebody looked back at it."""
    if followup.looked:
        last = followup.looked[-1]
        yield f"{HOLDS_TOLD[last.holds]} after {last.days} days"


def when(followup: FollowUp) -> Iterator[str]:
    """The day it is due, or that it is done and how."""
    if followup.state is FollowUpState.DONE:
        yield f"done: {said_how(followup.how)}" if followup.how else "done"
    elif followup.due_on:
        yield f"by {spoken_day(followup.due_on)}"


def said_how(how: Mrkdwn) -> Mrkdwn:
    """A link by its ticket's key, a line in short."""
    if ticket_problem(how) is None:
        return link(how, ticket_label(how))
    return harmless(clip(Mrkdwn(" ".join(how.split())), _HOW))


def ticket_link(followup: FollowUp) -> Iterator[str]:
    if followup.ticket_url:
        yield link(followup.ticket_url, ticket_label(followup.ticket_url))


def change_words(followup: FollowUp) -> Mrkdwn:
    """What changes, on one line."""
    return harmless(clip(Mrkdwn(" ".join(followup.text.split())), _TEXT))


def _menu(board: Board, followup: FollowUp) -> InteractiveElement:
    return overflow(MORE, *board_options(followup, needs_owner=followup.needs_owner(board.away)))


def board_options(followup: FollowUp, *, needs_owner: bool) -> Iterator[Option]:
    """What can become of it, for those who know the incident."""
    if followup.state is FollowUpState.OPEN:
        if needs_owner:
            yield change_option("I'll take it", TAKE, followup)
        yield change_option("Done", FINISH, followup)
        yield change_option("Not now, but later", PUT_OFF, followup)
        yield change_option("Edit", EDIT, followup)
        yield change_option("Decided not to", DECIDE_AGAINST, followup)
    elif followup.state is FollowUpState.DONE:
        yield change_option("Not done yet", REOPEN, followup)
        yield change_option("Edit", EDIT, followup)
    else:
        yield change_option("Make it a change", MAKE_CHANGE, followup)
        yield change_option("Edit", EDIT, followup)


def change_option(label: str, action_id: str, followup: FollowUp) -> Option:
    """A press about this change."""
    return option(label, f"{action_id} {followup.id}")


def _ideas(board: Board) -> Iterator[Block]:
    """Offered once the rewind is done, never turned into changes by themselves."""
    if board.is_under_way or not board.ideas:
        return
    yield section("*Parked on the way.* Which of these become changes?")
    for idea in board.ideas[:IDEAS_SHOWN]:
        words = harmless(clip(Mrkdwn(" ".join(idea.text.split())), _IDEA))
        make = option("Make it a change", f"{TAKE_IDEA} {idea.id}")
        leave = option("Leave it", f"{LEAVE_IDEA} {idea.id}")
        yield section(f":parking: {words}", overflow(MORE, make, leave))
    if (more := len(board.ideas) - IDEAS_SHOWN) > 0:
        yield context(f"And {more} more, as soon as these are settled.")


def _presses(board: Board) -> Iterator[InteractiveElement]:
    value = str(board.review.id)
    yield button("Add a change", ADD, value, style="primary")
    yield button("Decided not to", ADD_AGAINST, value)
    if board.ideas_left:
        yield button(f"Ideas left ({board.ideas_left})", OFFER_AGAIN, value)
