"""What is sealed can be opened with its key only, and comes under the newest key."""

import pytest

from app.sealing import SEALED, Seal, SealedError, keys_in, new_key

OLD, NEW = new_key(), new_key()


def test_what_was_sealed_reads_as_something_else_and_opens_as_it_was() -> None:
    seal = Seal([NEW])
    kept = seal.seal("xoxb-1-geheimnis-é")
    assert kept.startswith(SEALED)
    assert "geheimnis" not in kept
    assert seal.open(kept) == "xoxb-1-geheimnis-é"
    assert "geheimnis" not in repr(seal) + str(seal)


def test_without_a_key_everything_stays_as_it_is_and_nothing_sealed_opens() -> None:
    seal = Seal()
    assert (seal.seal("a"), seal.open("a"), seal.renewed("a")) == ("a", "a", "a")
    with pytest.raises(SealedError):
        seal.open(Seal([NEW]).seal("a"))


def test_any_of_the_keys_opens_and_the_first_one_seals() -> None:
    both = Seal([NEW, OLD])
    old = Seal([OLD]).seal("a")
    assert both.open(old) == "a"
    assert Seal([NEW]).open(both.renewed(old)) == "a"
    assert Seal([NEW]).open(both.renewed("a")) == "a"  # what stood there as it is
    current = both.seal("a")
    assert both.renewed(current) == current


def test_another_key_opens_nothing() -> None:
    for kept in (Seal([OLD]).seal("a"), f"{SEALED}gAAAAA", SEALED):
        with pytest.raises(SealedError) as refusal:
            Seal([NEW]).open(kept)
        assert kept not in str(refusal.value) + str(refusal.value.__cause__)


def test_keys_are_listed_with_commas() -> None:
    assert keys_in(f" {NEW}, {OLD},") == (NEW, OLD)
    assert keys_in("") == ()


@pytest.mark.parametrize(
    "listed",
    ["secret", f"{NEW},secret", NEW[:-2], f"{NEW}é", "é" * 44],
    ids=["short", "one_of_two", "cut_off", "a_letter_more", "letters_that_are_none"],
)
def test_what_is_no_key_is_refused_without_repeating_it(listed: str) -> None:
    with pytest.raises(ValueError, match="has to be a key") as refusal:
        keys_in(listed)
    assert listed not in str(refusal.value)
