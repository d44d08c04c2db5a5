"""The questions before a review: who is asked which, what is said in the form, what is kept. No
I/O; docs/adr/0005-anonymous-answers.md.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from app.reviews.rules import Review
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules import Entry
from app.vocabulary import Audience, Question, ReviewState
from app.workspace.rules_quoting import reads_as_judgement

QUESTIONS: Mapping[Question, str] = {
    Question.SAW: "What did you see first, and what did you take it to mean?",
    Question.DECIDED: (
        "Pick one moment where you chose something. What did you know, what were you assuming, "
        "what else seemed possible?"
    ),
    Question.PRESSURE: (
        "What was pressing on you or on the system then: load, time, other work, people waiting?"
    ),
    Question.PROCESS: (
        "Where did you look for a process and find none, or where did stepping around one make "
        "sense? How?"
    ),
    Question.SURPRISED: "What surprised you? What can you see now that was out of sight then?",
    Question.HELPED: "Who or what helped: people, tools, luck? Whose knowledge reached us late?",
    Question.CONTRIBUTED: "How did we, with the way we work, add to the pressure?",
    Question.QUESTION: "One question you would like the review to answer.",
}
"""domain.md §3, in its order."""

FEW = 3
"""Where fewer are asked, an answer without a name is easy to guess."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Who led at some time, who gave or took over a thing, who responded."""

    leads: frozenset[UserId] = frozenset()
    owners: frozenset[UserId] = frozenset()
    responders: frozenset[UserId] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody wrote under a question, and who may see it. Without `author` it is nobody's."""

    id: int
    question: Question
    text: Mrkdwn
    audience: Audience
    author: UserId | None


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was entered; None to take back what stood there under one's name."""

    text: Mrkdwn | None
    audience: Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The form of somebody who is asked: the questions, what they gave under their name, what they
    said themselves, and of each question how many are asked it.
    """

    review: Review
    title: Mrkdwn
    questions: Sequence[Question]
    given: Mapping[Question, Answer] = field(default_factory=dict)
    said: Sequence[Entry] = ()
    asked: Mapping[Question, int] = field(default_factory=dict)

    @property
    def fewest(self) -> int:
        """How many are asked the question that the fewest are asked."""
        return min((self.asked.get(each, 1) for each in self.questions), default=1)


def questions_for(user: UserId, parts: Parts) -> tuple[Question, ...]:
    """Two to four: domain.md §3. Who led is asked as the lead, whatever else they did; who gave or
    took over a thing, not a role, is asked as the owner of that part.
    """
    if user in parts.leads:
        return (Question.DECIDED, Question.PRESSURE, Question.PROCESS, Question.HELPED)
    if user in parts.owners:
        return (Question.PROCESS, Question.CONTRIBUTED, Question.SURPRISED)
    if user in parts.responders:
        return (Question.SAW, Question.DECIDED, Question.SURPRISED, Question.HELPED)
    return (Question.SAW, Question.QUESTION)


def how_many_are_asked(users: Collection[UserId], parts: Parts) -> Mapping[Question, int]:
    """Of each question, how many of these people are asked it."""
    asked = [questions_for(user, parts) for user in users]
    return {each: sum(each in some for some in asked) for each in Question}


def takes_answers(review: Review) -> bool:
    """Until the review is closed, a called-off one as well: it waits for another date."""
    return review.closed_at is None and review.state is not ReviewState.SKIPPED


def receipt_for(token: str) -> str:
    """What remembers a form without leading back to it."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_quotable(answer: Answer) -> bool:
    """Whether its author agreed that others see it, and it judges nobody (domain.md §4)."""
    return answer.audience is not Audience.FACILITATOR and not reads_as_judgement(answer.text)


def rewritten(
    stored: Sequence[Answer],
    given: Mapping[Question, Given],
    author: UserId,
    new_ids: Sequence[int],
) -> list[Answer]:
    """All answers of a review after somebody's form. A named one replaces the author's own under
    the same question and keeps its id, by which it is quoted; one without a name is new, and what
    the author had said there with their name goes. Each question takes one of `new_ids`.
    """
    own = {one.question: one for one in stored if one.author == author}
    stay = [one for one in stored if one.author != author or one.question not in given]
    for new_id, (question, one) in zip(new_ids, given.items(), strict=True):
        if one.text is None:
            continue
        is_named = one.audience is not Audience.UNNAMED
        known = own.get(question)
        stay.append(
            Answer(
                known.id if known and is_named else new_id,
                question,
                one.text,
                one.audience,
                author if is_named else None,
            )
        )
    return stay
