"""Slack in, for search."""

from app.deps import Deps
from app.errors import UserError
from app.learning import queries, rules, views
from app.slack.listeners import Command, Help, Listener, Reply, Whisper, on_command


async def on_search(deps: Deps, command: Command) -> Reply:
    if not command.text.strip():
        raise UserError(
            "What would you like to find? Type a word or two behind it, like "
            "`/incident search index queue`."
        )
    words = rules.typed_words(command.text)
    if len(command.text) > rules.TYPED_MAX or len(words) > rules.WORDS_MAX:
        raise UserError("That is a lot to look for. Please type the two or three telling words.")
    if not words:
        raise UserError("I can look for words and numbers. Please type one, like `queue` or `503`.")
    results = await deps.db.read(
        queries.search, command.team, command.user, words, here=command.channel
    )
    return Whisper(views.search_results(command.text, results))


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "search",
        on_search,
        help_line=Help(
            "search words", "show what earlier incidents and reviews say about something"
        ),
    ),
)
