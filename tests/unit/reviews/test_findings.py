"""What a finding is, and which groups of factors are empty."""

from dataclasses import replace

import pytest

from app.reviews.rules_findings import (
    CATEGORY_LABELS,
    GROUP_LABELS,
    GROUP_OF,
    KIND_LABELS,
    Finding,
    empty_groups,
    open_groups,
)
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import Category, FactorGroup, FindingKind
from tests.factories import ALICE, NOW

FACTOR = Finding(
    id=1,
    review_id=3,
    kind=FindingKind.FACTOR,
    category=Category.STRETCH,
    text=Mrkdwn("The write limit had never been reached; relying on it contributed."),
    found_by=ALICE,
    found_at=NOW,
    evidence=(4,),
)


def test_everything_has_words() -> None:
    assert set(KIND_LABELS) == set(FindingKind)
    assert set(CATEGORY_LABELS) == set(Category) == set(GROUP_OF)
    assert set(GROUP_LABELS) == set(FactorGroup) == set(GROUP_OF.values())


@pytest.mark.parametrize("label", [*KIND_LABELS.values(), *CATEGORY_LABELS.values()])
def test_a_label_fits_into_a_select(label: str) -> None:
    assert len(label) <= 75


def test_a_factor_without_evidence_is_unsupported_and_luck_is_not() -> None:
    assert FACTOR.is_supported
    assert not replace(FACTOR, evidence=()).is_supported
    assert replace(FACTOR, kind=FindingKind.LUCK, evidence=()).is_supported


def test_only_factors_fill_a_group() -> None:
    luck = replace(FACTOR, kind=FindingKind.LUCK, category=Category.EXPERTISE)

    assert FactorGroup.STRETCH not in empty_groups([FACTOR, luck])
    assert FactorGroup.PEOPLE in empty_groups([FACTOR, luck])
    assert empty_groups([]) == tuple(FactorGroup)


def test_a_group_is_open_until_it_is_filled_or_answered() -> None:
    answered = {FactorGroup.PROCESS, FactorGroup.SIGHT}

    assert open_groups([FACTOR], answered) == (FactorGroup.PEOPLE, FactorGroup.DESIGN)
