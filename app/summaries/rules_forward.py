"""The section *Building forward*: changes, each with the factors it answers; what was decided
against; ideas that wait.
"""

from app.followups.rules_tickets import ticket_label
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, esc, link, user_mention
from app.summaries.rules_document import Quote, Section, SectionKey, Statement, Subject
from app.summaries.rules_ends import sentence
from app.summaries.rules_held import SOUGHT, told
from app.summaries.rules_quotes import shortened
from app.summaries.rules_statements import UNTOLD, with_words
from app.summaries.rules_story import Change, Story, Told
from app.vocabulary import FollowUpState

_WITHHELD = Mrkdwn(f"A change; {SOUGHT}")
_REASON_WITHHELD = Mrkdwn(f"The reason is told; {SOUGHT}.")
_IDEA_WITHHELD = Mrkdwn(f"An idea; {SOUGHT}.")
_REASON_UNTOLD = "Nobody has told us the reason yet."
_NO_OWNER = "needs an owner"
_LABELS = {FollowUpState.DONE: "Done", FollowUpState.DECIDED_NOT: "Not now"}


def forward(story: Story) -> Section:
    """What is done next and by when, then what was decided against and why, then parked ideas."""
    lasting = [one for one in story.changes if one.state is not FollowUpState.DECIDED_NOT]
    against = [one for one in story.changes if one.state is FollowUpState.DECIDED_NOT]
    note = f"{UNTOLD} Changes are decided after the rewind; each answers a factor."
    return Section(
        key=SectionKey.FORWARD,
        heading=Mrkdwn("Building forward"),
        statements=(
            *(_change(one, story) for one in lasting),
            *(_not_now(one, story) for one in against),
            *(_parked(idea, story) for idea in story.parked),
        ),
        note=None if story.changes else note,
    )


def _change(change: Change, story: Story) -> Statement:
    """`Reject imports that would pass 70% of the limit → 1, 5 · engineer · @dana · 18 Mar`."""
    parts = [
        _answering(_said(change, story), change, story),
        change.strength.value,
        _owner(change.owner, story) if change.owner else _NO_OWNER,
        f"{change.due_on.day} {change.due_on:%b}" if change.due_on else "no date yet",
        *(
            [link(change.ticket_url, ticket_label(Mrkdwn(change.ticket_url)))]
            if change.ticket_url
            else []
        ),
    ]
    return Statement(
        text=Mrkdwn(" · ".join(parts)),
        label=_LABELS.get(change.state),
        quotes=(_quote(change, "text", change.text),),
    )


def _ticket(url: Mrkdwn) -> Mrkdwn:
    return link(url, ticket_label(url))


def _owner(owner: UserId, story: Story) -> Mrkdwn:
    """Owners are named, with the name for where no Slack shows it."""
    name = next(iter(story.names.get(owner, ())), None)
    return Mrkdwn(f"<@{owner}|{esc(name).replace('|', '¦')}>") if name else user_mention(owner)


def _not_now(change: Change, story: Story) -> Statement:
    said = _answering(_said(change, story), change, story)
    quote = _quote(change, "text", change.text)
    statement = Statement(text=said, label=_LABELS[change.state], quotes=(quote,))
    if change.reason is None:
        return with_words(statement, _REASON_UNTOLD)
    quote = _quote(change, "reason", change.reason)
    reason = told(quote, story.cast())
    words = sentence("Reason", shortened(reason)) if reason else _REASON_WITHHELD
    return with_words(statement, words, quote)


def _answering(said: Mrkdwn, change: Change, story: Story) -> Mrkdwn:
    numbers = [n for n, each in enumerate(story.factors(), start=1) if each.id in change.factors]
    return Mrkdwn(f"{said} → {', '.join(map(str, numbers))}") if numbers else said


def _said(change: Change, story: Story) -> Mrkdwn:
    words = told(_quote(change, "text", change.text), story.cast())
    return shortened(words) if words else _WITHHELD


def _quote(change: Change, field: str, text: Mrkdwn) -> Quote:
    return Quote(subject=Subject.CHANGE, id=change.id, field=field, text=text, by=change.by)


def _parked(idea: Told, story: Story) -> Statement:
    """An idea, without whoever had it."""
    quote = Quote(subject=Subject.FINDING, id=idea.id, text=idea.text, by=idea.by)
    words = told(quote, story.cast())
    return Statement(
        text=shortened(words) if words else _IDEA_WITHHELD,
        evidence=idea.evidence,
        label="Parked",
        is_withheld=words is None,
        quotes=(quote,),
    )
