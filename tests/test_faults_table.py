"""docs/faults.md names the tests that hold its promises: they are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_each_line_of_the_table_of_faults_names_tests_that_exist() -> None:
    lines = (ROOT / "docs" / "faults.md").read_text("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("|")][2:]
    sources = "\n".join(file.read_text("utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)\(", sources))
    for row in rows:
        *_, held_by, _ = row.split("|")
        named = set(re.findall(r"`(test_\w+)`", held_by))
        assert named, row
        assert named <= there, named - there
