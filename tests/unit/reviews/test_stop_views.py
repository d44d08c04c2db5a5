from dataclasses import replace

from app.reviews.views_stops import stop_message
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import Role
from tests.factories import ALICE
from tests.samples import a_handoff, a_rewind, a_walk, an_entry


def test_a_handoff_of_the_lead_goes_to_the_new_lead() -> None:
    walk = a_walk(a_rewind())
    given = an_entry(
        text=Mrkdwn(f"Handed the lead to <@{ALICE}>."),
        handoff=a_handoff(role=Role.LEAD, receiver=ALICE),
    )
    shown = str(stop_message(walk, replace(walk.sights[0], entry=given)).blocks[1].to_dict())
    assert "Handed the lead to the new lead." in shown
