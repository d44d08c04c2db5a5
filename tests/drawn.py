"""The screens of a view, drawn when a test asks for them: drawing all of them takes seconds, which
neither collecting the tests nor running another one should cost.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from typing import Any, get_type_hints

import pytest
from slack_sdk.models.views import View

import app
from app.slack.blocks import Message
from app.summaries.views import SummaryMessages

Shown = View | Message
BuildsView = Callable[..., object]


def _views_of_features() -> Iterator[BuildsView]:
    for found in pkgutil.walk_packages(app.__path__, "app."):
        name = found.name.rpartition(".")[2]
        if not name.startswith("views") or found.name.startswith("app.sandbox"):
            continue
        module = importlib.import_module(found.name)
        for view in vars(module).values():
            if inspect.isfunction(view) and view.__module__ == module.__name__ and _shows(view):
                yield view


def _shows(view: BuildsView) -> bool:
    is_public = not view.__name__.startswith(("_", "parse_"))
    return is_public and get_type_hints(view)["return"] in (View, Message, SummaryMessages, str)


VIEWS = tuple(_views_of_features())
"""Every public function of a `views` module that returns something to show."""

each_view = pytest.mark.parametrize(
    "view", [*VIEWS, None], ids=[*(view.__name__ for view in VIEWS), "the_others"]
)
"""None stands for what is shown without a view: sentences about errors."""


def shown_by(
    view: BuildsView | None, *, quoting: bool = True, most: int | None = None
) -> Iterator[tuple[str, Shown]]:
    """What a view shows, each with its name and the number of its sample.

    Without `quoting`, not the summary that quotes what real people wrote; `most` of them, spread
    over its samples.
    """
    from tests.screens import QUOTING, SCREENS, messages  # noqa: PLC0415

    views = [view] if view else [one for one in SCREENS if one not in VIEWS]
    for one in views:
        for number, sample in _spread(list(enumerate(SCREENS[one])), most):
            if quoting or sample is not QUOTING:
                for part, shown in enumerate(messages(sample)):
                    yield f"{one.__name__}-{number}.{part}", shown


def all_shown() -> Iterator[tuple[str, Shown]]:
    """Everything that is sent."""
    for view in (*VIEWS, None):
        yield from shown_by(view)


def _spread(samples: Sequence[tuple[int, Any]], most: int | None) -> Sequence[tuple[int, Any]]:
    if most is None or len(samples) <= most:
        return samples
    if most == 1:
        return samples[:1]
    return [samples[n * (len(samples) - 1) // (most - 1)] for n in range(most)]
