"""The checklist of a review, as a private page; letting a gate pass; the line about it."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, ButtonElement, InteractiveElement
from slack_sdk.models.views import View

from app.followups.views import ADD as ADD_CHANGE
from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.slack import fields
from app.slack.blocks import (
    actions,
    button,
    confirm,
    context,
    form_field,
    header,
    modal,
    section,
)
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, bold, clip, harmless
from app.summaries import views_anniversary
from app.summaries.rules_anniversary import may_come_back
from app.summaries.rules_checklist import Check, Checklist, Item, open_gates
from app.summaries.rules_corrections import Correction
from app.summaries.rules_held import Held
from app.summaries.views import CORRECT
from app.summaries.views_corrections import corrections_to_look_at
from app.summaries.views_held import held_lines
from app.vocabulary import ReviewState

CHECKLIST = "summaries.checklist"
MEND = "summaries.mend"
LOOK_AGAIN = "summaries.look_again"
WAIVE = "summaries.waive"
WAIVE_FORM = "summaries.waive_form"
UNWAIVE = "summaries.unwaive"
OWNER = "summaries.owner"
SHARE = "summaries.share"
TAKE_BACK = "summaries.take_back"
REASON_MAX = 300
_REASON_SHOWN = 200
_ENTRIES_SHOWN = 10

_SAYS = {
    Item.PHASES: "Four phases of the incident have entries",
    Item.SOURCES: "Nine of ten entries can be traced to a message",
    Item.PERSPECTIVES: "At least two people's views are on the timeline",
    Item.DECISIONS: "Every decision says what was meant, known and assumed",
    Item.HANDOFFS: "Every hand-off was read back, or its gap is a factor",
    Item.FACTORS: "Two factors of two kinds, each with an entry that shows it",
    Item.GROUPS: "How far we stretched, who knew and owned, process: each has a factor or a no",
    Item.CHANGES: "Changes are decided, each with a factor, an owner and a date",
    Item.STRUCTURE: "Not every change is a reminder",
    Item.REFLECTIONS: "At least two reflections",
    Item.FACILITATOR: "Somebody from outside the response facilitates, or there is a reason",
    Item.TEXT: "Everything in the summary rests on entries and can be quoted",
    Item.ALL_PHASES: "All six phases have entries",
    Item.SILENCE: "No silence of more than half an hour",
    Item.ANSWERED: "The leading factors each have a change, or a reasoned no",
    Item.REFLECTED: "Most participants reflected",
    Item.CONFIRMED: "Half of those on the timeline checked their entries",
    Item.HELPED: "Something helped, or was luck",
    Item.QUESTION: "There is an open question",
    Item.SOON: "It takes place within five working days",
}
MENDS = {
    Item.PHASES: "Add what came before, or after, with `/incident note`.",
    Item.SOURCES: "Mark the message that shows it, in place of a typed note.",
    Item.PERSPECTIVES: "Ask somebody else to keep what they saw, or to put a second account.",
    Item.DECISIONS: "`/incident decision` asks for what is missing.",
    Item.HANDOFFS: "Have the receiver read it back, or add the gap as a finding.",
    Item.FACTORS: "`/incident finding` adds one; its entries can be picked there.",
    Item.GROUPS: "The question in the channel takes *Not this time* as an answer.",
    Item.CHANGES: "`/incident changes` shows which; `/incident change` adds one.",
    Item.STRUCTURE: "What guard, limit or design would make the reminder unnecessary?",
    Item.REFLECTIONS: "Invite people once more to answer; `/incident review` opens the questions.",
    Item.FACILITATOR: "`/incident facilitator` asks somebody else, or takes a reason.",
    Item.TEXT: "Add entries to findings; what is held back for its wording is listed below.",
    Item.ALL_PHASES: "What did it look like before, and afterwards?",
    Item.SILENCE: "What happened in the longest gap? A note there tells it.",
    Item.ANSWERED: "`/incident change` takes a change, or *Decided not to*.",
    Item.REFLECTED: "Anybody can still answer: `/incident review`.",
    Item.CONFIRMED: "Ask in the channel: `/incident review` offers *Check my entries*.",
    Item.HELPED: "What went better than it might have? `/incident finding` keeps it.",
    Item.QUESTION: "What would you still like to know? `/incident finding` keeps it.",
    Item.SOON: "Memory fades; the next review may come sooner.",
}
"""What to do about each."""
_MENDED_BY = {
    Item.PHASES: "Add an entry",
    Item.SOURCES: "Open the timeline",
    Item.PERSPECTIVES: "Open the timeline",
    Item.DECISIONS: "Explain decisions",
    Item.HANDOFFS: "Add the gap",
    Item.FACTORS: "Add a finding",
    Item.GROUPS: "Add a finding",
    Item.REFLECTIONS: "Who takes part",
    Item.FACILITATOR: "Change facilitator",
    Item.TEXT: "Look at the findings",
    Item.ALL_PHASES: "Add an entry",
    Item.SILENCE: "Add an entry",
    Item.REFLECTED: "Who takes part",
    Item.CONFIRMED: "Open the timeline",
    Item.HELPED: "Add a finding",
    Item.QUESTION: "Add a finding",
}
"""What is on the button that mends each; those about changes have one of the changes' own."""
_ABOUT_CHANGES = frozenset({Item.CHANGES, Item.STRUCTURE, Item.ANSWERED})


def checklist_page(
    incident: Incident,
    review: Review,
    found: Checklist,
    owner: UserId,
    held: Sequence[Held] = (),
    written: Sequence[Correction] = (),
) -> View:
    """What the summary still lacks first, then suggestions, then what is there. `held` is what it
    leaves out for its wording, `written` what people wrote in the place of sections.
    """
    gates = [check for check in found if check.is_gate and check.is_open]
    nudges = [check for check in found if not check.is_gate and check.is_open]
    blocks: list[Block] = [section(_standing(incident, review, found))]
    for check in gates:
        mending = _mending(check, review)
        presses = [mending, _waive_button(check)] if mending else [_waive_button(check)]
        blocks += [section(_open_line(check)), actions(check.item.value, *presses)]
    blocks += held_lines(held)
    if nudges:
        blocks.append(header("If there is time"))
        blocks.extend(section(_open_line(check), _mending(check, review)) for check in nudges)
    blocks.extend(corrections_to_look_at(written))
    blocks.extend(_done(found))
    blocks.append(section("*Who finishes the write-up?*", fields.person_menu(OWNER, owner)))
    blocks.append(actions("checklist", *_presses(incident, review, found)))
    return modal(CHECKLIST, "Checklist", blocks, private_metadata=str(review.id))


def _standing(incident: Incident, review: Review, found: Checklist) -> str:
    title = bold(f"{incident.label} · {harmless(incident.title)}")
    still_open = len(open_gates(found))
    if review.state is ReviewState.SHARED:
        return f"{title}\nThe review is shared."
    if not still_open:
        return f"{title}\nThe summary is complete."
    points = "1 point is" if still_open == 1 else f"{still_open} points are"
    return f"{title}\n{points} open. Each can be mended, or let pass with a reason."


def _open_line(check: Check) -> str:
    about = ", ".join(f"[{number}]" for number in check.entries[:_ENTRIES_SHOWN])
    which = f" It is about {about}." if about else ""
    return f":white_circle: *{_SAYS[check.item]}*\n{MENDS[check.item]}{which}"


def _mending(check: Check, review: Review) -> ButtonElement | None:
    """The button that mends it; a date that lies behind cannot be."""
    if check.item in _ABOUT_CHANGES:
        return button("Add a change", ADD_CHANGE, str(review.id))
    label = _MENDED_BY.get(check.item)
    return button(label, MEND, check.item.value) if label else None


def _waive_button(check: Check) -> ButtonElement:
    return button("Let it pass", WAIVE, check.item.value)


def _done(found: Checklist) -> Iterator[Block]:
    waived = [check for check in found if check.is_gate and not check.is_met and check.waived]
    met = [check for check in found if check.is_met]
    if waived or met:
        yield header("Done")
    for check in waived:
        reason = clip(Mrkdwn(check.waived or ""), _REASON_SHOWN)
        text = f":fast_forward: {_SAYS[check.item]}: let pass, _{reason}_"
        yield section(text, button("Ask for it again", UNWAIVE, check.item.value))
    if met:
        yield context("\n".join(f":white_check_mark: {_SAYS[check.item]}" for check in met))


def _presses(incident: Incident, review: Review, found: Checklist) -> Iterator[InteractiveElement]:
    yield button("Look again", LOOK_AGAIN, str(review.id))
    yield button("Correct the summary", CORRECT, str(review.id))
    if review.state is ReviewState.BUILDING_FORWARD:
        is_whole = not open_gates(found)
        yield button(
            "Share the review",
            SHARE,
            str(review.id),
            style="primary" if is_whole else None,
            confirm=confirm("Share the review?", _asks(is_whole), "Share it"),
        )
    if review.state is ReviewState.SHARED:
        yield button("Take the sharing back", TAKE_BACK, str(review.id))
    if may_come_back(incident, review):
        yield button("Bring it back later", views_anniversary.ASK, str(review.id))


def _asks(is_whole: bool) -> str:
    says = "Where incidents are announced, a line will lead to the summary."
    return says if is_whole else f"The summary still says that it is incomplete. {says}"


def waive_form(review_id: int, item: Item) -> View:
    return modal(
        WAIVE_FORM,
        "Let it pass",
        [
            section(f"*{_SAYS[item]}*"),
            form_field(
                "reason",
                "What speaks for letting it pass?",
                fields.text_input(max_length=REASON_MAX),
                hint="One line. It is shown in the checklist.",
            ),
        ],
        submit="Let it pass",
        close="Back",
        private_metadata=f"{review_id}:{item.value}",
    )


def parse_waived(context: str) -> tuple[int, Item]:
    """The review and the gate that a form is about."""
    review_id, _, item = context.partition(":")
    return int(review_id), Item(item)


def parse_reason(values: fields.Values) -> Mrkdwn | None:
    return fields.read_text(values, "reason")
