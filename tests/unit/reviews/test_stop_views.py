from dataclasses import replace

from app.reviews.rules_reflections import Answer
from app.reviews.rules_rewind import Account
from app.reviews.views_stops import stop_message
from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules import Decision
from app.vocabulary import Audience, Question, Role
from app.workspace.rules_names import Names
from app.workspace.rules_people import Cast
from tests.factories import ALICE, BOB
from tests.samples import a_handoff, a_rewind, a_walk, an_entry


def test_a_handoff_of_the_lead_goes_to_the_new_lead() -> None:
    walk = a_walk(a_rewind())
    given = an_entry(
        text=Mrkdwn(f"Handed the lead to <@{ALICE}>."),
        handoff=a_handoff(role=Role.LEAD, receiver=ALICE),
    )
    shown = str(stop_message(walk, replace(walk.sights[0], entry=given)).blocks[1].to_dict())
    assert "Handed the lead to the new lead." in shown


def test_what_is_quoted_at_a_stop_names_nobody() -> None:
    names = Names({BOB: ("Teo (SRE)", "Teo Marchetti")})
    walk = replace(a_walk(a_rewind()), cast=Cast(roles={BOB: "responder"}, names=names))
    told = Mrkdwn(f"Teo paused it, <@{BOB}> and Marchetti's board agreed.")
    sight = replace(
        walk.sights[0],
        entry=an_entry(text=told, decision=Decision(intent=told)),
        before=[an_entry(text=told)],
        accounts=[Account(told, ALICE)],
        quotes=[Answer(1, Question.SAW, told, Audience.UNNAMED, None)],
    )
    shown = str([block.to_dict() for block in stop_message(walk, sight).blocks])
    assert shown.count("A responder paused it, a responder and a responder's board") == 4
    assert "Teo" not in shown
    assert BOB not in shown
