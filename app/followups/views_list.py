"""Lists of changes for one reader: those of an incident, of the workspace, their own; and what App
Home shows of the latter.
"""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, InteractiveElement, Option
from slack_sdk.models.views import View

from app.followups.rules import FollowUp
from app.followups.rules_listing import Listed, Listing, Owned, Scope, is_overdue
from app.followups.views import (
    ADD,
    DECIDE_AGAINST,
    DECLINE,
    EDIT,
    FINISH,
    HAND_OVER,
    MORE,
    PUT_OFF,
    REOPEN,
    TAKE,
    board_options,
    change_option,
    change_words,
    held_lately,
    ticket_link,
    when,
)
from app.slack.blocks import Message, actions, button, context, modal, overflow, section
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, clip, harmless, user_mention
from app.vocabulary import FollowUpState

TURN = "followups.turn"
TURN_BACK = "followups.turn_back"
OPEN_MINE = "followups.open_mine"
_FACTOR = 110
_FACTORS = 2
_REASON = 150

_HEADS = {
    Scope.MINE: "Your open changes",
    Scope.OPEN: "Open changes",
    Scope.OVERDUE: "Changes whose day has passed",
}
_NOTHING = {
    Scope.MINE: "You own no open changes. `/incident changes open` shows those of everybody.",
    Scope.OPEN: "No change is open that you can see. After a review, `/incident change` in its "
    "channel adds one.",
    Scope.OVERDUE: "No change that you can see is past its day. `/incident changes open` shows all "
    "that are open.",
}


def changes_list(listing: Listing) -> Message:
    """A page of changes, each with a menu of what can become of it."""
    label = f"INC-{listing.asked.number}"
    if not listing.lines:
        text = _NOTHING.get(
            listing.asked.scope,
            f"{label} has no changes yet. What would make the next time easier? Add the first.",
        )
        return Message(text, (section(text), *_presses(listing)))
    head = _HEADS.get(listing.asked.scope, f"Changes of {label}")
    count = f" ({listing.total})" if listing.total > 1 else ""
    blocks: list[Block] = [section(f":seedling: *{head}*{count}")]
    blocks += [
        section(_line(listing, one), _menu(one, listing.reader, listing.away))
        for one in listing.lines
    ]
    return Message(head, [*blocks, *_page_note(listing), *_presses(listing)])


def changes_page(listing: Listing) -> View:
    """The same as a page of its own, where it was opened on one."""
    return modal("page", "Changes", changes_list(listing).blocks)


def my_changes(owned: Owned, user: UserId) -> Sequence[Block]:
    """A section of App Home: somebody's own open changes; nothing when there are none."""
    if not owned.lines:
        return ()
    blocks: list[Block] = [section("*Your changes*, the next due first")]
    for one in owned.lines:
        facts = " · ".join([one.label, *when(one.followup), *ticket_link(one.followup)])
        blocks.append(section(f"{change_words(one.followup)}\n{facts}", _menu(one, user)))
    if owned.has_more:
        blocks.append(actions("more-changes", button("Show more", OPEN_MINE, "home")))
    return blocks


def _line(listing: Listing, listed: Listed) -> str:
    followup = listed.followup
    mark = _MARKS.get(followup.state, ":seedling:")
    lines = [f"{mark} {change_words(followup)}", " · ".join(_facts(listing, listed))]
    if followup.reason:
        lines.append(f"_Decided not to:_ {harmless(clip(followup.reason, _REASON))}")
    elif listed.factors:
        lines.append(f"_Answers_ {_factors(listed.factors)}")
    return "\n".join(lines)


_MARKS = {FollowUpState.DONE: ":white_check_mark:", FollowUpState.DECIDED_NOT: ":no_entry_sign:"}


def _facts(listing: Listing, listed: Listed) -> Iterator[str]:
    """The incident, who has it, how it works, until when, and where it is written down."""
    followup = listed.followup
    yield listed.label
    if followup.state is not FollowUpState.DECIDED_NOT:
        yield _owner(followup, listing.reader, listing.away)
        yield followup.strength.value
        yield from when(followup)
        yield from held_lately(followup)
        if is_overdue(followup, listing.today):
            yield "*its day has passed*"
    yield from ticket_link(followup)


def _owner(followup: FollowUp, reader: UserId, away: frozenset[UserId]) -> str:
    """Who is asked is named once they have said yes, but knows it."""
    if followup.asks(reader):
        return "*you are asked*"
    if followup.needs_owner(away):
        return "*needs an owner*"
    if followup.owner is None:
        return "nobody owned it"
    if followup.awaits_owner:
        return "an owner is asked"
    asked = ", somebody is asked to take it over" if followup.handed_to else ""
    return f"{user_mention(followup.owner)}{asked}"


def _factors(factors: Sequence[Mrkdwn]) -> str:
    shown = [harmless(clip(Mrkdwn(" ".join(one.split())), _FACTOR)) for one in factors[:_FACTORS]]
    more = len(factors) - _FACTORS
    return " · ".join([*shown, *([f"and {more} more"] if more > 0 else [])])


def _menu(
    listed: Listed, reader: UserId, away: frozenset[UserId] = frozenset()
) -> InteractiveElement | None:
    options = list(_options(listed, reader, away))
    return overflow(MORE, *options) if options else None


def _options(listed: Listed, reader: UserId, away: frozenset[UserId]) -> Iterator[Option]:
    """Five at most. Forms that show the incident are for those who know it."""
    followup = listed.followup
    if not followup.is_open:
        if listed.is_known:
            yield from board_options(followup, needs_owner=False)
        elif followup.state is FollowUpState.DONE:
            yield change_option("Not done yet", REOPEN, followup)
        return
    if followup.asks(reader) or followup.needs_owner(away):
        yield change_option("I'll take it", TAKE, followup)
    if followup.asks(reader):
        yield change_option("Not me", DECLINE, followup)
    yield change_option("Done", FINISH, followup)
    if not followup.asks(reader):
        yield change_option("Not now, but later", PUT_OFF, followup)
    if followup.is_owned_by(reader):
        yield change_option("Hand it over", HAND_OVER, followup)
    yield change_option("Decided not to", DECIDE_AGAINST, followup)
    if listed.is_known:
        yield change_option("Edit", EDIT, followup)


def _page_note(listing: Listing) -> Iterator[Block]:
    if listing.pages > 1:
        yield context(f"Page {listing.asked.page + 1} of {listing.pages}")


def _presses(listing: Listing) -> Iterator[Block]:
    """Turning pages, and adding a change to the incident whose list it is."""
    asked, presses = listing.asked, []
    if asked.page > 0:
        presses.append(button("Back", TURN_BACK, asked.turned_to(asked.page - 1).dump()))
    if asked.page + 1 < listing.pages:
        presses.append(button("Next", TURN, asked.turned_to(asked.page + 1).dump()))
    if listing.review_id is not None:
        presses.append(button("Add a change", ADD, str(listing.review_id)))
    if presses:
        yield actions("changes", *presses)
