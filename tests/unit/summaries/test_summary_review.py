"""What the review adds to a summary: second accounts and parked ideas, by role, without
judgement.
"""

import pytest

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_document import SectionKey, Statement
from app.summaries.rules_story import Told
from app.summaries.telling import generate
from tests.unit.summaries.stories import LEAD, OUTSIDER, RESPONDER, entry, story


def told(
    key: SectionKey, *, accounts: tuple[Told, ...] = (), parked: tuple[Told, ...] = ()
) -> tuple[Statement, ...]:
    middle = entry(2, "No alert.", accounts=accounts)
    entries = [entry(1, "Queue grows."), middle, entry(3, "Back.")]
    return generate(story(entries, parked=parked)).section(key).statements


@pytest.mark.parametrize(
    ("by", "lead_in"),
    [
        (LEAD, "Seen differently (lead)"),
        (RESPONDER, "Seen differently (responder)"),
        (OUTSIDER, "Seen differently (colleague)"),
    ],
)
def test_a_second_account_follows_the_first_by_role(by: UserId, lead_in: str) -> None:
    account = Told(text=Mrkdwn("Mira Halvorsen saw an alert."), by=by)
    first, second = told(SectionKey.WHAT_HAPPENED, accounts=(account,))[1:3]
    assert first.text == "No alert."
    assert (second.lead_in(), second.evidence, second.at) == (lead_in, (2,), first.at)
    assert "saw an alert" in second.text
    assert "Mira" not in second.text


def test_a_parked_idea_is_told_with_its_entry_and_without_a_name() -> None:
    idea = Told(text=Mrkdwn("Teo Marchetti wants an alert on age."), by=LEAD, evidence=(2,))
    (parked,) = told(SectionKey.FORWARD, parked=(idea,))
    assert (parked.lead_in(), parked.evidence) == ("Parked", (2,))
    assert parked.text == "A responder wants an alert on age."


def test_what_judges_people_is_not_quoted() -> None:
    judging = Told(text=Mrkdwn("Teo should have checked the alert."), by=LEAD, evidence=(2,))
    (parked,) = told(SectionKey.FORWARD, parked=(judging,))
    account = told(SectionKey.WHAT_HAPPENED, accounts=(judging,))[2]
    for statement in (parked, account):
        assert "checked" not in statement.text
        assert "still being found" in statement.text
