"""The form that opens a review of something that has passed without an incident: a near miss."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.models.views import View

from app.incidents.rules import SEVERITY_LABELS, SEVERITY_MEANINGS, TITLE_MAX, Declaration
from app.reviews.rules import meeting_problem
from app.reviews.rules_proposal import Proposal, Resolution
from app.slack import fields
from app.slack.blocks import context, form_field, modal, option
from app.slack.ids import UserId
from app.slack.mrkdwn import NOTHING, Mrkdwn, plain
from app.vocabulary import Severity

PAST_FORM = "reviews.past_form"
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Past:
    """Something that has passed: what it was, and how its review is to be held."""

    declaration: Declaration
    resolution: Resolution


def past_form(title: Mrkdwn, proposal: Proposal, *, answer_to: str = "") -> View:
    """The time is left to fill in; the review is proposed."""
    severities = [
        option(f"{SEVERITY_LABELS[each]}: {SEVERITY_MEANINGS[each]}", each.value)
        for each in Severity
    ]
    blocks = [
        form_field(
            "title",
            "What happened, or nearly did?",
            fields.text_input(
                plain(title), max_length=TITLE_MAX, placeholder="The backup was empty, unnoticed"
            ),
        ),
        form_field(
            "happened_at",
            "When did it begin?",
            fields.moment(),
            hint="As far as you can tell; it can be corrected later.",
        ),
        form_field("severity", "Severity", fields.choice(severities, Severity.NEAR_MISS.value)),
        form_field(
            "impact",
            "What did users notice?",
            fields.text_input(multiline=True),
            hint="Leave it empty when it was nothing, this time.",
            optional=True,
        ),
        form_field(
            "eased_by",
            "What kept it from getting worse?",
            fields.text_input(multiline=True),
            optional=True,
        ),
        form_field("meets_at", "When is the review?", fields.moment(proposal.slot.starts_at)),
        form_field(
            "facilitator",
            "Who facilitates?",
            fields.person(proposal.facilitator),
            hint="Somebody who was not part of it sees more.",
            optional=True,
        ),
        form_field(
            "is_private",
            "Who can see it",
            fields.checkbox(option("Private: only people who are invited", "private")),
            optional=True,
        ),
        context("A channel opens for the review. Tell there what you saw, with its time."),
    ]
    return modal(
        PAST_FORM,
        "Review a near miss",
        blocks,
        submit="Schedule",
        close="Cancel",
        private_metadata=answer_to,
    )


def parse_past(values: fields.Values, *, by: UserId, now: datetime) -> Past | dict[str, str]:
    """What is to be reviewed, or what is wrong: a sentence by field id."""
    title = fields.read_text(values, "title")
    happened_at = fields.read_moment(values, "happened_at")
    meets_at = fields.read_moment(values, "meets_at")
    problems = {
        "title": None if title else "Please say in a few words what happened.",
        "happened_at": _begin_problem(happened_at, now),
        "meets_at": meeting_problem(meets_at, resolved_at=happened_at or now, now=now)
        if meets_at
        else "Please pick a date; it can be moved later.",
    }
    found = {field: problem for field, problem in problems.items() if problem}
    if found or title is None or happened_at is None or meets_at is None:
        return found
    impact = fields.read_text(values, "impact")
    return Past(
        Declaration(
            title=title or NOTHING,
            severity=Severity(fields.read_choice(values, "severity") or Severity.NEAR_MISS),
            impact=impact,
            is_private=fields.read_checkbox(values, "is_private"),
            lead=by,
        ),
        Resolution(
            began_at=happened_at,
            ended_at=happened_at,
            impact=impact,
            eased_by=fields.read_text(values, "eased_by"),
            meets_at=meets_at,
            facilitator=fields.read_person(values, "facilitator"),
        ),
    )


def _begin_problem(happened_at: datetime | None, now: datetime) -> str | None:
    if happened_at is None:
        return "Please say when it began, as far as you can tell."
    if happened_at > now + _MINUTE:
        return "This lies in the future. Please give the time when it began."
    return None
