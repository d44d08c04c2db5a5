"""What the pages and forms of findings show, and what is picked from in them. No I/O."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.incidents.rules import Incident
from app.reviews.rules_findings import Finding
from app.reviews.rules_stops import can_be_stop
from app.slack.ids import ViewId
from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules import Entry
from app.vocabulary import Category, FactorGroup, FindingKind

OFFERED_AT_MOST = 100
"""Options of one menu."""

PER_PAGE = 10
"""Findings of the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What somebody wants a finding to say."""

    kind: FindingKind
    text: Mrkdwn
    category: Category | None = None
    reasonable: Mrkdwn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPage:
    """A page of what a review found; `entries` are those that its findings rest on, by id."""

    incident: Incident
    review_id: int
    findings: Sequence[Finding]
    page: int
    pages: int
    entries: Mapping[int, Entry]
    workspace_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPage:
    """One finding, and what its viewer may do with it."""

    finding: Finding
    into: Finding | None
    """What tells it now, if it is merged."""
    entries: Mapping[int, Entry]
    workspace_url: str
    may_reword: bool
    may_merge: bool
    is_new_to_viewer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What the page of a finding, and a form opened from it, carry along as `private_metadata`."""

    finding: int
    page: int = 1
    """Of the list."""
    list_view: ViewId | None = None
    seen: str = ""
    """The fingerprint of what the form was filled in with."""
    evidence: tuple[int, ...] = ()
    """What the form was filled in with."""

    def dump(self) -> str:
        return json.dumps([self.finding, self.page, self.list_view, self.seen, self.evidence])

    @classmethod
    def load(cls, stored: str) -> "Opened":
        finding, page, list_view, seen, evidence = json.loads(stored)
        return cls(
            finding=finding,
            page=page,
            list_view=ViewId(list_view) if list_view else None,
            seen=seen,
            evidence=tuple(evidence),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Adding:
    """Where the form for a new finding was opened from, as its `private_metadata`."""

    review: int
    stop: int | None = None
    page: int | None = None
    """Of the list beneath, where that is where it was."""

    def dump(self) -> str:
        return json.dumps([self.review, self.stop, self.page])

    @classmethod
    def load(cls, stored: str) -> "Adding":
        review, stop, page = json.loads(stored)
        return cls(review=review, stop=stop, page=page)


def in_order(findings: Sequence[Finding]) -> Sequence[Finding]:
    """As the list shows them: by kind, factors by group, last what was taken off."""
    kinds, groups = list(FindingKind), list(FactorGroup)

    def rank(finding: Finding) -> tuple[bool, int, int, int]:
        group = groups.index(finding.group) if finding.group else 0
        return finding.is_removed, kinds.index(finding.kind), group, finding.id

    return sorted(findings, key=rank)


def offered_entries(
    entries: Sequence[Entry], chosen: Collection[int] = (), *, near: int | None = None
) -> Sequence[Entry]:
    """What evidence is picked from, in the order of the timeline: as many entries as a menu takes.

    Those that are chosen already come along; of the others those closest to the entry `near`, else
    those that most people kept.
    """
    place = next((n for n, entry in enumerate(entries) if entry.id == near), None)

    def rank(numbered: tuple[int, Entry]) -> tuple[bool, int, int]:
        n, entry = numbered
        weight = abs(n - place) if place is not None else -sum(entry.marks.values())
        return entry.id not in chosen, weight, n

    able = [each for each in enumerate(entries) if can_be_stop(each[1])]
    best = sorted(n for n, _ in sorted(able, key=rank)[:OFFERED_AT_MOST])
    return [entries[n] for n in best]


def left_out(entries: Sequence[Entry], offered: Sequence[Entry]) -> int:
    """How many entries there is no room for."""
    return len(entries) - len(offered) if len(offered) == OFFERED_AT_MOST else 0


def fingerprint(finding: Finding) -> str:
    """Of what a finding says: two that are equal say the same."""
    said = [finding.kind, finding.category, finding.text, finding.reasonable]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
