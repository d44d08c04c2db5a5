"""The protocol is written down once, in the docstring of the package."""

import re

from app.sandbox import browser
from app.sandbox.browser.verbs import VERBS


def test_every_verb_is_described_and_every_described_verb_exists() -> None:
    table = (browser.__doc__ or "").split("**Server to client**")[0]
    lines = re.findall(r"^    (\w+(?:, \w+)*)", table, re.MULTILINE)
    described = {verb for line in lines for verb in line.split(", ")}
    assert described == set(VERBS)
