"""The use case of putting a fact in the place of words that are held back."""

from sqlalchemy.orm import Session

from app.errors import UserError
from app.followups import service as followup_service
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.reviews import queries as review_queries
from app.reviews import queries_findings, service_contributions, service_findings
from app.reviews.rules_finding_forms import Wording, fingerprint
from app.reviews.service import write_summary
from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_document import Quote, Subject
from app.timeline import service_decisions, service_entries, service_handoffs


def put_fact(
    session: Session,
    incident: Incident,
    review_id: int,
    quote: Quote,
    text: Mrkdwn,
    gesture: Gesture,
) -> None:
    """Have it say this from now on, and the summary told anew. Raises UserError when it says
    something else than the quote by now.
    """
    team, place, was = incident.team, (quote.id, quote.field), quote.text
    match quote.subject:
        case Subject.ENTRY:
            service_entries.reword_entry(session, team, quote.id, text, gesture, was=was)
        case Subject.DECISION:
            service_decisions.reword(session, team, *place, text, gesture, was=was)
        case Subject.HANDOFF:
            service_handoffs.reword(session, team, *place, text, gesture, was=was)
        case Subject.ACCOUNT:
            service_contributions.reword_account(session, team, quote.id, text, gesture, was=was)
        case Subject.FINDING:
            _reword_finding(session, incident, quote, text, gesture)
        case Subject.CHANGE:
            followup_service.reword(session, team, *place, text, was=was, now=gesture.at)
        case Subject.INCIDENT:
            incident_service.reword(session, incident, quote.field, text, gesture, was=was)
            if review_queries.review(session, review_id).closed_at is not None:
                write_summary(session, team, review_id, now=gesture.at)


def _reword_finding(
    session: Session, incident: Incident, quote: Quote, text: Mrkdwn, gesture: Gesture
) -> None:
    found = queries_findings.finding(session, quote.id)
    if found is None or getattr(found, quote.field) != quote.text:
        raise UserError(service_findings.CHANGED)
    is_text = quote.field == "text"
    wording = Wording(
        kind=found.kind,
        text=text if is_text else found.text,
        category=found.category,
        reasonable=found.reasonable if is_text else text,
    )
    seen = fingerprint(found)
    service_findings.reword(session, incident.team, found.id, wording, seen, gesture)
