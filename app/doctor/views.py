"""What is stuck, why, and what to do next, for an admin."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from slack_sdk.models.blocks import Block, ConfirmObject
from slack_sdk.models.views import View

from app.doctor.rules import Report, Stuck, Why
from app.slack.blocks import Message, actions, button, confirm, context, divider, modal, section
from app.slack.mrkdwn import moment

OPEN = "doctor.open"
TURN = "doctor.turn"
TURN_BACK = "doctor.turn_back"
TRY = "doctor.try"
TRY_ALL = "doctor.try_all"
LET_GO = "doctor.let_go"
_SOON = timedelta(minutes=1)

_SAYS: Mapping[Why, tuple[str, str]] = {
    Why.ARCHIVED: (
        "Its channel is archived.",
        "Unarchive it in Slack if it is still of use, then try again. What was kept is safe.",
    ),
    Why.GONE: (
        "Its channel is gone, or Onward cannot see it any more.",
        "If it is still there, type `/invite @onward` in it, then try again. Nothing is lost.",
    ),
    Why.OUTSIDE: (
        "Onward is not in the channel.",
        "Type `/invite @onward` in it, then try again.",
    ),
    Why.REVOKED: (
        "Slack no longer accepts Onward's token.",
        "Install the app again and give whoever runs Onward the new token; then try again.",
    ),
    Why.SCOPE: (
        "The app lacks a permission for this.",
        "Install it again from its `manifest.yml`; then try again.",
    ),
    Why.PERSON: (
        "The person left this workspace, or cannot be written to.",
        "If they own a change or facilitate a review, give it to somebody else; that is all.",
    ),
    Why.FORBIDDEN: (
        "A setting of this workspace, or of the channel, does not allow it.",
        "Allow apps to do this in Slack's settings, or choose another channel; then try again.",
    ),
    Why.LIMITED: ("Slack asked for a pause.", "Nothing to do: it goes on by itself."),
    Why.AWAY: (
        "Slack did not answer.",
        "It is tried again by itself, for a day and a half; slackstatus.com tells how Slack is.",
    ),
    Why.REFUSED: (
        "Slack did not take it as it was sent.",
        "Try again once; if it comes back, tell whoever runs Onward.",
    ),
    Why.OURS: (
        "Something went wrong on our side.",
        "Try again once; if it comes back, whoever runs Onward finds the details in its log.",
    ),
    Why.QUEUED: (
        "It is due, and nobody has come to it.",
        "If that stays so, tell whoever runs Onward: no process may be working.",
    ),
}


def doctor_page(report: Report, number: int = 0) -> Message:
    """Whether sending works, and a page of what is stuck, from 0."""
    number = min(number, report.last_page)
    head = _head(report)
    blocks: list[Block] = [
        section(f":stethoscope: *{head}*"),
        context("\n".join(_connection(report))),
    ]
    for one in report.page(number):
        blocks += [divider(), _line(one)]
    if report.hidden:
        blocks += [divider(), context(_hidden(report.hidden))]
    return Message(head, [*blocks, *_presses(report, number)])


def doctor_modal(report: Report, number: int = 0) -> View:
    """The same as a page of its own, where it was opened on one."""
    return modal("page", "What is stuck", doctor_page(report, number).blocks)


def stuck_line(how_many: int) -> Block:
    """On an admin's home page."""
    return section(
        f":stethoscope: {_things(how_many)} did not reach Slack yet.",
        button("See what is stuck", OPEN, "home"),
    )


def _head(report: Report) -> str:
    if report.stuck:
        return f"{_things(len(report.stuck))} did not reach Slack yet"
    return "Nothing is stuck that you can see" if report.hidden else "Nothing is stuck"


def _things(how_many: int) -> str:
    return "One thing" if how_many == 1 else f"{how_many} things"


def _connection(report: Report) -> Iterator[str]:
    found = report.connection
    if found.missing:
        scopes = ", ".join(f"`{scope}`" for scope in found.missing)
        yield f"The app lacks {scopes}: install it again from its `manifest.yml`."
    else:
        yield "Slack accepts Onward's token, and it has every permission that it asks for."
    if found.waits > _SOON:
        minutes = int(found.waits.total_seconds() // 60)
        yield f"The oldest work has been waiting for {minutes} min: is a process working?"
    else:
        yield "What is due is sent within a minute."
    if found.heard_at is None:
        yield "Slack has told this process of no event since it started."
    else:
        yield f"Slack last told of an event {moment(found.heard_at)}."


def _line(one: Stuck) -> Block:
    says, then = _SAYS[one.why]
    error = f" (`{one.error}`)" if one.error else ""
    about = f"*{one.about}* · " if one.about else ""
    when = "given up" if one.is_given_up else "due" if one.why is Why.QUEUED else "tried again"
    text = f"{about}{one.what}\n{says}{error} {then}\n_{when} {moment(one.at)}_"
    return section(text, button("Try again", TRY, str(one.id)) if one.can_be_tried else None)


def _hidden(how_many: int) -> str:
    return (
        f"{_things(how_many)} besides: of private incidents that you are not part of, or of what "
        "is no longer stored. Who is part of them sees theirs here, as an admin."
    )


def _let_go() -> ConfirmObject:
    return confirm(
        "Take off the list?",
        "All that is given up, on every page, is not shown any more, and cannot be tried again.",
        "Take off the list",
    )


def _presses(report: Report, number: int) -> Iterator[Block]:
    pressed = []
    if number > 0:
        pressed.append(button("Back", TURN_BACK, str(number - 1)))
    if number < report.last_page:
        pressed.append(button("Show more", TURN, str(number + 1)))
    if sum(one.can_be_tried for one in report.stuck) > 1:
        pressed.append(button("Try all again", TRY_ALL, str(number)))
    if any(one.is_given_up for one in report.stuck):
        pressed.append(button("Take off the list", LET_GO, str(number), confirm=_let_go()))
    if pressed:
        yield actions("doctor", *pressed)
