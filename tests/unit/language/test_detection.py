import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.language.detection import findings, judges, reworded
from app.language.features import features, pieces, spelled
from app.language.languages import ENGLISH, language_of
from app.language.lexicon import lexicon
from app.language.report import Labelled, figures, judged
from app.language.tokens import tokens_of
from app.language.units import units_of
from tests.unit.language.sentences import DOMAIN, HELD_OUT, JUDGING, UNSEEN, UNSEEN_2

CATEGORIES = {
    "individual_blame",
    "counterfactual",
    "human_error",
    "negligence_judgement",
    "root_cause_singular",
    "hindsight",
    "sarcasm_contempt",
}


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Kenji broke the build again, it's always him.", "individual_blame"),
        ("They should have checked the logs before the restart.", "counterfactual"),
        ("The outage was due to human error by the operator.", "human_error"),
        ("That was careless and unprofessional.", "negligence_judgement"),
        ("The root cause is the expired certificate, nothing else.", "root_cause_singular"),
        ("It was obvious that the disk would run full.", "hindsight"),
    ],
)
def test_wording_that_judges_people_is_found_and_named(text: str, category: str) -> None:
    assert [each.category for each in findings(text)] == [category]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Kenji deployed build 812 at 14:02.",
        "The replica should have caught up by now.",
        "We should add a guard that refuses an empty plan.",
        "Who owns the queue, and who should I page?",
        "thanks a lot <@U03KX1> for the quick restore!",
        "Handing over to Marek: replica rebuilt, next check 22:15.",
        "We contributed by doubling the batch size in the week of the sale.",
        "`they should have known better, idiots`",
        "> whose fault is this, you idiots",
        "node 7 failed to rejoin after the reboot",
        "It isn't anyone's fault, please keep sharing what you saw.",
    ],
)
def test_facts_proposals_and_thanks_are_left_alone(text: str) -> None:
    assert findings(text) == ()


@pytest.mark.parametrize("text", DOMAIN)
def test_the_words_of_the_domain_judge_nobody(text: str) -> None:
    assert findings(text) == ()


def test_sentences_kept_out_of_training_are_told_apart() -> None:
    reached = figures(judged(HELD_OUT))
    assert reached.precision >= 0.92
    assert reached.recall >= 0.80
    assert reached.wrong_notes <= 0.05
    assert reached.overlap >= 0.75


@pytest.mark.parametrize("sentences", [UNSEEN, UNSEEN_2], ids=["one", "another"])
def test_sentences_of_unknown_authors_are_told_apart_well_enough_to_be_trusted(
    sentences: list[Labelled],
) -> None:
    reached = figures(judged(sentences))
    assert reached.precision >= 0.90
    assert reached.recall >= 0.75
    assert reached.wrong_notes <= 0.06
    assert reached.overlap >= 0.72


@given(st.text())
def test_any_text_can_be_checked(text: str) -> None:
    for each in findings(text):
        assert 0 <= each.passage[0] <= each.start < each.end <= each.passage[1] <= len(text)
        assert each.category in CATEGORIES
        assert each.suggestion


@settings(max_examples=50)
@given(st.lists(st.sampled_from([each.text for each in JUDGING]), min_size=1, max_size=4))
def test_texts_of_several_lines_have_findings_line_by_line(lines: list[str]) -> None:
    found = findings("\n".join(lines))
    assert len(found) == sum(len(findings(line)) for line in lines)


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        '"',
        "“",
        "```",
        "`",
        ":",
        "<@",
        "a'",
        "a-",
        "should have ",
        "\n>",
        "the team ",
        "😀",
        ". ",
    ],
)
def test_the_work_grows_with_the_text_and_not_faster(piece: str) -> None:
    """Counted in tokens and features: the time of one is bounded."""
    short, long = work(piece * 200), work(piece * 2_000)
    assert long <= 12 * max(short, 50)


def work(text: str) -> int:
    tokens = tokens_of(text)
    units = units_of(tokens, lexicon("english"))
    parts = [piece for word in spelled(tokens) for piece in pieces(word)]
    return len(tokens) + len(features(tokens, units)) + len(parts)


def test_a_word_without_end_is_weighed_by_its_beginning() -> None:
    assert len(pieces(tokens_of("a" * 50_000)[0].text)) < 200


def test_a_text_beyond_what_slack_sends_is_answered_from_its_beginning() -> None:
    assert not judges("a " * 500_000)


def test_nothing_is_read_from_disk_before_a_text_is_checked() -> None:
    code = (
        "import sys; from app.language import detection, lexicon, weights;"
        "sys.exit(lexicon.lexicon.cache_info().misses + weights.weights.cache_info().misses)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_same_is_found_in_a_mention_as_in_a_name() -> None:
    assert judges("<@U77AB> forgot to renew the certificate, typical.")


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Fue culpa de Marta, como siempre.", "individual_blame"),
        ("Deberían haber probado el despliegue antes.", "counterfactual"),
        ("Ha sido un error humano y nada más.", "human_error"),
        ("La causa raíz es el certificado.", "root_cause_singular"),
        ("Era obvio que el disco se iba a llenar.", "hindsight"),
    ],
)
def test_spanish_is_told_by_its_own_words(text: str, category: str) -> None:
    (found,) = findings(text)
    assert found.category == category
    assert found.suggestion.startswith("¿")
    assert findings(reworded(text, found)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "No fue culpa de nadie, el panel estaba en verde.",
        "El certificado caducó a las 09:00 y la cola creció.",
        "Gracias por la ayuda con la restauración de la base.",
    ],
)
def test_spanish_facts_are_left_alone(text: str) -> None:
    assert findings(text) == ()


@pytest.mark.parametrize(
    "text", ["Simple user mistake, no action needed.", "No system changes planned.", "he paged me"]
)
def test_small_words_that_two_languages_share_tell_neither(text: str) -> None:
    assert language_of(tokens_of(text)) == ENGLISH
