"""The made-up incidents, by the name of their file in docs/examples."""

from pathlib import Path

from app.summaries.markdown import markdown
from app.summaries.telling import generate
from tests.unit.summaries.examples import Example, long_outage, near_miss, small_sev3

FOLDER = Path(__file__).parents[4] / "docs" / "examples"
EXAMPLES = {
    "two-day-outage": long_outage.EXAMPLE,
    "near-miss": near_miss.EXAMPLE,
    "small-incident": small_sev3.EXAMPLE,
}


def written(example: Example) -> str:
    return markdown(generate(example.story))
