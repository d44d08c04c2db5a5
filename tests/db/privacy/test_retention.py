"""What is kept for a while only: it goes after that, nothing else does, and it stays away."""

from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.db.search import Place, Wanted
from app.db.search import found as found_words
from app.db.tables import IncidentRow, ReflectionRow, ReviewRow, Table
from app.incidents import service as incident_service
from app.privacy import queries
from app.privacy import service_retention as service
from app.privacy.rules_retention import Keeping, Kept
from app.reviews import queries_reflections
from app.slack.ids import TeamId
from app.summaries import queries as summary_queries
from app.vocabulary import State
from app.workspace.service import TIDY
from tests.db.privacy.rows import fill
from tests.factories import CAROL, NOW, TEAM, Stored, found, gesture, ts

FULL, OTHER = TeamId("T0FULL"), TeamId("T0OTHER")
LATER = NOW + timedelta(days=400)


def over(session: Session, team: TeamId) -> None:
    """Its incidents are resolved, and their reviews shared."""
    session.execute(
        update(IncidentRow).where(IncidentRow.team_id == team).values(state=State.RESOLVED)
    )
    session.execute(update(ReviewRow).values(shared_at=NOW))


def night(stored: Stored, team: TeamId, keeping: Keeping) -> None:
    stored.do(service.choose, team, keeping, now=LATER)
    while stored.do(service.tidy_some, team, now=LATER):
        pass


def sizes(session: Session, team: TeamId) -> dict[str, int]:
    return {
        table.name: session.scalar(
            select(func.count()).select_from(table).where(queries.of_workspace(table, team))
        )
        or 0
        for table in Table.metadata.sorted_tables
        if queries.is_of_incidents(table)
    }


def answers(session: Session) -> tuple[int, int]:
    """How many are there, and how many are told of."""
    review = session.scalars(select(ReviewRow.id)).one()
    there = session.scalar(select(func.count()).select_from(ReflectionRow)) or 0
    return there, queries_reflections.how_many(session, review)


def indexed(session: Session, word: str) -> int:
    return len(session.execute(found_words(session, Place.ENTRIES, Wanted(((word,),)))).all())


def test_whole_incidents_go_with_all_that_is_theirs(stored: Stored) -> None:
    for team in (FULL, OTHER):
        stored.do(fill, team, "U0ALICE", "words")
        stored.do(over, team)

    night(stored, FULL, {Kept.INCIDENTS: 365})

    assert set(stored.do(sizes, FULL).values()) == {0}
    assert set(stored.do(sizes, OTHER).values()) == {1}
    taken_back = [row.arguments for row in stored.waiting(service.TAKE_BACK)]
    assert taken_back == [
        {"files": ["T0FULL-file_id", "T0FULL-file_id"], "canvases": ["T0FULL-canvas_id"]}
    ]
    assert not stored.do(service.tidy_some, OTHER, now=LATER), "who chose nothing keeps everything"


def test_answers_go_and_are_still_counted(stored: Stored) -> None:
    stored.do(fill, FULL, "U0ALICE", "words")
    stored.do(over, FULL)
    before = stored.do(answers)

    night(stored, FULL, {Kept.ANSWERS: 90})

    assert before == (1, before[1])
    assert stored.do(answers) == (0, before[1])


def test_texts_go_from_timeline_and_index_and_do_not_come_back(stored: Stored) -> None:
    incident = stored.incident()
    said = found(ts(), "The indexers hang")
    stored.keep(said)
    assert stored.do(indexed, "hang") == 1
    stored.do(incident_service.change_state, incident, State.CANCELLED, None, gesture("cancelled"))

    night(stored, TEAM, {Kept.TEXTS: 365})

    stored.keep(said, by=CAROL)
    (entry,) = stored.timeline(incident)
    assert entry.text == ""
    assert "hang" not in stored.everything()
    assert stored.do(indexed, "hang") == 0
    assert stored.do(summary_queries.story_of, incident, None).is_thinned


def test_what_is_open_or_young_stays_and_the_next_night_is_planned(stored: Stored) -> None:
    stored.incident()
    before = stored.everything()

    night(stored, TEAM, {Kept.TEXTS: 365, Kept.ANSWERS: 365, Kept.INCIDENTS: 365})

    assert stored.everything().count("Search is down") == before.count("Search is down") > 0
    (planned,) = stored.waiting(TIDY)
    assert timedelta(days=365) <= planned.due_at - LATER <= timedelta(days=366)
