"""Saying kept words anew: the entry's form with a suggestion in it, and the whisper that leads
there.
"""

import json

from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules_wording import OwnWords, Passage, judging_passages
from app.timeline.views_entries import REWORD, reword_form
from app.timeline.views_wording import SHOWN_AT_MOST, passages_to_reword
from app.wording.rules import said_anew
from tests.samples import RESOLVED, an_editable, sent

SAID = Mrkdwn("Bob was careless with the config. The queue grew at 10:40.")


def test_a_text_said_anew_keeps_what_does_not_judge() -> None:
    anew = said_anew("Restarted the indexers.\nBob was careless with the config.")
    assert anew.startswith("Restarted the indexers.\n")
    assert "forgot" not in anew
    assert said_anew("Restarted the indexers.") == "Restarted the indexers."


def test_what_was_said_stands_above_the_suggestion() -> None:
    entry = an_editable(text=SAID)
    form = reword_form(RESOLVED, entry, None, shown=SAID, instead="What was known then?")
    shown = json.dumps(sent(form))
    assert "> Bob was careless with the config." in shown
    assert "it stays as it is" in shown


def test_the_whisper_names_a_few_lines_and_says_how_many_more_there_are() -> None:
    shown = json.dumps(sent(passages_to_reword(RESOLVED, [Passage(3, SAID)] * 5)))
    assert shown.count(f'"action_id": "{REWORD}"') == SHOWN_AT_MOST
    assert "And 2 more" in shown
    assert "more, in" not in json.dumps(sent(passages_to_reword(RESOLVED, [Passage(3, SAID)])))


def test_of_each_entry_the_words_that_judge_are_told() -> None:
    own = [
        OwnWords(1, SAID, is_filled=True),
        OwnWords(2, Mrkdwn("The queue grew."), is_filled=True),
        OwnWords(3, Mrkdwn("<@U0BOB> was careless. <@U0BOB> forgot it."), is_filled=True),
    ]
    first, third = judging_passages(own)
    assert (first.entry_id, first.words) == (1, "Bob was careless with the config")
    assert third.entry_id == 3
