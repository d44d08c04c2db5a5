"""The forms of findings: what is offered in them, and what they say when they come back."""

from dataclasses import replace
from typing import Any

import pytest

from app.reviews.rules_finding_forms import (
    OFFERED_AT_MOST,
    Adding,
    Opened,
    Wording,
    fingerprint,
    in_order,
    left_out,
    offered_entries,
)
from app.reviews.views_findings import (
    evidence_form,
    finding_form,
    merge_form,
    parse_evidence,
    parse_merge,
    parse_wording,
    reword_form,
)
from app.reviews.views_findings_page import finding_page, findings_page
from app.slack.ids import ViewId
from app.slack.mrkdwn import NOTHING, Mrkdwn
from app.vocabulary import Category, FactorGroup, FindingKind, Meaning
from tests.samples import Json, a_finding, a_finding_page, a_findings_page, an_entry, sent

FACTOR = a_finding()
MANY = [an_entry(id=n, number=n) for n in range(1, 501)]


def picked(value: str) -> dict[str, Any]:
    return {"selected_option": {"value": value}}


def test_a_factor_is_asked_for_its_kind_and_anything_else_is_not() -> None:
    said = {"text": {"value": "Nobody owned the importer."}}
    problems = parse_wording({**said, "kind": picked("factor")})
    assert isinstance(problems, dict)
    assert list(problems) == ["category"]

    assert parse_wording({**said, "kind": picked("learning")}) == Wording(
        kind=FindingKind.LEARNING, text=Mrkdwn("Nobody owned the importer.")
    )


def test_without_words_there_is_nothing_to_keep() -> None:
    assert parse_wording({"text": {"value": "  "}}) == {
        "text": "Please say in a line what was found.",
        "category": "Please choose what kind of factor this is; the closest will do.",
    }


def test_what_is_typed_is_escaped() -> None:
    parsed = parse_wording({"text": {"value": "<!channel> & co"}, "kind": picked("luck")})
    assert isinstance(parsed, Wording)
    assert parsed.text == "&lt;!channel&gt; &amp; co"


def test_the_asked_group_is_offered_first() -> None:
    form = sent(finding_form(Adding(review=3), [], group=FactorGroup.SIGHT))
    (category,) = [each for each in form["blocks"] if each["block_id"] == "category"]
    groups = category["element"]["option_groups"]
    assert groups[0]["label"]["text"] == "What we could not see"
    assert len(groups) == 5


def test_of_many_entries_those_near_the_stop_are_offered() -> None:
    offered = offered_entries(MANY, near=300)

    assert [entry.id for entry in offered] == list(range(250, 350))
    assert left_out(MANY, offered) == 400
    assert left_out(MANY[:7], offered_entries(MANY[:7])) == 0


def test_elsewhere_those_that_most_people_kept_are_offered() -> None:
    liked = [replace(each, marks={Meaning.KEEP: 3 if each.id > 480 else 1}) for each in MANY]

    offered = [entry.id for entry in offered_entries(liked)]

    assert set(range(481, 501)) <= set(offered)
    assert offered == sorted(offered)
    assert len(offered) == OFFERED_AT_MOST


def test_what_is_chosen_already_is_always_offered() -> None:
    assert 499 in [entry.id for entry in offered_entries(MANY, {499}, near=2)]


def test_an_entry_without_words_or_files_shows_nothing() -> None:
    assert offered_entries([an_entry(text=NOTHING), an_entry(is_filled=False)]) == []


def test_the_ids_that_were_picked_come_back() -> None:
    chosen = {"evidence": {"selected_options": [{"value": "4"}, {"value": "7"}]}}
    assert parse_evidence(chosen) == {4, 7}
    assert parse_evidence({}) == frozenset()
    assert parse_merge({"into": picked("12")}) == 12
    assert parse_merge({"into": {"selected_option": None}}) is None


def test_merging_offers_the_same_kind_first() -> None:
    luck, other = a_finding(id=7, kind=FindingKind.LUCK), a_finding(id=8)
    form = sent(merge_form(Opened(finding=5), FACTOR, [luck, other]))
    (into,) = [each for each in form["blocks"] if each.get("block_id") == "into"]
    assert [each["value"] for each in into["element"]["options"]] == ["8", "7"]


@pytest.mark.parametrize(
    "opened",
    [
        Opened(finding=5),
        Opened(finding=5, page=3, list_view=ViewId("V1"), seen="ab", evidence=(1, 2)),
    ],
)
def test_a_page_carries_where_it_was_opened_from(opened: Opened) -> None:
    assert Opened.load(opened.dump()) == opened


@pytest.mark.parametrize("adding", [Adding(review=3), Adding(review=3, stop=4, page=2)])
def test_a_form_carries_what_it_adds_to(adding: Adding) -> None:
    assert Adding.load(adding.dump()) == adding


def test_rewording_remembers_what_it_was_filled_in_with() -> None:
    form = reword_form(Opened(finding=5), FACTOR)
    assert Opened.load(form.private_metadata or "").seen == fingerprint(FACTOR)
    assert fingerprint(FACTOR) != fingerprint(replace(FACTOR, category=Category.DESIGN))


def test_the_list_goes_by_kind_and_group_and_ends_with_what_was_taken_off() -> None:
    luck = a_finding(id=1, kind=FindingKind.LUCK)
    process = a_finding(id=2, category=Category.PROCESS_SCALE)
    stretch = a_finding(id=3)
    gone = a_finding(id=4, is_removed=True)

    assert in_order([gone, luck, process, stretch]) == [stretch, process, luck, gone]


def test_a_line_says_what_it_rests_on_and_what_is_missing() -> None:
    shown = str(sent(findings_page(a_findings_page(FACTOR, a_finding(evidence=(), new_to=2)))))

    assert "[1]>" in shown
    assert shown.count("_no entry shows it yet_") == 1
    assert "_new to 2_" in shown


def labels(shown: Json) -> list[str]:
    (pressable,) = [b for b in shown["blocks"] if b["type"] == "actions"]
    return [element["text"]["text"] for element in pressable["elements"]]


def test_everybody_may_count_and_show_and_only_some_reword() -> None:
    everybody = a_finding_page(FACTOR, may_reword=False, may_merge=False)
    author = a_finding_page(FACTOR, may_merge=False, is_new_to_viewer=True)

    assert labels(sent(finding_page(everybody, Opened(finding=5)))) == [
        "New to me",
        "Entries that show it",
    ]
    assert labels(sent(finding_page(author, Opened(finding=5)))) == [
        "Not new to me",
        "Entries that show it",
        "Reword",
        "Take off",
    ]


def test_nobody_is_named_on_the_page_of_a_finding() -> None:
    shown = str(sent(finding_page(a_finding_page(a_finding(new_to=3)), Opened(finding=5))))
    assert FACTOR.found_by not in shown


def test_evidence_that_is_not_offered_is_not_taken_away_by_saving() -> None:
    entry, hidden = an_entry(id=1), 999
    finding = replace(FACTOR, evidence=(entry.id, hidden))

    form = evidence_form(Opened(finding=5), finding, [entry])

    assert Opened.load(form.private_metadata or "").evidence == (entry.id,)
