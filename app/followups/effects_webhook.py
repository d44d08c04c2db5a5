"""HTTP out, for changes: another system is told of each, signed, until it has answered."""

from datetime import datetime

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.errors import NotYetError
from app.followups import queries, service_webhook
from app.followups.rules_webhook import Event, Telling, body, headers
from app.logs import get_logger
from app.outgoing import RefusedAddressError, Sending, UnreachableError
from app.workspace.queries_webhook import Webhook, webhook

GONE = 410
"""With this, the receiver says that it wants no more of it."""

log = get_logger("webhook")


async def tell_webhook(deps: Deps, job: Job) -> None:
    """Whatever is no success comes again, later and later; see `worker`."""
    target = await deps.db.read(webhook, job.team_id, deps.settings.seal)
    telling = await _telling(deps, job)
    if target is None or telling is None:
        return
    try:
        status = await deps.send(_sending(deps, target, telling))
    except RefusedAddressError:
        log.warning("webhook.refused_address")
        return
    except UnreachableError as error:
        raise NotYetError("the webhook's receiver did not answer") from error
    log.info("webhook.sent", status=status, change_event=telling.event)
    if not 200 <= status < 300 and status != GONE:
        raise NotYetError(f"the webhook's receiver answered {status}")


def _sending(deps: Deps, target: Webhook, telling: Telling) -> Sending:
    signed = body(telling)
    return Sending(
        url=target.url,
        body=signed,
        headers=headers(telling, signed, target.secret, deps.clock.now()),
        allows_loopback=deps.settings.webhook_loopback,
    )


async def _telling(deps: Deps, job: Job) -> Telling | None:
    """The change as it is now; nothing of an incident that is private."""
    found = await deps.db.read(queries.followup, job.arguments["followup"])
    if found is None:
        return None
    incident = await deps.db.read(queries.incident_of, found)
    factors = await deps.db.read(queries.factors, found.review_id)
    if incident.is_private:
        return None
    return Telling(
        team=job.team_id,
        event=Event(job.arguments["event"]),
        revision=job.arguments["revision"],
        at=datetime.fromisoformat(job.arguments["at"]),
        label=incident.label,
        followup=found,
        factors=[one.text for one in factors if one.id in found.factors],
    )


EFFECTS: Effects = {service_webhook.TELL_WEBHOOK: tell_webhook}
