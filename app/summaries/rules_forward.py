"""The section *Building forward*: changes, each with the factors it answers; what was decided
against; ideas that wait.
"""

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, esc, link, user_mention
from app.summaries.rules_document import Section, SectionKey, Statement
from app.summaries.rules_quotes import quotable, shortened
from app.summaries.rules_statements import UNTOLD, with_words
from app.summaries.rules_story import Change, Story, Told
from app.vocabulary import FollowUpState

_WITHHELD = Mrkdwn("A change that is quoted here once it is reworded.")
_REASON_WITHHELD = Mrkdwn("The reason is quoted here once it is reworded.")
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
        *([link(change.ticket_url, "ticket")] if change.ticket_url else []),
    ]
    return Statement(text=Mrkdwn(" · ".join(parts)), label=_LABELS.get(change.state))


def _owner(owner: UserId, story: Story) -> Mrkdwn:
    """Owners are named, with the name for where no Slack shows it."""
    name = next(iter(story.names.get(owner, ())), None)
    return Mrkdwn(f"<@{owner}|{esc(name).replace('|', '¦')}>") if name else user_mention(owner)


def _not_now(change: Change, story: Story) -> Statement:
    reason = quotable(change.reason, story.cast(), change.by) if change.reason else None
    said = _answering(_said(change, story), change, story)
    told = Statement(text=said, label=_LABELS[change.state])
    return with_words(told, shortened(reason) if reason else _REASON_WITHHELD)


def _answering(said: Mrkdwn, change: Change, story: Story) -> Mrkdwn:
    numbers = [n for n, each in enumerate(story.factors(), start=1) if each.id in change.factors]
    return Mrkdwn(f"{said} → {', '.join(map(str, numbers))}") if numbers else said


def _said(change: Change, story: Story) -> Mrkdwn:
    told = quotable(change.text, story.cast(), change.by)
    return shortened(told) if told else _WITHHELD


def _parked(idea: Told, story: Story) -> Statement:
    """An idea, without whoever had it."""
    told = quotable(idea.text, story.cast(), idea.by)
    withheld = Mrkdwn("An idea that is quoted here once it is reworded.")
    return Statement(
        text=shortened(told) if told else withheld, evidence=idea.evidence, label="Parked"
    )
