from app.incidents.views import announcement
from app.vocabulary import State
from tests.samples import an_incident


def test_an_announcement_asks_for_help_only_while_its_incident_is_open() -> None:
    assert "Come in to help." in str(announcement(an_incident()).blocks[-1].to_dict())
    ended = announcement(an_incident(state=State.RESOLVED)).blocks[-1].to_dict()
    assert "Worked on in" in str(ended)
    assert "Come in" not in str(ended)
