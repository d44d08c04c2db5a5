"""Findings as they are stored: added once, reworded, merged and split, counted without names."""

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from app.errors import UserError
from app.incidents.rules import Incident
from app.reviews import queries_findings, service_findings
from app.reviews import service_contributions as contributions
from app.reviews.rules import Review
from app.reviews.rules_finding_forms import Wording, fingerprint
from app.reviews.rules_findings import Finding
from app.reviews.service import WRITE_SUMMARY
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import Category, FindingKind
from tests.db.reviews.test_meeting import close
from tests.db.reviews.test_rewind import MINUTE, begun, reviewed, stands
from tests.factories import ALICE, BOB, CAROL, NOW, TEAM, Stored, found, gesture, ts


def factor(text: str = "The limit contributed.", category: Category = Category.STRETCH) -> Wording:
    return Wording(kind=FindingKind.FACTOR, text=Mrkdwn(text), category=category)


def add(
    stored: Stored,
    review: Review,
    key: str = "first",
    wording: Wording | None = None,
    evidence: Sequence[int] = (),
) -> None:
    stored.do(
        service_findings.add_finding,
        TEAM,
        review.id,
        wording or factor(key),
        evidence,
        gesture(key, by=BOB),
    )


def all_of(stored: Stored, review: Review) -> Sequence[Finding]:
    return stored.do(queries_findings.findings, review.id)


def now_of(stored: Stored, finding: Finding) -> Finding:
    found_again = stored.do(queries_findings.finding, finding.id)
    assert found_again is not None
    return found_again


def ids(stored: Stored, incident: Incident) -> list[int]:
    return [entry.id for entry in stored.timeline(incident) if entry.ts is not None]


def three(stored: Stored, review: Review) -> Sequence[Finding]:
    for key in ("first", "second", "third"):
        add(stored, review, key)
    return all_of(stored, review)


def merge(stored: Stored, one: Finding, into: Finding) -> None:
    stored.do(service_findings.merge, TEAM, one.id, into.id, now=NOW)


def test_a_finding_is_told_with_its_evidence_in_the_order_of_time(stored: Stored) -> None:
    incident, review = reviewed(stored)
    first, second, *_ = ids(stored, incident)

    add(stored, review, evidence=[second, first])

    (told,) = all_of(stored, review)
    assert (told.kind, told.category) == (FindingKind.FACTOR, Category.STRETCH)
    assert told.evidence == (first, second)
    assert told.is_supported


def test_sent_twice_it_is_one_finding(stored: Stored) -> None:
    _, review = reviewed(stored)
    add(stored, review)
    add(stored, review)
    assert len(all_of(stored, review)) == 1


def test_only_entries_of_its_own_incident_can_show_anything(stored: Stored) -> None:
    _, review = reviewed(stored)
    add(stored, review, evidence=[10**6])
    (told,) = all_of(stored, review)
    assert not told.is_supported


def test_an_entry_that_is_no_longer_kept_shows_nothing(stored: Stored) -> None:
    incident, review = reviewed(stored)
    first, *_ = ids(stored, incident)
    add(stored, review, evidence=[first])

    stored.fill(missing=[ts(NOW)])

    (told,) = all_of(stored, review)
    assert told.evidence == ()


def test_parked_ideas_are_no_findings_yet(stored: Stored) -> None:
    _, review = begun(stored)
    stop = stands(stored, review)
    stored.do(contributions.park_idea, TEAM, stop, Mrkdwn("Alert on age."), gesture("park"))

    assert all_of(stored, review) == []
    (idea,) = stored.do(queries_findings.ideas, review.id)
    assert (idea.text, idea.evidence) == ("Alert on age.", (stop.entry_id,))


def test_reworded_it_keeps_what_it_said_first(stored: Stored) -> None:
    _, review = reviewed(stored)
    add(stored, review)
    for n in (1, 2):
        (before,) = all_of(stored, review)
        key = gesture(f"reword {n}", by=CAROL)
        wording = factor(f"Version {n}.")
        for _ in range(2):  # sent twice
            stored.do(service_findings.reword, TEAM, before.id, wording, fingerprint(before), key)
    (told,) = all_of(stored, review)
    assert (told.text, told.first_wording) == ("Version 2.", "first")


def test_of_two_who_reword_at_once_one_is_told(stored: Stored) -> None:
    _, review = reviewed(stored)
    add(stored, review)
    (before,) = all_of(stored, review)
    seen = fingerprint(before)

    def reword(key: str) -> None:
        stored.do(service_findings.reword, TEAM, before.id, factor(key), seen, gesture(key))

    reword("mine")
    with pytest.raises(UserError, match="while you had it open"):
        reword("theirs")
    assert now_of(stored, before).text == "mine"


def test_evidence_changes_only_by_what_differs(stored: Stored) -> None:
    incident, review = reviewed(stored)
    first, second, third = ids(stored, incident)[:3]
    add(stored, review, evidence=[first])
    (told,) = all_of(stored, review)
    change = service_findings.change_evidence

    stored.do(change, TEAM, told.id, {first, third}, {first}, now=NOW)
    stored.do(change, TEAM, told.id, {second}, {first}, now=NOW)

    assert now_of(stored, told).evidence == (second, third)


def test_merged_findings_are_one_with_all_evidence_and_every_head_once(stored: Stored) -> None:
    incident, review = reviewed(stored)
    first, second, *_ = ids(stored, incident)
    add(stored, review, "one", evidence=[second])
    add(stored, review, "two", evidence=[first, second])
    one, two = all_of(stored, review)
    for finding, user in ((one, ALICE), (two, ALICE), (two, BOB)):
        stored.do(service_findings.mark_new, TEAM, finding.id, user, is_new=True, now=NOW)

    merge(stored, one, two)
    merge(stored, one, two)

    (told,) = all_of(stored, review)
    assert (told.id, [part.text for part in told.merged]) == (two.id, ["one"])
    assert told.evidence == (first, second)
    assert told.new_to == 2


def test_merging_what_was_merged_into_leaves_no_chain(stored: Stored) -> None:
    _, review = reviewed(stored)
    first, second, third = three(stored, review)

    merge(stored, first, second)
    merge(stored, second, third)

    (told,) = all_of(stored, review)
    assert [part.id for part in told.merged] == [first.id, second.id]


def test_split_off_it_stands_by_itself_again(stored: Stored) -> None:
    incident, review = reviewed(stored)
    entry, *_ = ids(stored, incident)
    add(stored, review, "one", evidence=[entry])
    add(stored, review, "two")
    one, two = all_of(stored, review)
    merge(stored, one, two)

    for _ in range(2):
        stored.do(service_findings.split_off, TEAM, one.id, now=NOW)

    assert [(each.text, each.evidence) for each in all_of(stored, review)] == [
        ("one", (entry,)),
        ("two", ()),
    ]


def test_two_that_are_merged_into_each_other_at_once_are_still_told(stored: Stored) -> None:
    _, review = reviewed(stored)
    first, second, _ = three(stored, review)

    def one(session: Session) -> None:
        service_findings.merge(session, TEAM, first.id, second.id, now=NOW)

    def other(session: Session) -> None:
        service_findings.merge(session, TEAM, second.id, first.id, now=NOW)

    outcomes = [each.exception() for each in stored.at_once([one, other])]

    assert [type(each) for each in outcomes if each] == [UserError]
    assert len(all_of(stored, review)) == 2


def test_nothing_is_merged_into_itself_or_what_is_gone(stored: Stored) -> None:
    _, review = reviewed(stored)
    first, second, _ = three(stored, review)
    stored.do(service_findings.remove, TEAM, second.id, now=NOW)

    for into in (first, second):
        with pytest.raises(UserError, match="meanwhile"):
            merge(stored, first, into)


def test_taken_off_it_can_be_brought_back(stored: Stored) -> None:
    _, review = reviewed(stored)
    first, *_ = three(stored, review)

    stored.do(service_findings.remove, TEAM, first.id, now=NOW)
    assert len(all_of(stored, review)) == 2
    (gone,) = stored.do(queries_findings.removed_findings, review.id)
    assert gone.id == first.id

    stored.do(service_findings.restore, TEAM, first.id, now=NOW)
    assert len(all_of(stored, review)) == 3


def test_new_to_me_counts_a_head_once_and_can_be_taken_back(stored: Stored) -> None:
    _, review = reviewed(stored)
    add(stored, review)
    (told,) = all_of(stored, review)
    count = service_findings.mark_new

    for _ in range(2):
        stored.do(count, TEAM, told.id, ALICE, is_new=True, now=NOW)
    assert now_of(stored, told).new_to == 1
    page = stored.do(queries_findings.finding_page, told.id, ALICE)
    other = stored.do(queries_findings.finding_page, told.id, CAROL)
    assert page is not None
    assert other is not None
    assert (page.is_new_to_viewer, other.is_new_to_viewer) == (True, False)

    stored.do(count, TEAM, told.id, ALICE, is_new=False, now=NOW)
    assert now_of(stored, told).new_to == 0


def test_what_is_found_after_the_end_is_written_into_the_summary(stored: Stored) -> None:
    _, review = reviewed(stored)
    add(stored, review, "before")
    assert stored.waiting(WRITE_SUMMARY) == []

    close(stored, review)
    before = stored.waiting(WRITE_SUMMARY)[0].version
    add(stored, review, "after")
    (armed,) = stored.waiting(WRITE_SUMMARY)
    assert armed.version > before


def test_who_steers_may_merge_and_the_author_may_reword(stored: Stored) -> None:
    _, review = reviewed(stored)
    add(stored, review)
    (told,) = all_of(stored, review)
    guide = review.facilitator or ALICE

    seen = {user: stored.do(queries_findings.finding_page, told.id, user) for user in (guide, BOB)}

    rights = [(page.may_reword, page.may_merge) for page in seen.values() if page]
    assert rights == [(True, True), (True, False)]


def test_reading_costs_the_same_number_of_statements_at_any_length(stored: Stored) -> None:
    incident, review = reviewed(stored)
    entry, *_ = ids(stored, incident)
    add(stored, review, evidence=[entry])
    few = stored.count_statements(queries_findings.findings_page, review.id, 1)
    for n in range(25):
        add(stored, review, f"finding {n}", evidence=[entry])
        stored.keep(found(ts(NOW + (n + 30) * MINUTE), f"Fact {n}."))

    assert stored.count_statements(queries_findings.findings_page, review.id, 1) == few
    page = stored.do(queries_findings.findings_page, review.id, 99)
    assert (page.page, page.pages, len(page.findings)) == (3, 3, 6)


def test_a_finding_that_never_was_has_no_page(stored: Stored) -> None:
    assert stored.do(queries_findings.finding_page, 10**6, ALICE) is None
    with pytest.raises(UserError, match="gone"):
        stored.do(service_findings.remove, TEAM, 10**6, now=NOW)
