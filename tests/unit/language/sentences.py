"""Labelled sentences that the weights have not been learned from, and the domain's own words."""

from pathlib import Path

from app.language.report import Labelled, labelled

HERE = Path(__file__).parent
HELD_OUT: list[Labelled] = list(labelled((HERE / "held_out.jsonl").read_text("utf-8").splitlines()))
UNSEEN: list[Labelled] = list(labelled((HERE / "unseen.jsonl").read_text("utf-8").splitlines()))
UNSEEN_2: list[Labelled] = list(labelled((HERE / "unseen2.jsonl").read_text("utf-8").splitlines()))
"""By two authors of whom nothing was learned and nothing read."""
JUDGING = [each for each in HELD_OUT if each.category]
DOMAIN = (HERE / "domain.txt").read_text("utf-8").splitlines()
"""Values, questions, agenda and an example of a summary: what is said in a good review."""
