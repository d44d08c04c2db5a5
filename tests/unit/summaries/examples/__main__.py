"""`python -m tests.unit.summaries.examples` writes docs/examples anew."""

from tests.unit.summaries.examples.all import FOLDER, written

for name, text in written():
    (FOLDER / name).write_text(text, "utf-8")
