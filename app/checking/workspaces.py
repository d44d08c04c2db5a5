"""The workspaces that have installed the app: whether Slack still accepts their tokens."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence

from app.checking.asking import NEEDS_SLACK, Answer, Slack
from app.checking.findings import Finding, look, ok, untried, wrong
from app.config import Settings
from app.manifest import bot_scopes

ASKED_AT_MOST = 100
EXPIRED = "token_expired"
"""The bot renews it when it starts."""
_CHECK = "workspaces"


async def findings(settings: Settings, tokens: Mapping[str, str] | None) -> Sequence[Finding]:
    """By name, with the token of each; None where the database could not tell."""
    if tokens is None:
        return [untried(_CHECK, "The database has to answer first, and its secrets to open.")]
    where = f"{settings.public_url}/slack/install"
    if not tokens:
        return [look(_CHECK, f"None has installed Onward yet: open {where}.")]
    some = dict(list(tokens.items())[:ASKED_AT_MOST])
    async with Slack(settings.slack_api_url) as api:
        calls = (api.answer("auth.test", token) for token in some.values())
        answers = await asyncio.gather(*calls)
    return list(_told(dict(zip(some, answers, strict=True)), where))


def _told(answers: Mapping[str, Answer | None], where: str) -> Iterator[Finding]:
    known = {name: answer for name, answer in answers.items() if answer is not None}
    if not known:
        yield untried(_CHECK, NEEDS_SLACK)
        return
    refused = {name: one.error for name, one in known.items() if one.error not in {"", EXPIRED}}
    lacking = _lacking({name: one for name, one in known.items() if not one.error})
    if refused:
        names = ", ".join(f"{name} ({error})" for name, error in refused.items())
        says = f"Slack does not accept the token of {names}: have it installed again at {where}."
        yield wrong(_CHECK, says)
    if lacking:
        scopes = ", ".join(sorted(frozenset().union(*lacking.values())))
        names = ", ".join(lacking)
        yield wrong("scopes", f"In {names} the app lacks {scopes}: install it again at {where}.")
    if not refused and not lacking:
        yield ok(_CHECK, f"Slack accepts the token of each, {len(known)} in all.")


def _lacking(answers: Mapping[str, Answer]) -> Mapping[str, frozenset[str]]:
    asked = bot_scopes()
    missing = {name: asked - answer.scopes for name, answer in answers.items()}
    return {name: scopes for name, scopes in missing.items() if scopes}
