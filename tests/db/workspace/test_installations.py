"""Installations: once, renewed by one, ended at once, and taken up again."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import WorkspaceRow
from app.sealing import Seal, new_key
from app.slack.ids import TeamId
from app.workspace import queries_installation, service_installation
from app.workspace import service as workspace_service
from app.workspace.queries_installation import Installation
from app.workspace.service import POST_DIGEST, TIDY
from app.workspace.service_installation import DELETE_WORKSPACE
from tests.factories import BOT, CHANNEL, NOW, TEAM, Stored

KEY = new_key()
SEAL = Seal([KEY])
ELSEWHERE = TeamId("T0OTHER")
EFFECT = "test.effect"
HOUR = timedelta(hours=1)
FOUND = Installation(
    team=TEAM,
    bot_user=BOT,
    bot_id="B0BOT",
    token="xoxb-first",
    refresh_token="xoxe-first",
    expires_at=NOW + 12 * HOUR,
)


def install(stored: Stored, found: Installation = FOUND, *, hours: int = 0) -> None:
    names = {"name": "Acme", "url": "https://acme.slack.com/"}
    at = NOW + hours * HOUR
    stored.do(service_installation.install, found, **names, seal=SEAL, now=at)


def found(stored: Stored, team: TeamId = TEAM) -> Installation | None:
    return stored.do(queries_installation.installation, team, SEAL)


def leave(stored: Stored, *, happened: int, arrived: int) -> None:
    at = {"happened_at": NOW + happened * HOUR, "now": NOW + arrived * HOUR}
    stored.do(service_installation.leave, TEAM, **at)


def plan(stored: Stored, team: TeamId, key: str, *, hours: int) -> None:
    due_at = NOW + hours * HOUR
    stored.do(outbox.once, team, EFFECT, key=key, due_at=due_at, about=key)


def choose_digest(session: Session) -> None:
    """Each Tuesday at ten, an hour from now."""
    row = session.get_one(WorkspaceRow, TEAM)
    row.digest_day, row.digest_at, row.announce_channel_id = 1, "10:00", CHANNEL
    workspace_service.plan_digest(session, TEAM, now=NOW)


def waiting(stored: Stored, team: TeamId = TEAM) -> list[str]:
    rows = (row for row in stored.waiting(EFFECT) if row.team_id == team)
    return sorted(row.arguments["about"] for row in rows)


def test_tokens_come_back_as_they_were_and_stand_sealed(stored: Stored) -> None:
    install(stored)
    assert found(stored) == FOUND
    assert "xox" not in stored.everything() + repr(found(stored))
    assert stored.do(queries_installation.installed_teams) == [TEAM]
    assert found(stored, ELSEWHERE) is None


def test_a_state_is_spent_once_and_in_time(stored: Stored) -> None:
    stored.do(service_installation.begin, "first", team="", expires_at=NOW + HOUR, now=NOW)

    def spending(session: Session) -> bool:
        return service_installation.spend_state(session, "first", now=NOW)

    spent = [one.result() for one in stored.at_once([spending, spending])]
    assert sorted(spent) == [False, True]
    stored.do(service_installation.begin, "second", team=TEAM, expires_at=NOW + HOUR, now=NOW)
    assert not stored.do(service_installation.spend_state, "second", now=NOW + HOUR)
    stored.do(
        service_installation.begin, "third", team="", expires_at=NOW + 2 * HOUR, now=NOW + HOUR
    )
    assert "second" not in stored.everything()


def test_one_of_two_renews_a_token_and_nobody_does_it_again(stored: Stored) -> None:
    install(stored)
    until = NOW + HOUR

    def claiming(until_hours: int) -> Callable[[Session], bool]:
        until_at = NOW + until_hours * HOUR
        claim = service_installation.claim_renewal
        return lambda session: claim(session, FOUND, until=until_at, now=NOW)

    claimed = [one.result() for one in stored.at_once([claiming(1), claiming(1)])]
    assert sorted(claimed) == [False, True]
    renewed = Installation(team=TEAM, bot_user=BOT, bot_id="B0BOT", token="xoxb-second")
    keep = service_installation.keep_renewed
    stored.do(keep, renewed, claimed_until=until + HOUR, seal=SEAL)  # a claim that ran out
    assert found(stored) == FOUND
    stored.do(keep, renewed, claimed_until=until, seal=SEAL)
    assert found(stored) == renewed
    assert not stored.do(claiming(3))  # what was renewed already


def test_when_the_app_leaves_nothing_waits_and_all_is_deleted_in_time(stored: Stored) -> None:
    install(stored)
    stored.do(choose_digest)
    plan(stored, TEAM, "soon", hours=5)
    plan(stored, TEAM, "late", hours=50)
    plan(stored, ELSEWHERE, "theirs", hours=5)
    for _ in range(2):  # both events of an uninstallation
        leave(stored, happened=1, arrived=1)
    assert found(stored) is None
    assert (waiting(stored), waiting(stored, ELSEWHERE)) == ([], ["theirs"])
    assert len(stored.waiting(TIDY)) == 1  # what was promised about the data is kept
    assert stored.waiting(POST_DIGEST) == []
    (deletion,) = stored.waiting(DELETE_WORKSPACE)
    assert deletion.due_at == NOW + HOUR + timedelta(days=30)
    install(stored, hours=10)
    assert waiting(stored) == ["late"]  # what would have come meanwhile does not come late
    assert stored.waiting(DELETE_WORKSPACE) == []
    assert len(stored.waiting(POST_DIGEST)) == 1


def test_news_of_an_earlier_removal_comes_too_late(stored: Stored) -> None:
    install(stored, hours=2)
    plan(stored, TEAM, "soon", hours=5)
    leave(stored, happened=1, arrived=3)
    assert found(stored) is not None
    assert waiting(stored) == ["soon"]


def test_a_refused_token_goes_unless_there_is_another_and_nothing_is_deleted(
    stored: Stored,
) -> None:
    install(stored)
    plan(stored, TEAM, "soon", hours=5)
    lose = service_installation.lose_token
    assert not stored.do(lose, TEAM, "xoxb-before", seal=SEAL, now=NOW)
    assert found(stored) is not None
    assert stored.do(lose, TEAM, FOUND.token, seal=SEAL, now=NOW)
    assert not stored.do(lose, TEAM, FOUND.token, seal=SEAL, now=NOW)
    assert (found(stored), waiting(stored)) == (None, [])
    assert stored.waiting(DELETE_WORKSPACE) == []
    install(stored, hours=1)
    assert waiting(stored) == ["soon"]
