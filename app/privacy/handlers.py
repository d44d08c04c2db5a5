"""Slack in, for what an admin decides about a workspace's data."""

from app.deps import Deps
from app.privacy import queries_retention, service, service_retention, views
from app.slack.listeners import (
    Form,
    Listener,
    NextPage,
    Press,
    Problems,
    Reply,
    on_form,
    on_press,
)
from app.workspace import queries as workspace_queries
from app.workspace.queries_log import last_change
from app.workspace.rules_log import RETENTION
from app.workspace.standing import require_admin
from app.workspace.views import OPEN_PRIVACY

ADMINS_ONLY = (
    "What Onward keeps of this workspace is for an admin of it to decide. Please ask one of them "
    "to open `/incident settings`."
)


async def on_privacy(deps: Deps, press: Press) -> Reply:
    await require_admin(deps, press, ADMINS_ONLY)
    keeping = await deps.db.read(queries_retention.keeping, press.team)
    changed = await deps.db.read(last_change, press.team, RETENTION)
    await deps.slack(press.team).push_form(press.trigger, views.privacy_form(keeping, changed))
    return None


async def on_privacy_form(deps: Deps, form: Form) -> Reply:
    await require_admin(deps, form, ADMINS_ONLY)
    keeping = views.parse_privacy(form.values)
    choose, now = service_retention.choose, deps.clock.now()
    await deps.db.commit(choose, form.team, keeping, by=form.user, now=now)
    return NextPage(views.privacy_kept(keeping))


async def on_copy(deps: Deps, press: Press) -> Reply:
    await require_admin(deps, press, ADMINS_ONLY)
    now = deps.clock.now()
    await deps.db.commit(service.ask_copy, press.team, press.user, press.key, now=now)
    await deps.slack(press.team).push_form(press.trigger, views.copy_asked())
    return None


async def on_deletion(deps: Deps, press: Press) -> Reply:
    await require_admin(deps, press, ADMINS_ONLY)
    workspace = await deps.db.read(workspace_queries.workspace, press.team)
    await deps.slack(press.team).push_form(press.trigger, views.deletion_form(workspace.name))
    return None


async def on_deletion_form(deps: Deps, form: Form) -> Reply:
    await require_admin(deps, form, ADMINS_ONLY)
    workspace = await deps.db.read(workspace_queries.workspace, form.team)
    if views.parse_deletion(form.values) != workspace.name.strip():
        sentence = f"This workspace is called {workspace.name}. Please type that name."
        return Problems({views.TYPED_NAME: sentence})
    await deps.db.commit(service.ask_deletion, form.team, due_at=deps.clock.now())
    return NextPage(views.deletion_begun())


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(OPEN_PRIVACY, on_privacy),
    on_form(views.PRIVACY_FORM, on_privacy_form),
    on_press(views.COPY_ALL, on_copy),
    on_press(views.OPEN_DELETION, on_deletion),
    on_form(views.DELETION_FORM, on_deletion_form),
)
