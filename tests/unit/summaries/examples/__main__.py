"""`python -m tests.unit.summaries.examples` writes docs/examples anew."""

from tests.unit.summaries.examples.all import EXAMPLES, FOLDER, written

for name, example in EXAMPLES.items():
    (FOLDER / f"{name}.md").write_text(written(example), "utf-8")
