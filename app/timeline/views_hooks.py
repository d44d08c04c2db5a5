"""Hooks as people see them: a new secret with examples to copy, and the page that lists them."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.slack.blocks import Message, actions, button, confirm, context, modal, section
from app.slack.mrkdwn import moment, user_mention
from app.timeline.rules_hooks import Hook

HOOKS_PAGE = "timeline.hooks_page"
RENEW = "timeline.renew_hook"
REMOVE = "timeline.remove_hook"

PLACEHOLDER = "your.host"
_WHOSE_HOST = f"{PLACEHOLDER} is where Onward can be reached; whoever runs it knows."

CURL = """\
secret={secret} at=$(date +%s)
body='{{"text": "Deployed web 2.14", "link": "https://ci.example.com/214", "kind": "change"}}'
signature=$(printf 'v1:%s:%s' "$at" "$body" | openssl dgst -sha256 -hmac "$secret" -r | cut -c-64)
curl {address} -d "$body" \\
  -H "X-Onward-Timestamp: $at" -H "X-Onward-Signature: v1=$signature"
"""
ALERTMANAGER = """\
receivers:
  - name: onward
    webhook_configs:
      - url: {address}
        http_config:
          authorization:
            credentials: {secret}
"""


def hook_made(hook: Hook, base: str) -> Message:
    """Where to send, the secret, and three examples; `base` is the address at which Onward listens
    at.
    """
    text = (
        f":white_check_mark: The hook *{hook.name}* is there. What it tells goes to the timeline "
        "of every open incident."
    )
    return Message(text, (section(text), *_how_to_send(hook, base)))


def hook_renewed(hook: Hook, base: str) -> View:
    text = f":white_check_mark: *{hook.name}* has a new secret. The one before no longer works."
    return modal(HOOKS_PAGE, "Webhooks", [section(text), *_how_to_send(hook, base)])


def hooks_page(hooks: Sequence[Hook]) -> View:
    """Every hook with who made it, by name."""
    intro = (
        "A hook lets another system add to the timeline of every open incident, or of one at its "
        "own address, like `/hooks/INC-7`. It can open none. Everybody here may make, renew and "
        "remove hooks."
    )
    blocks: list[Block] = [section(intro)]
    for hook in hooks:
        blocks += _listed(hook)
    if not hooks:
        blocks.append(
            section("There is none yet. Make one with its name: `/incident hook deploys`.")
        )
    return modal(HOOKS_PAGE, "Webhooks", blocks)


def _listed(hook: Hook) -> Sequence[Block]:
    made = f"made by {user_mention(hook.made_by)}, {moment(hook.made_at)}"
    return (
        section(f"*{hook.name}* · `/hooks/{hook.name}`\n{made}"),
        actions(
            f"hook-{hook.id}",
            button(
                "New secret",
                RENEW,
                f"{hook.id}:{hook.secret_mark}",
                confirm=confirm(
                    "New secret?", "The one that is in use stops working at once.", "New secret"
                ),
            ),
            button(
                "Remove",
                REMOVE,
                str(hook.id),
                style="danger",
                confirm=confirm(
                    "Remove it?",
                    "What it sends is refused from then on. What it has told stays.",
                    "Remove",
                ),
            ),
        ),
    )


def _how_to_send(hook: Hook, base: str) -> Sequence[Block]:
    address = f"{base}/{hook.name}"
    curl = CURL.format(secret=hook.secret, address=address)
    alertmanager = ALERTMANAGER.format(secret=hook.secret, address=address)
    return (
        section(f"POST to `{address}`\nSecret, shown only this once: `{hook.secret}`"),
        section(f"*A script*\n```{curl}```"),
        section(f"*Prometheus Alertmanager*\n```{alertmanager}```"),
        section(
            "*GitHub*\nSettings → Webhooks → Add webhook. Payload URL: the address above. "
            "Content type: `application/json`. Secret: as above. Events: _Deployments_ and "
            "_Deployment statuses_."
        ),
        context(
            "Keep the secret where the sender runs: whoever has it can add to your timelines.",
            *((_WHOSE_HOST,) if PLACEHOLDER in base else ()),
        ),
    )
