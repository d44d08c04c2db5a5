"""Slack in, for the end of a review: groups without a factor, and the poll."""

from app.deps import Deps
from app.incidents.service import Gesture
from app.reviews import service_poll, views_groups, views_poll
from app.reviews.handlers_findings import finding_form
from app.reviews.rules_finding_forms import Adding
from app.slack.listeners import Listener, Press, Reply, Whisper, on_press


async def on_not_this_time(deps: Deps, press: Press) -> Reply:
    review_id, group = views_groups.parse_group(press.value)
    gesture = Gesture(by=press.user, at=deps.clock.now(), key=press.key)
    await deps.db.commit(service_poll.answer_group, press.team, review_id, group, gesture)
    return None


async def on_add_one(deps: Deps, press: Press) -> Reply:
    review_id, group = views_groups.parse_group(press.value)
    form = await finding_form(deps, Adding(review=review_id), group=group)
    await deps.slack(press.team).open_form(press.trigger, form)
    return None


async def on_yes(deps: Deps, press: Press) -> Reply:
    return await _vote(deps, press, says_yes=True)


async def on_no(deps: Deps, press: Press) -> Reply:
    return await _vote(deps, press, says_yes=False)


async def _vote(deps: Deps, press: Press, *, says_yes: bool) -> Reply:
    review_id, question = views_poll.parse_vote(press.value)
    is_first = await deps.db.commit(
        service_poll.vote,
        press.team,
        review_id,
        question,
        press.user,
        says_yes=says_yes,
        now=deps.clock.now(),
    )
    return Whisper(views_poll.voted(is_first=is_first))


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(views_groups.NOT_THIS_TIME, on_not_this_time),
    on_press(views_groups.ADD_ONE, on_add_one),
    on_press(views_poll.YES, on_yes),
    on_press(views_poll.NO, on_no),
)
