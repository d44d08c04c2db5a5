import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.phrases import judging_phrases, product_words_avoided


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("honestly the network guys should have warned somebody. amateur hour.", "should have"),
        ("You could have asked.", "could have asked"),
        ("we should've caught this in code review", "should've caught"),
        ("They ought to have noticed the depth", "ought to have noticed"),
        ("shoulda used a canary", "shoulda"),
        ("If only someone had looked at the queue", "If only someone"),
        ("They failed to do the most basic check.", "failed to"),
        ("<@U77AB> forgot to renew the certificate", "forgot"),
        ("Root cause: bad config push.", "Root cause:"),
        ("The root cause is the expired certificate", "The root cause"),
        ("Cause: human error.", "human error"),
        ("the postmortem can be one line", "postmortem"),
        ("It was obvious the pool would run out.", "It was obvious"),
        ("He clearly wasn't paying attention", "clearly wasn't"),
        ("he simply forgot. no deeper lesson", "he simply forgot"),
        ("the signs were there, they just had to look", "they just had to"),
        ("it was just a typo by the engineer", "was just a typo"),
        ("That was a careless change.", "careless change"),
        ("gross negligence by the provider", "negligence"),
        ("Sheer incompetence.", "incompetence"),
        ("I was stupid and skipped the check", "I was stupid"),
        ("I'm the idiot who deleted the zone", "idiot"),
        ("a sloppy review, three approvals", "a sloppy review"),
        ("your agent was too lazy to read it", "too lazy to"),
        ("whose fault is it", "whose fault"),
        ("my fault, sorry everyone", "my fault"),
        ("Infra is to blame for the 502s", "is to blame"),
    ],
)
def test_wording_that_judges_people_is_found(text: str, phrase: str) -> None:
    assert any(phrase in found for found in judging_phrases(text)), judging_phrases(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We had not supported the system, with gaps in hand-offs and unclear ownership.",
        "We contributed by pausing the builds that publish our own status posts.",
        "overconfidence in how far our systems could stretch",
        "The change should have arrived by now, checking.",
        "they should have our email, I sent it twice",
        "We should add a jitter to the retry.",
        "We could have a look at 15:00.",
        "node 7 failed to rejoin after the reboot",
        "neither side can simply be thrown away",
        "we just need the old behaviour tonight",
        "I forgot to attach the graph, here it is",
        "git blame says this came in with the 2016 import",
        "it isn't anyone's fault, please keep sharing what you saw",
        "fault tolerance for the queue is N+1 today",
        "lazy loading of the tenants map explains the slow first request",
        "The metric is obviously named `obvious_fraud_total`",
        'Let us avoid "should have known" in the notes.',
        "I don't think there's one root cause here",
        "see `they should have known` in the code",
        "see <https://x.example/|whose fault> and https://x.example/whose fault-tolerance",
        "```\nidiot\n```",
        "thanks, that helped a lot",
    ],
)
def test_neutral_wording_is_left_alone(text: str) -> None:
    assert judging_phrases(text) == ()


def test_phrases_come_in_the_order_of_the_text() -> None:
    found = judging_phrases("Human error? No: operator error. You could have asked, idiot.")
    assert found == ("operator error", "You could have asked", "idiot")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They failed to check. The deploy caused it.", ("failed to", "caused")),
        ("Simply put, clearly the root cause", ("Simply", "clearly", "root cause")),
        ("the post-mortem of a human error", ("post-mortem", "human error")),
        ("It should have been just obvious.", ("should have", "just", "obvious")),
        ("The restart contributed to the queue; we adjusted the limit.", ()),
    ],
)
def test_words_that_our_own_sentences_avoid_are_found(text: str, words: tuple[str, ...]) -> None:
    assert product_words_avoided(text) == words


@given(st.text())
def test_any_text_can_be_checked(text: str) -> None:
    assert all(phrase in text for phrase in judging_phrases(text))
    assert all(word in text for word in product_words_avoided(text))


def test_a_very_long_text_is_checked_at_once() -> None:
    assert judging_phrases('the our your team owners <`"just should ' * 2_000) == ()
