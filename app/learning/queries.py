"""Search, for somebody who may see what it finds."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.db.search import Wanted
from app.db.tables import IncidentRow
from app.incidents.queries import may_know
from app.learning import rules
from app.learning.queries_words import matches, texts_beginning
from app.learning.rules_hits import About, Results, results
from app.slack.ids import ChannelId, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.workspace import queries as workspace_queries
from app.workspace.rules_names import Names
from app.workspace.rules_people import Cast


def search(
    session: Session,
    team: TeamId,
    viewer: UserId,
    words: Sequence[str],
    *,
    here: ChannelId | None = None,
) -> Results:
    """What says these words, best first: all of them, else some of them or what they may be
    misspelled for. Of a private incident only to who may know of it, and in its channel (`here`).
    """
    may_see = IncidentRow.team_id == team, or_(may_know(viewer), IncidentRow.channel_id == here)
    url = workspace_queries.workspace(session, team).url
    groups = rules.alone(words)
    found = matches(session, Wanted(groups), *may_see, workspace_url=url)
    is_close = not found
    if is_close:
        begins = rules.beginnings(words)
        texts = texts_beginning(session, begins, *may_see) if begins else ()
        groups = rules.with_near(words, rules.near_words(words, texts))
        found = matches(session, Wanted(groups, of_all=False), *may_see, workspace_url=url)
    if not found:
        return Results()
    cast = Cast({}, Names(workspace_queries.names(session, team)))
    abouts = _abouts(session, {one.incident_id for one in found}, url)
    return results(found, abouts, groups, cast, is_close=is_close)


def _abouts(
    session: Session, incident_ids: Collection[int], workspace_url: str
) -> Mapping[int, About]:
    rows = session.execute(
        select(IncidentRow.id, IncidentRow.number, IncidentRow.title, IncidentRow.channel_id).where(
            IncidentRow.id.in_(incident_ids)
        )
    )
    return {
        row.id: About(
            label=f"INC-{row.number}",
            title=Mrkdwn(row.title),
            url=f"{workspace_url.rstrip('/')}/archives/{row.channel_id}"
            if row.channel_id
            else None,
        )
        for row in rows
    }
