"""`/incident patterns`: what somebody sees of it, and the picture."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.engine import make_engine
from app.db.tables import FindingRow, IncidentRow, ReviewRow
from app.learning.views_patterns import OPEN, PICTURE
from app.vocabulary import Category, FindingKind, ReviewState
from tests.e2e.office import START, Office, words


def share_all(url: str) -> None:
    """As if each incident's review had met, found a gap in a hand-off, and been shared."""
    engine = make_engine(url)
    with Session(engine) as session, session.begin():
        for incident_id in session.scalars(select(IncidentRow.id)).all():
            review = ReviewRow(
                incident_id=incident_id,
                state=ReviewState.SHARED,
                meets_at=START,
                length_minutes=60,
                calendar_uid=str(incident_id),
                shared_at=START + timedelta(minutes=1),
            )
            session.add(review)
            session.flush()
            finding = FindingRow(
                review_id=review.id,
                key="gap",
                kind=FindingKind.FACTOR,
                category=Category.HANDOFF,
                text=f"The zeppelin of {incident_id} was handed over half-way",
                found_by="U0BOB",
                found_at=START,
            )
            session.add(finding)
    engine.dispose()


async def test_too_little_and_nonsense_get_a_sentence(office: Office) -> None:
    await office.declare()
    said = await office.typed(office.carol, "/incident patterns", "general")
    assert "it takes 3" in said
    said = await office.typed(office.carol, "/incident patterns forever", "general")
    assert "How far back" in said


async def test_patterns_are_told_to_who_asks_and_the_picture_comes_directly(
    office_on_both: Office, database_url: str
) -> None:
    office = office_on_both
    for title in ("One", "Two", "Three"):
        await office.declare(title)
    await office.declare("Keys were seen", is_private=["private"])
    share_all(database_url)
    before = len(office.said("general"))
    shown = await office.typed(office.dora, "/incident patterns 1y", "general")
    assert "What 3 reviews of the last year have in common" in shown
    assert "A gap in a hand-off" in shown
    assert "The zeppelin of 3 was handed over" in shown
    assert "zeppelin of 4" not in shown
    assert "INC-4" not in shown
    assert len(office.said("general")) == before
    known = await office.typed(office.alice, "/incident patterns 1y", "general")
    assert "zeppelin of 4" in known

    (general,) = [one.id for one in office.stage.slack.channels if one.name == "general"]
    await office.dora.click(general, office.dora.whispers(general)[-1].ts, PICTURE)
    await office.stage.settled()
    line, picture = office.dora.hears_from_app()[-2:]
    assert "what contributed over the last year" in words(line.blocks)
    files = office.stage.slack.slack.world.files
    assert [files[one].name for one in picture.files] == ["patterns.png"]


async def test_the_home_page_leads_to_the_patterns(office: Office, sqlite_url: str) -> None:
    for title in ("One", "Two", "Three"):
        await office.declare(title)
    share_all(sqlite_url)
    await office.dora.open_home()
    await office.stage.settled()
    await office.dora.click_home(OPEN)
    await office.stage.settled()
    assert office.dora.modal is not None
    shown = words(office.dora.modal.blocks)
    assert "What 3 reviews of the last 90 days have in common" in shown
    await office.dora.click_in_modal(PICTURE)
    await office.stage.settled()
    assert "what contributed" in words(office.dora.hears_from_app()[-2].blocks)


def monthly(office: Office) -> list[str]:
    said = [words(message.blocks) for message in office.said("incidents")]
    return [text for text in said if "Once a month" in text]


async def choose_monthly(office: Office, at: str) -> None:
    await office.alice.command("/incident settings", channel="general")
    chosen = {"tells_patterns": ["tells_patterns"], "digest_at": at}
    assert await office.alice.submit(chosen) == {}
    await office.stage.settled()


async def test_the_channel_is_told_once_a_month_of_public_reviews_only(
    office: Office, sqlite_url: str
) -> None:
    for title in ("One", "Two", "Three"):
        await office.declare(title)
    await office.declare("Keys were seen", is_private=["private"])
    share_all(sqlite_url)
    await choose_monthly(office, "14:30")
    await office.pass_time(timedelta(days=29))  # the first of April, half an hour before
    assert monthly(office) == []
    await office.restart()
    await office.pass_time(timedelta(minutes=40))
    (told,) = monthly(office)
    assert "What 3 reviews of the last 90 days have in common" in told
    assert "INC-4" not in told
    assert "zeppelin of 4" not in told
    await choose_monthly(office, "15:30")
    await office.restart()
    await office.pass_time(timedelta(hours=2))
    assert len(monthly(office)) == 1


async def test_too_little_to_speak_of_is_not_told(office: Office, sqlite_url: str) -> None:
    await office.declare("One")
    await office.declare("Keys were seen", is_private=["private"])
    await office.declare("Doors were open", is_private=["private"])
    share_all(sqlite_url)
    await choose_monthly(office, "14:30")
    await office.pass_time(timedelta(days=30))
    assert monthly(office) == []
