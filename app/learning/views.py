"""What somebody sees who searches, for them alone."""

from slack_sdk.models.blocks import Block

from app.learning.rules_hits import Hit, Line, Results
from app.slack.blocks import Message, context, section
from app.slack.mrkdwn import Mrkdwn, bold, clip, harmless, link

_TITLE = 150
_TYPED = 80
_LINE = 300


def search_results(typed: Mrkdwn, results: Results) -> Message:
    """Each incident with the lines that were found in it, and where they can be read."""
    words = harmless(clip(Mrkdwn(" ".join(typed.split())), _TYPED))
    if not results.hits:
        text = f"Nothing that you can see says “{words}”. Try fewer words, or another one for it."
        return Message(text, (section(text),))
    title = f"Where “{words}” is said"
    close = [context("Not found word for word; this comes close.")]
    blocks: list[Block] = [section(f":mag: *{title}*"), *(close if results.is_close else [])]
    blocks += [section(_hit(hit)) for hit in results.hits]
    if results.more:
        blocks.append(context(f"And up to {results.more} more. One more word narrows it down."))
    return Message(title, blocks)


def _hit(hit: Hit) -> str:
    about = hit.about
    label = link(about.url, about.label) if about.url else about.label
    return "\n".join(
        [f"{bold(label)} {harmless(clip(about.title, _TITLE))}", *map(_line, hit.lines)]
    )


def _line(line: Line) -> str:
    what = link(line.url, line.what) if line.url else line.what
    return f"• {what}: {harmless(clip(line.text, _LINE))}"
