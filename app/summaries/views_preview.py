"""How the summary would read now, as a page for one reader."""

from slack_sdk.models.blocks import InteractiveElement
from slack_sdk.models.views import View

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.reviews.views import POST_SUMMARY
from app.slack.blocks import actions, button, confirm, context, divider, modal
from app.slack.mrkdwn import moment
from app.summaries.rules_document import Document
from app.summaries.views import summary_messages

_TITLE = "Summary, as it stands"
_MORE = "The thread will have what is longer: `/incident export md` gives you all of it."


def preview_opening(incident: Incident) -> View:
    """What stands there while the summary is written."""
    return modal("page", _TITLE, [context(f"Reading what the timeline of {incident.label} says …")])


def preview_page(
    incident: Incident, review: Review | None, document: Document, *, may_post: bool
) -> View:
    """What would stand in the channel, under a line that says who sees it, with the button that
    posts it for whoever may. What would stand in the thread is in the files.
    """
    messages = summary_messages(document, review.id if review else None)
    buttons = [_post_button(review)] if review and may_post else []
    return modal(
        "page",
        _TITLE,
        [
            context(f"Only you see this. {_when_posted(incident, review)}"),
            *([actions("post", *buttons)] if buttons else []),
            divider(),
            *messages.first.blocks,
            *([context(_MORE)] if messages.replies else []),
        ],
    )


def _when_posted(incident: Incident, review: Review | None) -> str:
    if review is None:
        return f"It is posted at the end of the review, once {incident.label} is resolved."
    if review.is_off:
        return "The review has no date, so nothing is posted."
    if review.closed_at is not None:
        return "Changes reach the posted one by themselves, new entries by the button."
    return f"It is posted at the end of the review, {moment(review.ends_at)}."


def _post_button(review: Review) -> InteractiveElement:
    if review.closed_at is not None:
        return button("Update the posted one", POST_SUMMARY, str(review.id))
    return button(
        "End and post it",
        POST_SUMMARY,
        str(review.id),
        confirm=confirm("End the review?", "The summary is posted in the channel.", "Post it"),
    )
