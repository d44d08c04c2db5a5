"""Learns which run of a sentence's units people mark: every run has a chance by what belongs to it,
where it opens and closes, and how much it takes; the marked one shall have the best.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.feature_extraction.text import CountVectorizer

from app.language.marks import Extent, belonging, closing, measures, opening
from app.language.spans import LONGEST, runs
from training.corpus import Sample, nearest_run

SELDOM = 8
"""Features of fewer units are not learned."""
ROOM = 2_000
STIFFNESS = np.array([8.0, 8.0, 8.0, 1.0])
"""How much large weights cost, for each of the four kinds of features."""
ROUNDS = (40, 100)
"""Of the search: to choose the features that stay, and then to weigh them."""
Floats = NDArray[np.float64]
Matrix = Any
"""What scikit-learn counts in; it has no types."""


class Runs:
    """All runs of many sentences, one behind the other."""

    def __init__(self, of: Sequence[Sample]) -> None:
        takes: dict[tuple[Extent, str], int] = {}
        taken: list[int] = []
        firsts, lasts, marked, sentences = [], [], [], []
        units = 0
        for number, sample in enumerate(of):
            right = nearest_run(sample)
            for run, extent in runs(sample.tokens, sample.units):
                taken.append(takes.setdefault((extent, sample.category or ""), len(takes)))
                firsts.append(units + run[0])
                lasts.append(units + run[1])
                marked.append(run == right)
                sentences.append(number)
            units += len(sample.units)
        self.units = units
        self.first, self.last = np.array(firsts), np.array(lasts)
        self.marked = np.array(marked, float)
        self.sentence = np.array(sentences)
        self.begin = np.searchsorted(self.sentence, np.arange(len(of)))
        self.takes, self.taken = list(takes), np.array(taken)
        """How much a run may take, by category; and which of these each run takes."""

    def chances(self, scores: Floats) -> tuple[Floats, float]:
        """Of each run among those of its sentence; and how unlikely the marked ones are."""
        most = np.maximum.reduceat(scores, self.begin)
        weights = np.exp(scores - most[self.sentence])
        total = np.add.reduceat(weights, self.begin)
        chances: Floats = weights / total[self.sentence]
        return chances, float((most + np.log(total)).sum() - self.marked @ scores)


def learned_spans(of: Sequence[Sample]) -> Iterator[tuple[str, float]]:
    """Features and their weights."""
    fitting = [sample for sample in of if sample.judges and len(sample.units) <= LONGEST]
    every = Runs(fitting)
    names, counted = _counted(fitting, every)
    for rounds in ROUNDS:
        weights = _fitted(every, counted, rounds)
        worth = [
            np.abs(weight) * np.asarray(rows.sum(0)).ravel() ** 0.5
            for weight, rows in zip(weights[:3], counted, strict=False)
        ]
        least = np.sort(np.concatenate(worth))[-min(ROOM, sum(map(len, worth)))]
        stay = [*(each >= least for each in worth), np.ones(counted[3].shape[1], bool)]
        names = [each[kept] for each, kept in zip(names, stay, strict=True)]
        counted = [rows[:, kept] for rows, kept in zip(counted, stay, strict=True)]
        weights = [each[kept] for each, kept in zip(weights, stay, strict=True)]
    for each, weight in zip(names, weights, strict=True):
        yield from zip(each, map(float, weight), strict=True)


def _counted(of: Sequence[Sample], every: Runs) -> tuple[list[Any], list[Matrix]]:
    """For what belongs, opens, closes, and takes so much: the features, and who has them."""
    names, counted = [], []
    for kind in (belonging, opening, closing):
        rows = [
            list(kind(sample.units, at, sample.category or ""))
            for sample in of
            for at in range(len(sample.units))
        ]
        counter = CountVectorizer(analyzer=list, min_df=SELDOM, binary=True)
        counted.append(counter.fit_transform(rows).astype(float))
        names.append(counter.get_feature_names_out())
    counter = CountVectorizer(analyzer=list, binary=True)
    takes = counter.fit_transform([list(measures(*each)) for each in every.takes])
    return [*names, counter.get_feature_names_out()], [
        *counted,
        takes.astype(float)[every.taken],
    ]


def _fitted(every: Runs, counted: Sequence[Matrix], rounds: int) -> list[Floats]:
    sizes = [rows.shape[1] for rows in counted]
    cuts = np.cumsum(sizes)[:-1]
    stiffness = np.repeat(STIFFNESS, sizes)
    turned = [rows.T.tocsr() for rows in counted]

    def cost(weights: Floats) -> tuple[float, Floats]:
        inside, opens, closes, takes = (
            rows @ weight for rows, weight in zip(counted, np.split(weights, cuts), strict=True)
        )
        sums = np.concatenate([[0.0], np.cumsum(inside)])
        within = sums[every.last + 1] - sums[every.first]
        chances, unlikely = every.chances(within + opens[every.first] + closes[every.last] + takes)
        off = chances - every.marked
        opened = np.bincount(every.first, off, every.units)
        closed = np.bincount(every.last, off, every.units)
        covered = np.cumsum(opened) - np.concatenate([[0.0], np.cumsum(closed)[:-1]])
        slope = np.concatenate(
            [rows @ each for rows, each in zip(turned, (covered, opened, closed, off), strict=True)]
        )
        return float(unlikely + stiffness @ weights**2 / 2), slope + stiffness * weights

    found = minimize(
        cost, np.zeros(sum(sizes)), jac=True, method="L-BFGS-B", options={"maxiter": rounds}
    )
    return list(np.split(found.x, cuts))
