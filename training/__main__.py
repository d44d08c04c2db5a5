"""Learn the weights of app/language/english from the labelled sentences:

    python -m training            writes them
    python -m training check      cross-validates, and writes nothing
    python -m training own        adds what the product says by now to what is learned from

Needs scikit-learn, which the product does not.
"""

import sys
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from app.language.spans import places, spans
from app.language.weighing import weighed
from app.language.weights import SCALE, SHORT, Weights, parsed
from training.corpus import Sample, Span, overlap, samples
from training.own import collected
from training.spans import learned_spans

WEIGHTS = Path(__file__).parents[1] / "app" / "language" / "english" / "weights.txt"
GIVEN = ("chat", "chat-more", "forms", "operations", "field-work")
OURS = (
    *("written", "variety", "own"),
    *("platform", "answers", "shifts", "borders", "people"),
    *("everywhere", "infrastructure", "voices"),
)
"""Written for training, and what the product itself says; never counted in what is measured. The
last eight are twins, one judging and one not, made as hard as could be.
"""
ROOM = 60_000
"""Features that stay; fewer cost recall, more bring hardly any."""
EASE = 10.0
"""How freely weights may grow (C of the regression)."""
LEANING_ROOM = 1_500
PRECISION = 0.92
"""The threshold is set where the cross-validation reaches it: a wrong note costs trust."""
Matrix = Any
"""What scikit-learn counts in; it has no types."""
_SHARES = {"own": 0.4}
"""By source: how much a sentence of it counts."""
Floats = NDArray[np.float64]
Found = dict[int, tuple[str, Span]]
"""By place in the list: category and span."""

_EMPHASIS = {"c": 0.5}
"""By kind of feature; the rest counts in full. Found by cross-validation."""


def main() -> None:
    if "own" in sys.argv[1:]:
        _say(f"{collected()} sentences are new")
        return
    given = [sample for source in GIVEN for sample in samples(source)]
    ours = [sample for source in OURS for sample in samples(source)]
    scores, found = cross_validated(given, ours)
    report(given, scores, found)
    if "check" not in sys.argv[1:]:
        text = learned([*given, *ours], threshold(given, scores))
        WEIGHTS.write_text(text, "utf-8")
    else:
        across_sources(given, ours)


def learned(of: Sequence[Sample], limit: float = 0.0) -> str:
    """The file of weights; scores from `limit` on are findings."""
    bias, blaming = blame(of, limit)
    categories, leans = leaning(of)
    spans = by_weight(*zip(*learned_spans(of), strict=True))
    parts = bias, categories, blaming, leans, spans
    return "\n\n".join(parts) + "\n"


def blame(of: Sequence[Sample], limit: float) -> tuple[str, str]:
    judges = np.array([sample.judges for sample in of])
    shares = np.array([_SHARES.get(sample.source, 1.0) for sample in of])
    lengths = 1 / np.sqrt([len(sample.tokens) + SHORT for sample in of])
    names = vocabulary(of, minimum=2)
    for room in (len(names), ROOM):  # fit, keep what weighs most and often, fit again
        names = names[:room]
        counted = counts([sample.features for sample in of], names)
        size = emphasis(counted, names)
        rows = counted.multiply(size).multiply(lengths[:, None]).tocsr()
        model = LogisticRegression(C=EASE, max_iter=300, tol=1e-3, solver="liblinear").fit(
            rows, judges, shares
        )
        weight = model.coef_[0] * size
        worth = np.abs(weight) * np.asarray(counted.sum(0)).ravel() ** 0.5
        order = np.argsort(-worth, kind="stable")
        names, weight = names[order], weight[order]
    return f"{model.intercept_[0]:.4f}\n{limit:.4f}", by_weight(names, weight)


def by_weight(names: Iterable[str], weights: Iterable[float]) -> str:
    """A line for each weight: itself, and the features that have it."""
    lines: dict[int, list[str]] = {}
    for name, weight in zip(names, weights, strict=True):
        lines.setdefault(round(weight * SCALE), []).append(name)
    return "\n".join("\t".join([str(at), *sorted(lines[at])]) for at in sorted(lines) if at)


def vocabulary(of: Sequence[Sample], *, minimum: int) -> Matrix:
    counter = CountVectorizer(analyzer=list, min_df=minimum, binary=True)
    counter.fit([sorted(sample.features) for sample in of])
    return counter.get_feature_names_out()


def counts(rows: Iterable[Collection[str]], names: Iterable[str]) -> Matrix:
    counter = CountVectorizer(analyzer=list, vocabulary=list(names), binary=True)
    return counter.transform([sorted(row) for row in rows])


def emphasis(counted: Matrix, names: Iterable[str]) -> Floats:
    """Rare features count more, and some kinds less."""
    rarity: Floats = np.log(counted.shape[0] / np.asarray(counted.sum(0)).ravel()) / 5
    share: Floats = np.array([_EMPHASIS.get(name.split(" ", 1)[0], 1.0) for name in names])
    size: Floats = rarity * share
    return size


def leaning(of: Sequence[Sample]) -> tuple[str, str]:
    """The categories with their base, and which features lean towards which."""
    judging = [sample for sample in of if sample.judges]
    words = [[f for f in sorted(s.features) if not f.startswith("c ")] for s in judging]
    counter = CountVectorizer(analyzer=list, min_df=2, binary=True)
    rows = counter.fit_transform(words)
    model = LogisticRegression(C=0.3, max_iter=400, class_weight="balanced")
    model.fit(rows, [sample.category for sample in judging])
    order = np.argsort(-np.abs(model.coef_).max(0), kind="stable")[:LEANING_ROOM]
    names = counter.get_feature_names_out()
    lines = sorted(
        f"{' '.join(str(round(w * SCALE)) for w in model.coef_[:, at])}\t{names[at]}"
        for at in order
    )
    base = " ".join(str(round(each * SCALE)) for each in model.intercept_)
    return f"{' '.join(model.classes_)}\n{base}", "\n".join(lines)


def cross_validated(given: Sequence[Sample], ours: Sequence[Sample]) -> tuple[Floats, Found]:
    """For each given sentence: its score by weights that have not seen it, category and span."""
    scores: Floats = np.zeros(len(given))
    found: Found = {}
    folds = StratifiedKFold(3, shuffle=True, random_state=2)
    for train, test in folds.split(given, [sample.category or "neutral" for sample in given]):
        fitted = parsed(learned([*(given[at] for at in train), *ours]))
        for at in test:
            scores[at], found[at] = judged(given[at], fitted)
    return scores, found


def judged(sample: Sample, by: Weights) -> tuple[float, tuple[str, Span]]:
    most = weighed(sample.tokens, sample.units, by)
    category = by.category(most.features)
    first, last = next(spans(sample.tokens, sample.units, category, by.marking))
    starts, ends = places(sample.tokens, sample.units)
    return most.score, (category, (starts[first], ends[last]))


def threshold(given: Sequence[Sample], scores: Floats, precision: float = PRECISION) -> float:
    """The lowest score from which on the precision holds."""
    order = np.argsort(-scores)
    right = np.cumsum([given[at].judges for at in order]) / np.arange(1, len(order) + 1)
    return float(scores[order[np.max(np.where(right >= precision))]])


def report(given: Sequence[Sample], scores: Floats, found: Found, label: str = "all") -> None:
    judging = sum(sample.judges for sample in given)
    for precision in (0.88, 0.9, 0.92, 0.95):
        limit = threshold(given, scores, precision)
        noted = [
            sample.judges for sample, score in zip(given, scores, strict=True) if score >= limit
        ]
        wrong = noted.count(False) / (len(given) - judging)
        _say(
            f"{label}: precision {precision:.2f} recall {sum(noted) / judging:.3f} "
            f"wrong notes {wrong:.3f}"
        )
    limit = threshold(given, scores)
    for kind in sorted({sample.category for sample in given if sample.category}):
        rows = [at for at, sample in enumerate(given) if sample.category == kind]
        hits = [at for at in rows if scores[at] >= limit]
        named = sum(found[at][0] == kind for at in hits)
        near = sum(overlap(found[at][1], given[at].span) >= 0.5 for at in hits)
        of = max(1, len(hits))
        _say(
            f"  {kind}: {len(rows)}, recall {len(hits) / len(rows):.2f}, "
            f"named so {named / of:.2f}, span {near / of:.2f}"
        )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def across_sources(given: Sequence[Sample], ours: Sequence[Sample]) -> None:
    """Trained without one source, measured on it."""
    for source in GIVEN:
        rest = [sample for sample in given if sample.source != source]
        fitted = parsed(learned([*rest, *ours]))
        here = [sample for sample in given if sample.source == source]
        scores, found = zip(*(judged(sample, fitted) for sample in here), strict=True)
        report(here, np.array(scores), dict(enumerate(found)), source)


if __name__ == "__main__":
    main()
